/** The layer that rules a switch, and the first fact against each of the others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host, Nic, VirtualSwitch } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { layerOf } from '../../src/planners/layer.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildNic, buildSwitch, buildVm } from '../builders/host-builder.ts';

const RDMA: Partial<Nic> = { link: mbps(25_000), rdma: 'rocev2', dcbTrafficClasses: 8 };

interface Fact {
  readonly title: string;
  readonly on?: Partial<VirtualSwitch>;
  readonly nic?: Partial<Nic>;
  readonly host?: Partial<Host>;
  readonly layer: string;
  readonly lost: readonly string[];
}

const FACTS: readonly Fact[] = [
  {
    title: 'RDMA ports with classes are ruled by DCB',
    nic: RDMA,
    layer: 'ets',
    lost: ['weights dcb-excludes-weights', 'none nothing-guaranteed'],
  },
  {
    title: 'SR-IOV does not keep DCB away',
    nic: RDMA,
    on: { iovEnabled: true },
    layer: 'ets',
    lost: ['weights iov-enabled', 'none nothing-guaranteed'],
  },
  {
    title: 'two traffic classes are too few',
    nic: { ...RDMA, dcbTrafficClasses: 2 },
    layer: 'weights',
    lost: ['ets too-few-traffic-classes', 'none nothing-guaranteed'],
  },
  { title: 'ports without RDMA leave it to weights', layer: 'weights', lost: ['ets uplinks-without-rdma', 'none nothing-guaranteed'] },
  {
    title: 'an LBFO team hides RDMA',
    nic: RDMA,
    on: { teaming: 'lbfo' },
    layer: 'weights',
    lost: ['ets lbfo-hides-rdma', 'none nothing-guaranteed'],
  },
  {
    title: 'a switch of Windows Server 2012 R2 hides RDMA',
    nic: RDMA,
    on: { teaming: 'none' },
    host: { os: '2012r2' },
    layer: 'weights',
    lost: ['ets rdma-under-switch-needs-2016', 'none nothing-guaranteed'],
  },
  {
    title: 'RDMA that nobody uses needs no classes',
    nic: RDMA,
    host: { adapters: [buildAdapter({ role: 'cluster' })] },
    layer: 'weights',
    lost: ['ets no-rdma-traffic', 'none nothing-guaranteed'],
  },
  {
    title: 'management uses it where nothing else carries migration',
    nic: RDMA,
    host: { adapters: [buildAdapter()] },
    layer: 'ets',
    lost: ['weights dcb-excludes-weights', 'none nothing-guaranteed'],
  },
  {
    title: 'a switch with SR-IOV takes no weights',
    on: { iovEnabled: true },
    layer: 'none',
    lost: ['ets uplinks-without-rdma', 'weights iov-enabled'],
  },
  {
    title: 'Network ATC keeps a switch without weights as it is',
    on: { bandwidthMode: 'none' },
    host: { managedBy: 'network-atc' },
    layer: 'none',
    lost: ['ets uplinks-without-rdma', 'weights network-atc-keeps-mode'],
  },
  {
    title: 'a switch without uplinks is ruled by nothing',
    nic: { switch: null },
    layer: 'none',
    lost: ['ets no-uplinks', 'weights no-uplinks'],
  },
];

const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
const changesOf = (host: Host) => recommend(host, DEFAULT_POLICY, plan(host)).changes;

describe('the layer of a switch', () => {
  it.each(FACTS)('$title', ({ on = {}, nic = {}, host = {}, layer, lost }) => {
    const virtualSwitch = buildSwitch(on);
    const built = buildHost({ nics: [buildNic(nic), buildNic({ ...nic, name: 'NIC2' })], switches: [virtualSwitch], ...host });
    const uplinks = built.nics.filter((each) => each.switch !== null);
    const chosen = layerOf(built, virtualSwitch, uplinks);
    expect(chosen.layer).toBe(layer);
    expect(chosen.lost.map((loss) => `${loss.layer} ${loss.because}`)).toEqual(lost);
  });

  it('is named beside the two others on any host, each with a reason', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 3 }), (host) => {
        for (const { layer, layersLost } of plan(host).switches) {
          expect([layer, ...layersLost.map((loss) => loss.layer)].sort()).toEqual(['ets', 'none', 'weights']);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never puts weights and DCB on one NIC: where classes are planned, no weight is, and those of today go', () => {
    const rdmaHost = fc.record({ host: arbitraryHost({ maxVms: 6 }), some: fc.boolean() }).map(({ host, some }) => ({
      ...host,
      nics: some ? host.nics.map((nic) => ({ ...nic, rdma: 'rocev2' as const, dcbTrafficClasses: 8 })) : host.nics,
    }));
    fc.assert(
      fc.property(rdmaHost, (host) => {
        const changes = changesOf(host);
        for (const { ets, weights, flows } of plan(host).switches) {
          expect(ets !== null && weights.kind === 'chosen').toBe(false);
          if (ets === null) continue;
          expect(flows.every(({ weight }) => weight === null)).toBe(true);
          for (const { vm, adapter, weightNow } of flows) {
            const set = changes.filter(
              ({ setting, target }) =>
                setting === 'MinimumBandwidthWeight' &&
                'adapter' in target &&
                target.adapter === adapter &&
                (target.kind === 'vm-adapter' ? target.vm : null) === vm,
            );
            expect(set.map(({ proposed }) => proposed)).toEqual(weightNow !== null && weightNow > 0 ? ['0'] : []);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it('makes nobody recreate a switch under Network ATC, and sets its classes by overrides alone', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const settings = changesOf({ ...host, managedBy: 'network-atc' }).map(({ setting }) => setting);
        expect(settings).not.toContain('MinimumBandwidthMode');
        for (const own of [
          'Willing',
          'BandwidthPercentage',
          'PriorityValue8021Action',
          'NetQosFlowControl.Enabled',
          'NetAdapterQos.Enabled',
        ])
          expect(settings).not.toContain(own);
      }),
      { numRuns: 80 },
    );
  });
});

describe('a switch that has to be recreated for weights', () => {
  const busy = (bandwidthMode: VirtualSwitch['bandwidthMode']): Host =>
    buildHost({
      switches: [buildSwitch({ bandwidthMode })],
      adapters: [buildAdapter({ egress: mbps(200), floor: mbps(100) }), buildMigrationAdapter()],
      vms: [buildVm({ tier: 1 })],
    });

  it('guarantees nothing today in mode none: no level that asks for something has any of it', () => {
    const { levels, levelsToday } = plan(busy('none')).switches[0] as NonNullable<ReturnType<typeof plan>['switches'][0]>;
    const today = Object.fromEntries((levelsToday ?? []).map(({ level, attainment }) => [level, attainment]));
    expect(today).toMatchObject({ 'host-floors': 0, 'host-demand': 0, 'vm-demand-1': 0, drain: 0, 'vm-floors-1': 1, 'vm-demand-2': 1 });
    expect(levels.every(({ attainment }) => attainment === 1)).toBe(true);
    const [recreation] = changesOf(busy('none')).filter(({ setting }) => setting === 'MinimumBandwidthMode');
    expect(recreation).toMatchObject({ now: 'None', proposed: 'Weight', disruptive: true, gain: 'level host-floors from 0 % to 100 %' });
  });

  it('says of mode absolute that what it attains today is not known, since no inventory has reservations in bit/s', () => {
    expect(plan(busy('absolute')).switches[0]?.levelsToday).toBeNull();
    const [recreation] = changesOf(busy('absolute')).filter(({ setting }) => setting === 'MinimumBandwidthMode');
    expect(recreation?.gain).toMatch(/reservations in bit\/s/);
  });
});
