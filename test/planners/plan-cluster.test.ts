import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChunk } from '../../src/fleet/worker.ts';
import type { ClusterChoice } from '../../src/model/cluster-plan.ts';
import type { Host } from '../../src/model/host.ts';
import { TRANSPORTS } from '../../src/model/transport.ts';
import type { PlannedOutcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { uniformityReasonOf } from '../../src/planners/plan-cluster.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps, mebibytes, minutes } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildHost, buildNic, buildSettings, buildVm } from '../builders/host-builder.ts';
import { referenceOptions } from '../oracle/reference.ts';

/** Today's settings stay as they are drawn: they have no say in the choice. */
const member = (host: Host, name: string): Host => ({
  ...host,
  name,
  cluster: 'East',
  os: '2022',
  // Traffic classes are left to tests of their own: the reference knows weights alone.
  nics: host.nics.map((nic) => ({ ...nic, dcbTrafficClasses: 0 })),
});

const clusters = fc
  .array(arbitraryHost({ maxVms: 6, maxSwitches: 1 }), { minLength: 2, maxLength: 3 })
  .map((hosts) => hosts.map((host, index) => member(host, `host${index + 1}`)));

const plannedAs = (outcomes: readonly { readonly kind: string }[]): readonly PlannedOutcome[] =>
  outcomes.filter((outcome): outcome is PlannedOutcome => outcome.kind === 'planned');

interface Score {
  readonly choice: ClusterChoice;
  readonly passes: readonly number[];
}

/** Everything by enumeration: each member is planned anew for each choice, and timed by the reference. */
const enumerate = (hosts: readonly Host[]): readonly Score[] => {
  const members = hosts.flatMap((host) => {
    const options = referenceOptions(host, DEFAULT_POLICY);
    return options === null ? [] : [{ host, options }];
  });
  const most = Math.max(0, ...members.flatMap(({ options }) => options.map(({ option }) => option.n)));
  const scores: Score[] = [];
  for (const transport of TRANSPORTS) {
    for (let liveMigrations = 1; liveMigrations <= most; liveMigrations += 1) {
      const choice = { transport, liveMigrations };
      const score = scoreOf(members, choice);
      if (score !== null) scores.push(score);
    }
  }
  return scores;
};

type Member = { readonly host: Host; readonly options: NonNullable<ReturnType<typeof referenceOptions>> };

const scoreOf = (members: readonly Member[], choice: ClusterChoice): Score | null => {
  let [meeting, worst, sum, cores] = [0, 0, 0, 0];
  for (const { host, options } of members) {
    const here = options.filter(({ option }) => option.transport === choice.transport);
    if (here.length === 0) return null;
    const most = Math.max(...here.map(({ option }) => option.n));
    const timed = here.find(({ option }) => option.n === Math.min(choice.liveMigrations, most));
    const { migration, drainWindow } = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false, choice);
    if (timed === undefined || migration.kind !== 'chosen') throw new Error('the planner sees no drain where the reference does');
    meeting += migration.value.windowMet ? 1 : 0;
    worst = Math.max(worst, timed.seconds / (drainWindow * 60));
    sum += timed.seconds;
    cores += timed.cores;
  }
  return { choice, passes: [-meeting, worst, sum, cores, choice.liveMigrations] };
};

/** 1: a is clearly better. Values this close are one: two programs add up in different orders. */
const isClearlyBetter = (a: Score, b: Score): boolean => {
  for (const [index, value] of a.passes.entries()) {
    const other = b.passes[index] as number;
    if (Math.abs(value - other) > 1e-6 * Math.max(1, Math.abs(other))) return value < other;
  }
  return false;
};

describe('the choice of a cluster', () => {
  it('is beaten by no other when every member is planned anew for every choice', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (hosts) => {
        const outcomes = await planChunk(hosts, DEFAULT_POLICY, 0);
        const planned = plannedAs(outcomes);
        expect(planned).toHaveLength(hosts.length);
        const chosen = planned.flatMap(({ plan }) => (plan.uniformity === null ? [] : [plan.uniformity.cluster]))[0];
        const scores = enumerate(hosts);
        if (chosen === undefined) {
          expect(scores).toEqual([]);
          return;
        }
        const own = scores.find(({ choice }) => choice.transport === chosen.transport && choice.liveMigrations === chosen.liveMigrations);
        expect(own).toBeDefined();
        expect(scores.filter((score) => isClearlyBetter(score, own as Score)).map(({ choice }) => choice)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is one for all members, whatever the order in which the hosts are given', async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (hosts) => {
        const planned = plannedAs(await planChunk(hosts, DEFAULT_POLICY, 0));
        const choices = planned.flatMap(({ plan }) => (plan.uniformity === null ? [] : [JSON.stringify(plan.uniformity.cluster)]));
        expect(new Set(choices).size).toBeLessThanOrEqual(1);
        const speakers = planned.filter(({ plan }) => plan.uniformity?.speaksForCluster === true);
        expect(speakers).toHaveLength(choices.length === 0 ? 0 : 1);
      }),
      { numRuns: 40 },
    );
  });
});

