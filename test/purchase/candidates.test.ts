import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutViolations } from '../../src/compatibility/evaluate-rules.ts';
import type { Host } from '../../src/model/host.ts';
import { candidatesOf, optionsOf } from '../../src/purchase/candidates.ts';
import { mbps } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

const find = (host: Host, option: string) => candidatesOf(host).find((each) => each.option === option);
const edit = (host: Host, option: string): Host => find(host, option)?.edited as Host;
const refusal = (host: Host, option: string) => optionsOf(host).refused.find((each) => each.option === option);

const lbfo = (os: Host['os']): Host =>
  buildHost({ os, switches: [buildSwitch({ teaming: 'lbfo', loadBalancing: 'dynamic' })], adapters: [buildAdapter({ weight: 10 })] });

describe('one port more', () => {
  it('is like the others, on the card and to the top-of-rack switch that have fewest', () => {
    const ports = [
      buildNic({ name: 'A1', device: 'A', fabric: 'tor-1', vmqQueues: 31 }),
      buildNic({ name: 'A2', device: 'A', fabric: 'tor-2', vmqQueues: 31 }),
      buildNic({ name: 'B1', device: 'B', fabric: 'tor-1', vmqQueues: 31 }),
    ];
    const added = edit(buildHost({ nics: ports }), 'port@Converged').nics.find(({ name }) => name === 'New port 1');
    expect(added).toMatchObject({ device: 'B', fabric: 'tor-2', vmqQueues: 31, link: 10_000, switch: 'Converged' });
  });

  it('makes a team of a switch that had none, and its weights are gone with the old switch', () => {
    const single = buildHost({
      switches: [buildSwitch({ teaming: 'none' })],
      nics: [buildNic()],
      adapters: [buildAdapter({ weight: 10 })],
      vms: [buildVm({ adapters: [buildVmAdapter({ weight: 3 })] })],
    });
    const teamed = edit(single, 'port@Converged');
    expect(teamed.switches[0]).toMatchObject({ teaming: 'set', loadBalancing: 'hyper-v-port', bandwidthMode: 'weight' });
    expect([teamed.adapters[0]?.weight, teamed.vms[0]?.adapters[0]?.weight]).toEqual([null, null]);
    expect(edit({ ...single, os: '2012r2' }, 'port@Converged').switches[0]?.teaming).toBe('lbfo');
  });

  it('carries an adapter more where storage uses its ports directly, and what storage sends stays the same', () => {
    const host = buildHost({
      nics: [buildNic(), buildNic({ name: 'S1', switch: null })],
      adapters: [
        buildAdapter(),
        buildAdapter({ name: 'SMB', role: 'storage', switch: null, nic: 'S1', egress: mbps(900), floor: mbps(90) }),
      ],
    });
    const smb = edit(host, 'port@storage').adapters.filter(({ role }) => role === 'storage');
    expect(smb.map(({ nic, egress, floor }) => [nic, egress, floor])).toEqual([
      ['S1', 450, 45],
      ['New port 1', 450, 45],
    ]);
  });

  it('is refused as a ninth member: SET takes eight', () => {
    const eight = buildHost({ nics: Array.from({ length: 8 }, (_, index) => buildNic({ name: `NIC${index + 1}` })) });
    expect(refusal(eight, 'port@Converged')).toMatchObject({ because: 'breaks-rule', rules: ['set-takes-eight'] });
    expect(refusal(eight, 'card@Converged')).toMatchObject({ because: 'breaks-rule', rules: ['set-takes-eight'] });
  });
});

describe('one card more', () => {
  it('has as many ports as the largest card of the place, to the top-of-rack switches in turn', () => {
    const ports = ['1', '2'].map((port) => buildNic({ name: `A${port}`, device: 'A', fabric: `tor-${port}` }));
    const added = edit(buildHost({ nics: ports }), 'card@Converged').nics.filter(({ device }) => device === 'New card 1');
    expect(added.map(({ fabric }) => fabric)).toEqual(['tor-1', 'tor-2']);
  });
});

describe('the next link speed', () => {
  it.each([
    [1000, 10_000],
    [10_000, 25_000],
    [25_000, 40_000],
    [40_000, 50_000],
    [50_000, 100_000],
    [100_000, 200_000],
    [16_000, 25_000],
  ])('above %d Mbit/s is %d for every port of the place', (link, next) => {
    const host = buildHost({ nics: [buildNic({ link: mbps(link) }), buildNic({ name: 'NIC2', link: mbps(link) })] });
    expect(edit(host, `link-${next}@Converged`).nics.map((nic) => nic.link)).toEqual([next, next]);
    expect(find(host, `link-${next}@Converged`)?.bill).toMatchObject({ kind: 'link', units: 2, link: next });
  });

  it('is refused above 200 Gb/s', () => {
    expect(refusal(buildHost({ nics: [buildNic({ link: mbps(200_000) })] }), 'link@Converged')?.because).toBe('no-faster-port');
  });
});

