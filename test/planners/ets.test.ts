/** ETS percents: against every vector there is and by hand on a worked example. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adapter, Host } from '../../src/model/host.ts';
import type { MigrationPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { attainmentOf, type Target } from '../../src/planners/apportion.ts';
import { DEFAULT_CLASS, type EtsProblem, largestPercent, SMB_DIRECT, solveEts } from '../../src/planners/ets.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { compareAttainments } from '../../src/planners/weights.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, minutes } from '../../src/units/quantity.ts';
import { quiet, workedExample } from '../builders/rdma-host.ts';

const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

const arbitraryProblem: fc.Arbitrary<EtsProblem> = fc
  .record({
    cluster: fc.constantFrom(1, 2),
    pressure: fc.double({ min: 0.1, max: 2, noNaN: true }),
    wants: fc.array(fc.tuple(fc.nat(3), fc.double({ min: 0.001, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 1, noNaN: true })), {
      minLength: 9,
      maxLength: 9,
    }),
  })
  .map(({ cluster, pressure, wants }) => ({
    cluster,
    levels: wants.map(([who, smb, rest]): Target[] => [
      ...(who % 2 === 1 ? [{ flow: SMB_DIRECT, share: smb * pressure }] : []),
      ...(who >= 2 ? [{ flow: DEFAULT_CLASS, share: rest * pressure }] : []),
    ]),
  }));

const everyVector = ({ cluster }: EtsProblem): number[][] =>
  Array.from({ length: 99 - cluster }, (_, index) => [cluster, index + 1, 99 - cluster - index]);

const attained = ({ levels }: EtsProblem, percents: readonly number[]): number[] =>
  levels.map((targets) => attainmentOf(targets, percents));

describe('ETS percents', () => {
  it('attain the levels, first to last, as well as the best of all vectors', () => {
    fc.assert(
      fc.property(arbitraryProblem, (problem) => {
        const { percents, attainments } = solveEts(problem);
        expect(percents.reduce((sum, percent) => sum + percent, 0)).toBe(100);
        expect(percents[0]).toBe(problem.cluster);
        expect(Math.min(...percents)).toBeGreaterThanOrEqual(1);
        const best = everyVector(problem)
          .map((vector) => attained(problem, vector))
          .reduce((a, b) => (compareAttainments(b, a) > 0 ? b : a));
        expect(compareAttainments(attainments, best)).toBe(0);
        expect(compareAttainments(attained(problem, percents), best)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('leave a class the most that any vector leaves it which keeps the first levels at their best', () => {
    fc.assert(
      fc.property(arbitraryProblem, fc.nat(9), (problem, count) => {
        const first = { ...problem, levels: problem.levels.slice(0, count) };
        const vectors = everyVector(problem);
        const best = vectors.map((vector) => attained(first, vector)).reduce((a, b) => (compareAttainments(b, a) > 0 ? b : a));
        const keeping = vectors.filter((vector) => compareAttainments(attained(first, vector), best) === 0);
        expect(largestPercent(problem, count, 'smb-direct')).toBe(Math.max(...keeping.map(([, smb]) => smb as number)));
        expect(largestPercent(problem, count, 'default')).toBe(Math.max(...keeping.map(([, , rest]) => rest as number)));
      }),
      { numRuns: 300 },
    );
  });

  it('go to the default class where no level asks for anything', () => {
    expect(solveEts({ cluster: 1, levels: [[], []] }).percents).toEqual([1, 1, 98]);
  });
});

const switchOf = (host: Host): SwitchPlan => plan(host).switches[0] as SwitchPlan;
const migrationOf = (host: Host): MigrationPlan => (plan(host).migration as { value: MigrationPlan }).value;
const percentsOf = ({ ets }: SwitchPlan) => [ets?.cluster, ets?.smbDirect, ets?.defaultClass];

describe('the worked example of 2 × 25 GbE with RDMA', () => {
  it('divides what no level needs in proportion to the largest targets: 1, 37 and 62 %', () => {
    // The cluster has 1 % above 10 Gbit/s. Floors ask 4000/R′ = 16.3 % for storage, and (100 + 1000)/R′ = 4.5 % for
    // the rest. Demands ask 12000/R = 24.4 %, so 25, and (300 + 4000 + 6000 + 10000)/R = 41.2 %, so 42. The other
    // 99 − 67 = 32 go one at a time to the smaller of percent/target: 37/24.4 = 1.52 and 62/41.2 = 1.50.
    const planned = switchOf(quiet(workedExample()));
    expect(planned.layer).toBe('ets');
    expect(percentsOf(planned)).toEqual([1, 37, 62]);
    expect(planned.levels.every(({ attainment }) => attainment === 1)).toBe(true);
    // 37 % of R and of R′; in the worst pinning 37 % of one member, which is R′ here.
    const smb = planned.ets?.classes[1];
    expect(smb?.guaranteed).toBeCloseTo(18_211.313, 2);
    expect(smb?.guaranteedAfterLoss).toBeCloseTo(9105.657, 2);
    expect(smb?.guaranteedWorstPinning).toBeCloseTo(9105.657, 2);
  });

  it('gives a migration by SMB Direct its percent before the demand of lower tiers, capped at what storage leaves', () => {
    // One VM of 128 GiB = 1099511.628 Mbit in 60 − 3.5 s: 19460.4 of memory, /0.964333 of payload = 20180.2, so
    // b = 20181. Level 6 asks (12000 + 20181)/R = 65.4 %, so 66; of the 33 left, tier 2 needs 20.9 % and all tiers
    // 41.2 %: 33/41.243 = 0.8001 attained.
    const planned = switchOf(workedExample());
    expect(percentsOf(planned)).toEqual([1, 66, 33]);
    const levels = Object.fromEntries(planned.levels.map(({ level, attainment }) => [level, attainment]));
    expect(levels).toMatchObject({ drain: 1, 'vm-demand-2': 1 });
    expect(levels['vm-demand-3']).toBeCloseTo(0.8001, 4);
    expect(planned.levels.at(-1)).toMatchObject({ worstFlow: '(default class)', binding: 'uplink-capacity' });
    const migration = migrationOf(workedExample());
    expect(migration.option.transport).toBe('smb-direct');
    expect(migration.required).toBe(20_181);
    // 0.66 R − 12000 = 20485.046, and no more even on idle uplinks.
    expect(migration.guaranteed).toBeCloseTo(20_485.046, 2);
    expect(migration.cap).toBe(migration.guaranteed);
    expect(migration.drainGuaranteed).toBeCloseTo(59.159, 2);
    expect(plan(workedExample()).status).toBe('pressed');
    expect(plan(workedExample()).limits.smbLiveMigration).toBe(Math.floor(((migration.cap as number) * 1e6) / 8));
  });

  it('keeps the demand of storage before a drain that asks for too much: the window is missed', () => {
    // Storage and floors leave at most 98 − 9 = 90 %: 0.9 R − 12000 = 32298, and the VM needs 45000 for half the time.
    const hurried = workedExample({ drainWindow: minutes(0.45) });
    const planned = switchOf(hurried);
    expect(migrationOf(hurried).windowMet).toBe(false);
    expect(planned.levels.slice(0, 5).every(({ attainment }) => attainment === 1)).toBe(true);
    expect(percentsOf(planned)).toEqual([1, 90, 9]);
    expect(migrationOf(hurried).guaranteed).toBeCloseTo(0.9 * 49_219.766 - 12_000, 1);
  });

  it('lists each adapter with the percent of its class, storage by RDMA, and what only the class is promised', () => {
    const rows = switchOf(workedExample()).flows.map(({ vm: owner, adapter, path, etsPercent, guaranteed }) => [
      owner,
      adapter,
      path,
      etsPercent,
      guaranteed,
    ]);
    expect(rows).toEqual([
      [null, 'Cluster', 'switch', 1, null],
      [null, 'Management', 'switch', 33, null],
      [null, 'SMB1', 'rdma', 66, null],
      [null, 'SMB2', 'rdma', 66, null],
      ['vm01', 'Network Adapter', 'switch', 33, null],
      ['vm02', 'Network Adapter', 'switch', 33, null],
      ['vm03', 'Network Adapter', 'switch', 33, null],
    ]);
  });

  it('says that the floor of a single VM cannot be kept, and when heartbeats are not all that the cluster class carries', () => {
    const codes = (host: Host) => plan(host).findings.map(({ code }) => code);
    expect(codes(workedExample())).toContain('floors-share-class');
    expect(codes(workedExample())).not.toContain('cluster-class-short');
    const adapters = workedExample().adapters.map((each) => (each.role === 'cluster' ? { ...each, egress: mbps(500) } : each));
    expect(codes(workedExample({ adapters }))).toContain('cluster-class-short');
  });

  it('proposes marks, classes, flow control for SMB Direct alone, QoS on each port, tags and team members', () => {
    const changes = recommend(workedExample(), DEFAULT_POLICY, plan(workedExample())).changes;
    const rows = changes
      .filter(({ rule }) => /^(ets|pfc|switch-zeroes|smb-vnic)/.test(rule))
      .map(({ setting, subject, now, proposed }) => `${setting} ${subject} ${now}>${proposed}`);
    expect(rows).toEqual([
      'PhysicalNetAdapterName SMB1 >NIC1',
      'PhysicalNetAdapterName SMB2 >NIC2',
      'Willing host01 >false',
      'PriorityValue8021Action SMB_Direct >3',
      'PriorityValue8021Action Cluster >7',
      'PriorityValue8021Action Default >0',
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((priority) => `NetQosFlowControl.Enabled priority ${priority} >${priority === 3}`),
      'BandwidthPercentage Cluster >1',
      'BandwidthPercentage SMB_Direct >66',
      'IeeePriorityTag Cluster >On',
      'IeeePriorityTag SMB1 >On',
      'IeeePriorityTag SMB2 >On',
      'NetAdapterQos.Enabled NIC1 >true',
      'NetAdapterQos.Enabled NIC2 >true',
    ]);
  });

  it('leaves all of that to Network ATC but the two percents', () => {
    const host = workedExample({ managedBy: 'network-atc' });
    const rows = recommend(host, DEFAULT_POLICY, plan(host)).changes.filter(({ rule }) => rule.startsWith('ets'));
    expect(rows.map(({ setting, proposed, layer }) => [setting, proposed, layer])).toEqual([
      ['BandwidthPercentage_SMB', '66', 'network-atc'],
      ['BandwidthPercentage_Cluster', '1', 'network-atc'],
    ]);
  });

  it('maps only vNICs without a member, to the members that the fewest use', () => {
    const mapped = (adapters: readonly Adapter[]) =>
      switchOf(workedExample({ adapters })).ets?.teamMapping.map(({ adapter, nic }) => [adapter, nic]);
    const { adapters } = workedExample();
    expect(mapped(adapters.map((each) => (each.name === 'SMB2' ? { ...each, nic: 'nic1' } : each)))).toEqual([['SMB1', 'NIC2']]);
    expect(mapped(adapters.map((each) => (each.role === 'storage' ? { ...each, nic: 'NIC1' } : each)))).toEqual([]);
  });
});