const drained = (name: string, overrides: Partial<Host> = {}): Host =>
  buildHost({
    name,
    cluster: 'East',
    os: '2022',
    drainWindow: minutes(30),
    vms: Array.from({ length: 8 }, (_, index) => buildVm({ name: `${name}-vm${index}`, memory: mebibytes(16_384) })),
    ...overrides,
  });

describe('uniformity', () => {
  it('costs a cluster of like members nothing', async () => {
    const planned = plannedAs(await planChunk([drained('a'), drained('b'), drained('c')], DEFAULT_POLICY, 0));
    expect(planned.map(({ plan }) => plan.uniformity?.lost)).toEqual([0, 0, 0]);
    expect(planned.map(({ plan }) => plan.uniformity?.holdsBack)).toEqual([null, null, null]);
  });

  it('leaves the member without a drain out, and takes no count from it', async () => {
    const planned = plannedAs(await planChunk([drained('a'), drained('b', { vms: [] })], DEFAULT_POLICY, 0));
    expect(planned[1]?.plan.uniformity).toBeNull();
    expect(planned[0]?.plan.uniformity).toMatchObject({ lost: 0, speaksForCluster: true });
  });

  it('gives a member with fewer VMs the number of its cluster, of which it can use as many as it has', async () => {
    const few = drained('b', { vms: [buildVm({ name: 'only', memory: mebibytes(16_384) })] });
    const planned = plannedAs(await planChunk([drained('a', { drainWindow: minutes(2) }), few], DEFAULT_POLICY, 0));
    const cluster = planned[0]?.plan.uniformity?.cluster;
    expect(planned[1]?.plan.uniformity?.cluster).toEqual(cluster);
    const migration = planned[1]?.plan.migration;
    expect(migration?.kind === 'chosen' ? migration.value.option.liveMigrations : 0).toBe(1);
  });

  it('leaves the storage copies of a member with fewer VMs than that number as they are once it is set', async () => {
    const members = (liveMigrations: number, transport: 'smb' | 'compression' | 'tcpip') => {
      const settings = buildSettings({ transport, liveMigrations, storageMigrations: 2 });
      const few = { vms: [buildVm({ name: 'only', memory: mebibytes(16_384) })], settings };
      return planChunk([drained('a', { drainWindow: minutes(2), settings }), drained('b', few)], DEFAULT_POLICY, 0);
    };
    const before = plannedAs(await members(1, 'tcpip'));
    const cluster = before[0]?.plan.uniformity?.cluster as ClusterChoice;
    expect(cluster.liveMigrations).toBeGreaterThan(1);
    const transport = cluster.transport === 'smb-direct' ? 'smb' : cluster.transport;
    const [, after] = plannedAs(await members(cluster.liveMigrations, transport));
    expect(after?.plan.migration).toMatchObject({ value: { option: { liveMigrations: 1, storageMigrations: 2 } } });
    expect(after?.changes.map(({ setting }) => setting)).not.toContain('MaximumStorageMigrations');
  });

  it('names the NICs that keep the others from SMB Direct, and what RDMA there would gain', async () => {
    const fast = (name: string, rdma: 'rocev2' | 'none', link: number): Host =>
      drained(name, {
        drainWindow: minutes(40),
        nics: ['NIC1', 'NIC2'].map((nic) => buildNic({ name: nic, link: mbps(link), rdma, vmqQueues: 31 })),
        vms: Array.from({ length: 12 }, (_, index) => buildVm({ name: `${name}-vm${index}`, memory: mebibytes(32_768) })),
        logicalProcessors: 16,
      });
    const hosts = [fast('a', 'rocev2', 25_000), fast('b', 'rocev2', 25_000), fast('c', 'none', 1000)];
    const planned = plannedAs(await planChunk(hosts, DEFAULT_POLICY, 0));
    expect(planned.map(({ plan }) => plan.uniformity?.holdsBack?.nic ?? null)).toEqual([null, null, 'NIC1']);
    expect(planned[2]?.plan.uniformity?.holdsBack).toMatchObject({ rdma: 'none', betterRdma: 'rocev2', link: 1000, betterLink: 25_000 });
    expect(planned[2]?.plan.uniformity?.holdsBack?.gain).toBeGreaterThan(1);
    expect(planned[2]?.findings.map(({ code }) => code)).toContain('nics-hold-cluster-back');
  });

  it.each([
    ['one member of 2022 is enough', [{ os: '2019' }, { os: '2022' }], 'windows-2022-or-later'],
    ['none of 2019 or older without the property', [{ os: '2019' }, { os: '2016' }], null],
    [
      'a known property counts on any version',
      [{ os: '2019' }, { os: '2019', settings: buildSettings({ clusterParallelMigrations: 1 }) }],
      'cluster-setting-known',
    ],
    ['Network ATC on one member is enough, and named first', [{ os: '2025' }, { os: '2025', managedBy: 'network-atc' }], 'network-atc'],
    ['a host that stands alone has settings of its own', [{ os: '2022', name: 'solo', cluster: 'SOLO' }], null],
  ] as const)('%s', (_, overrides, expected) => {
    expect(uniformityReasonOf(overrides.map((each) => buildHost({ cluster: 'East', ...each })))).toBe(expected);
  });
});