describe('SET instead of LBFO', () => {
  it('is refused on 2012 R2, which does not have SET, with the rule that says so', () => {
    expect(refusal(lbfo('2012r2'), 'set')).toEqual({
      option: 'set',
      place: null,
      because: 'breaks-rule',
      rules: ['set-excluded-by-2012r2'],
    });
  });

  it('keeps dynamic load balancing and plans the switch with weights', () => {
    expect(edit(lbfo('2016'), 'set').switches[0]).toMatchObject({ teaming: 'set', loadBalancing: 'dynamic', bandwidthMode: 'weight' });
  });

  it('is refused where there is no LBFO team', () => {
    expect(refusal(buildHost(), 'set')?.because).toBe('no-lbfo-team');
  });
});

describe('a newer operating system', () => {
  it('is each version above the one there is', () => {
    expect(candidatesOf(buildHost()).flatMap(({ bill }) => (bill.kind === 'os' ? [bill.os] : []))).toEqual(['2022', '2025']);
    expect(refusal(buildHost({ os: '2025' }), 'os')?.because).toBe('newest-already');
  });

  it('comes with SET where it forbids a switch over LBFO', () => {
    const renewed = edit(lbfo('2019'), 'os-2022');
    expect([renewed.os, renewed.switches[0]?.teaming]).toEqual(['2022', 'set']);
    expect(edit(lbfo('2016'), 'os-2019').switches[0]?.teaming).toBe('lbfo');
  });
});

describe('more virtual functions and queues', () => {
  const iov = (vfLimit: number): Host =>
    buildHost({
      switches: [buildSwitch({ iovEnabled: true, bandwidthMode: 'none' })],
      nics: [buildNic({ vfLimit, vportLimit: 40, queuePairLimit: null, vmqQueues: 31 })],
      vms: [buildVm({ adapters: [buildVmAdapter({ iov: true })] })],
    });

  it('grow the pools behind them by as much', () => {
    expect(edit(iov(16), 'functions-32@Converged').nics[0]).toMatchObject({ vfLimit: 32, vportLimit: 56, queuePairLimit: null });
    expect(edit(iov(16), 'queues-63@Converged').nics[0]).toMatchObject({ vmqQueues: 63, vportLimit: 72 });
  });

  it('are refused where no adapter wants one, where the switch has no SR-IOV, and where none has more', () => {
    expect(refusal(buildHost(), 'functions@Converged')?.because).toBe('no-adapter-wants-a-function');
    const wanting = buildHost({ vms: [buildVm({ adapters: [buildVmAdapter({ iov: true })] })] });
    expect(refusal(wanting, 'functions@Converged')?.because).toBe('switch-without-iov');
    expect(refusal(iov(256), 'functions@Converged')?.because).toBe('no-port-with-more-functions');
    expect(refusal(buildHost({ nics: [buildNic({ vmqQueues: 255 })] }), 'queues@Converged')?.because).toBe('no-port-with-more-queues');
  });
});

describe('jumbo frames', () => {
  it('are set on the ports and on the host vNICs of the roles that gain', () => {
    const host = buildHost({
      nics: [buildNic({ mtuMax: 9014 }), buildNic({ name: 'NIC2', mtuMax: 9014 })],
      adapters: [buildAdapter(), buildMigrationAdapter()],
    });
    const jumbo = edit(host, 'jumbo');
    expect(jumbo.nics.map(({ mtu }) => mtu)).toEqual([9000, 9000]);
    expect(jumbo.adapters.map(({ name, mtu }) => [name, mtu])).toEqual([
      ['LiveMigration', 9000],
      ['Management', null],
    ]);
  });

  it('are refused where no port says that it takes them', () => {
    expect(refusal(buildHost(), 'jumbo')?.because).toBe('no-role-gains-by-larger-frames');
  });
});

describe('candidates of any host', () => {
  it('have names of their own, break no rule that the host keeps, and leave its VMs and their demand', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const { candidates, refused } = optionsOf(host);
        const names = [...candidates, ...refused].map(({ option }) => option.toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        const known = layoutViolations(host);
        const sent = ({ adapters }: Host): number => adapters.reduce((sum, { egress }) => sum + egress, 0);
        for (const { edited } of candidates) {
          expect(layoutViolations(edited).filter((rule) => !known.includes(rule))).toEqual([]);
          expect(edited.vms.map(({ name }) => name)).toEqual(host.vms.map(({ name }) => name));
          expect(sent(edited)).toBeCloseTo(sent(host), 6);
        }
      }),
      { numRuns: 100 },
    );
  });
});
