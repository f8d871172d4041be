import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { Change } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { type Recommendation, recommend } from '../../src/recommend/recommend.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps, mebibytes, minutes, percent } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSettings,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';
import { applyChanges, isHeldByInventory } from './apply-changes.ts';

const second = await loadHighs();

const advise = (host: Host): Recommendation =>
  recommend(host, DEFAULT_POLICY, planHost(host, DEFAULT_POLICY, createSolver({ second }), false));

const changesOf = (host: Host, setting: string): readonly Change[] => advise(host).changes.filter((change) => change.setting === setting);

const busyHost = (overrides: Partial<Host> = {}): Host =>
  buildHost({
    adapters: [buildAdapter({ egress: mbps(900), floor: mbps(800), weight: 1 }), buildMigrationAdapter({ weight: 60 })],
    switches: [buildSwitch({ defaultFlowWeight: 1 })],
    settings: buildSettings({ liveMigrations: 9, storageMigrations: 9, transport: 'tcpip' }),
    vms: Array.from({ length: 12 }, (_, index) =>
      buildVm({ name: `vm${index}`, memory: mebibytes(16_384), adapters: [buildVmAdapter({ egress: mbps(400), weight: 3 })] }),
    ),
    ...overrides,
  });

describe('the changes of a host', () => {
  it('change nothing that already stands as planned: what a run proposes, applied, leaves the next run nothing to propose', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), (host) => {
        // Larger frames give the uplinks another capacity, and the plan after them starts from that.
        const isFrameSize = ({ setting }: Change): boolean => setting === '*JumboPacket';
        const { changes } = advise(host);
        const settled = applyChanges(
          host,
          changes.filter((change) => !isFrameSize(change)),
        );
        const left = advise(settled).changes.filter(isHeldByInventory);
        expect(left).toHaveLength(changes.filter(isFrameSize).length);
        expect(advise(applyChanges(settled, left)).changes.filter(isFrameSize)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('differ from what stands today, and are numbered in order of application', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), (host) => {
        const { changes } = advise(host);
        expect(changes.filter(({ now, proposed }) => now === proposed)).toEqual([]);
        expect(changes.map(({ order }) => order)).toEqual(changes.map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });

  it('give an adapter that moves into the default flow the weight 0, and say that its weight travels with the VM', () => {
    const weights = changesOf(busyHost(), 'MinimumBandwidthWeight').filter(({ subject }) => subject === 'vm0/Network Adapter');
    expect(weights).toMatchObject([{ now: '3', proposed: '0', travelsWithVm: true, rule: 'default-flow-for-small-flows', layer: 'host' }]);
  });

  it('say what a raised weight buys in the level it serves', () => {
    const [management] = changesOf(busyHost(), 'MinimumBandwidthWeight').filter(({ subject }) => subject === 'Management');
    expect(management?.gain).toMatch(/^level host-floors from \d+(\.\d)? % to 100 %$/);
  });

  it('recreate a switch without weights after everything else, and Management gets its weight first of all on the new one', () => {
    const { changes } = advise(busyHost({ switches: [buildSwitch({ bandwidthMode: 'absolute' })] }));
    const recreation = changes.findIndex(({ setting }) => setting === 'MinimumBandwidthMode');
    expect(changes[recreation]).toMatchObject({ now: 'Absolute', proposed: 'Weight', disruptive: true, subject: 'Converged' });
    expect(changes[recreation + 1]).toMatchObject({ setting: 'MinimumBandwidthWeight', subject: 'Management', now: '' });
    expect(changes.slice(recreation).every(({ disruptive }) => disruptive)).toBe(true);
  });

  it('never recreate a switch that Network ATC owns', () => {
    const host = busyHost({ managedBy: 'network-atc', os: '2022', switches: [buildSwitch({ bandwidthMode: 'none' })] });
    const { changes } = advise(host);
    expect(changes.filter(({ setting }) => setting.startsWith('MinimumBandwidth'))).toEqual([]);
    expect(changes.filter(({ layer }) => layer !== 'network-atc')).toEqual([]);
  });

  it("go to the cluster where its MaximumParallelMigrations overrides the host's count", () => {
    const host = busyHost({ cluster: 'East', settings: buildSettings({ liveMigrations: 9, clusterParallelMigrations: 10 }) });
    expect(changesOf(host, 'MaximumParallelMigrations')).toMatchObject([{ subject: 'East', now: '10', layer: 'cluster' }]);
    expect(changesOf(host, 'MaximumVirtualMachineMigrations')).toEqual([]);
  });

  it('propose a value whose setting today is not known with a blank now', () => {
    const [count] = changesOf(busyHost({ settings: buildSettings() }), 'MaximumVirtualMachineMigrations');
    expect(count).toMatchObject({ now: '', subject: 'host01', layer: 'host' });
  });
});

describe('the sentence of a host', () => {
  it('says what the host is, what holds it back and what to do above all', () => {
    const { reason, binding } = advise(busyHost({ drainWindow: minutes(0.5) }));
    expect(reason).toMatch(
      /^A 2019 host with 12 running VMs on 19688 Mbit\/s of uplinks is short at drain: it empties in [\d.]+ min of a window of 0\.5 min/,
    );
    expect(reason).toMatch(
      /because the migration path carries no more; above all set MinimumBandwidthWeight of Management from 1 to \d+ \(level host-floors from [\d.]+ % to 100 %\); settings alone do not mend the drain: allow 3 min, .*this host\.$/,
    );
    expect(binding).toBe('path-rate');
  });

  it('names a change whose gain is known before one whose gain is not', () => {
    const adapters = [buildAdapter(), buildMigrationAdapter()];
    const vms = [
      buildVm({ name: 'app', memory: mebibytes(65_536), adapters: [buildAdapter({ vm: 'app', role: 'vm', floor: mbps(500) })] }),
    ];
    const { reason, changes } = advise(buildHost({ adapters, vms }));
    const giving = changes.filter(({ setting }) => !setting.endsWith('MinimumBandwidthWeight'));
    const known = giving.find(({ gain, disruptive }) => gain !== '' && !disruptive);
    expect(known).toMatchObject({ setting: expect.any(String) });
    expect(reason).toContain(`(${known?.gain})`);
  });

  it('needs no change on a host that has nothing to drain and everything it wants', () => {
    const host = buildHost({ adapters: [], vms: [], switches: [buildSwitch({ teaming: 'lbfo', defaultFlowWeight: 100 })] });
    expect(advise(host).reason).toMatch(/^A 2019 host with 0 running VMs on 19688 Mbit\/s of uplinks meets every target/);
  });

  it('is one sentence on every host', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 8 }), (host) => {
        expect(advise(host).reason).toMatch(/^A .*[^.]\.$/);
      }),
      { numRuns: 40 },
    );
  });
});

describe('blockers', () => {
  it('name the cheapest remedy for each reason', () => {
    const host = busyHost({
      vms: [
        buildVm({ name: 'asleep', state: 'off' }),
        buildVm({ name: 'fixed', migratable: false }),
        buildVm({ name: 'low', priority: 1000 }),
        buildVm({ name: 'moves' }),
      ],
    });
    const remedies = Object.fromEntries(advise(host).blockers.map(({ vm, remedy }) => [vm, remedy]));
    expect(remedies).toMatchObject({
      asleep: expect.stringContaining('moves with its cluster role'),
      fixed: expect.stringContaining('pass-through disk'),
      low: expect.stringContaining('priority to 2000 or more'),
    });
  });
});

describe('north-south demand', () => {
  it('leaves out the share that stays in the cluster, and VMs that are not running', () => {
    const host = buildHost({
      nics: [buildNic()],
      adapters: [buildAdapter({ egress: mbps(100) })],
      vms: [
        buildVm({ name: 'a', adapters: [buildVmAdapter({ egress: mbps(400), eastWest: percent(75) })] }),
        buildVm({ name: 'b', state: 'off' }),
      ],
    });
    expect(advise(host).northSouth).toBe(200);
  });
});
