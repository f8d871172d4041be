import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutViolations } from '../../src/compatibility/evaluate-rules.ts';
import type { Adapter, Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { LAYOUT_TRAFFIC, type LayoutGroup } from '../../src/model/topology-plan.ts';
import { attainmentsOf, compareDrafts, isClearlyBetter } from '../../src/planners/compare-drafts.ts';
import { convergedOf } from '../../src/planners/discrete.ts';
import { draftPlan, type PlanDraft } from '../../src/planners/draft-plan.ts';
import { applyLayout, type LayoutPool, layoutPoolOf } from '../../src/planners/layout.ts';
import { guaranteesAll, isAsToday, type LayoutQuestion, type LayoutSearch, searchLayouts } from '../../src/planners/layouts.ts';
import { boundLayout, isAsSafe, singlePointsToday, sumBundles } from '../../src/planners/layouts-bound.ts';
import { enumerateLayouts } from '../../src/planners/layouts-enumerate.ts';
import { planOffloads } from '../../src/planners/offloads.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps, mebibytes, minutes } from '../../src/units/quantity.ts';
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

const second = await loadHighs();
const solver = createSolver({ second });
const draft = (host: Host, policy = DEFAULT_POLICY): PlanDraft => draftPlan(host, policy, { solver, audit: false });
const ask = (host: Host, most = 200): LayoutQuestion => {
  const policy = { ...DEFAULT_POLICY, max_layouts: most };
  return { host, policy, today: draft(host, policy), context: { solver, audit: false }, forced: null };
};

const search = (question: LayoutQuestion): LayoutSearch =>
  searchLayouts(question, null, planOffloads(question.host, question.today.cases, question.today.migration, question.policy, solver).plan);

const layoutsOf = (pool: LayoutPool): readonly (readonly LayoutGroup[])[] => enumerateLayouts(pool.nics, true, 1);
const adaptersOf = (host: Host): readonly Adapter[] => [...host.adapters, ...host.vms.flatMap(({ adapters }) => adapters)];
const egressOf = (host: Host): number => adaptersOf(host).reduce((sum, { egress }) => sum + egress, 0);

describe('the layouts of a set of NICs', () => {
  const ports = [1, 2, 3, 4].map((port) =>
    buildNic({ name: `NIC${port}`, device: `card${Math.ceil(port / 2)}`, fabric: `tor${port % 2}`, rdma: 'iwarp', vfLimit: 8 }),
  );

  it('use every NIC once, in at most three groups, of which one is a team', () => {
    for (const layout of enumerateLayouts(ports, true, 1)) {
      expect(layout.flatMap(({ nics }) => nics).sort()).toEqual(['NIC1', 'NIC2', 'NIC3', 'NIC4']);
      expect(layout.length).toBeLessThanOrEqual(3);
      expect(layout.some(({ kind }) => kind === 'team')).toBe(true);
    }
  });

  it('count NICs that are alike once, and part them so that each group spans cards and top-of-rack switches', () => {
    const teams = enumerateLayouts(ports, true, 2).filter((layout) =>
      layout.every(({ kind, nics }) => kind === 'team' && nics.length !== 3),
    );
    expect(teams.map((layout) => layout.map(({ nics }) => nics))).toEqual([
      [['NIC1', 'NIC2', 'NIC3', 'NIC4']],
      [
        ['NIC1', 'NIC4'],
        ['NIC2', 'NIC3'],
      ],
    ]);
  });

  it('put SR-IOV where somebody wants it and every port has functions, RDMA where every port has it, and one speed in a team', () => {
    const kinds = (nics: typeof ports, iov: boolean): unknown[] =>
      [...new Set(enumerateLayouts(nics, iov, 1).flatMap((layout) => layout.map(({ kind }) => kind)))].sort();
    expect(kinds(ports, true)).toEqual(['direct-rdma', 'iov', 'team']);
    expect(kinds(ports, false)).toEqual(['direct-rdma', 'team']);
    expect(
      kinds(
        ports.map((nic) => ({ ...nic, rdma: 'none', vfLimit: 0 })),
        true,
      ),
    ).toEqual(['team']);
    const mixed = [buildNic(), buildNic({ name: 'NIC2', link: mbps(25_000) })];
    expect(enumerateLayouts(mixed, false, 1).map((layout) => layout.length)).toEqual([2, 2]);
  });
});

describe('a host with another layout', () => {
  it('keeps every adapter, what it sends, and every NIC; only storage and migration may be split over NICs', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.nat(), (host, pick) => {
        const pool = layoutPoolOf(host);
        if (pool === null) return;
        const layouts = layoutsOf(pool);
        if (layouts.length === 0) return;
        const edited = applyLayout(host, pool, layouts[pick % layouts.length] as readonly LayoutGroup[]);
        const names = new Set(adaptersOf(edited).map(({ vm, name }) => `${vm}/${name}`));
        expect(adaptersOf(host).filter(({ vm, name }) => !names.has(`${vm}/${name}`))).toEqual([]);
        expect(egressOf(edited)).toBeCloseTo(egressOf(host), 6);
        expect(edited.nics.map(({ name }) => name)).toEqual(host.nics.map(({ name }) => name));
        const switches = new Set(edited.switches.map(({ name }) => name));
        expect(edited.nics.filter((nic) => nic.switch !== null && !switches.has(nic.switch))).toEqual([]);
        expect(switches.size).toBe(edited.switches.length);
      }),
      { numRuns: 200 },
    );
  });

  it('attains at its first level that falls short no more than its bound', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.nat(), (host, pick) => {
        const pool = layoutPoolOf(host);
        if (pool === null) return;
        const layouts = layoutsOf(pool);
        if (layouts.length === 0) return;
        const layout = layouts[pick % layouts.length] as readonly LayoutGroup[];
        const bound = boundLayout(pool, layout, sumBundles(host, pool), new Map(), DEFAULT_POLICY);
        for (const [index, attainment] of attainmentsOf(draft(applyLayout(host, pool, layout)), DEFAULT_POLICY).entries()) {
          expect(attainment).toBeLessThanOrEqual((bound.attainments[index] as number) + 1e-9);
          if (attainment < 1) break;
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Every legal layout in full, without any bound. */
const bestOfAll = (question: LayoutQuestion): PlanDraft => {
  const { host, policy, today } = question;
  const pool = layoutPoolOf(host) as LayoutPool;
  let best = today;
  const wantsIov = host.vms.some((vm) => vm.adapters.some(({ iov }) => iov));
  for (const layout of enumerateLayouts(pool.nics, wantsIov, 1)) {
    const bound = boundLayout(pool, layout, sumBundles(host, pool), new Map(), policy);
    const edited = applyLayout(host, pool, layout);
    if (isAsToday(host, pool, layout) || !bound.carriesAll || !isAsSafe(bound.singlePoints, singlePointsToday(pool, policy))) continue;
    if (layoutViolations(edited).length > 0) continue;
    const other = draft(edited, policy);
    if (guaranteesAll(layout, other) && compareDrafts(other, best, policy) > 0) best = other;
  }
  return best;
};

describe('the search of a short host', () => {
  it('leaves out only what cannot be better: the best of all layouts stands', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const question = ask(host);
        if (question.today.status !== 'short' || layoutPoolOf(host) === null) return;
        const { advice } = search(question);
        const best = bestOfAll(question);
        if (advice === null) {
          expect(isClearlyBetter(best, question.today, question.policy)).toBe(false);
          return;
        }
        // Among layouts that make the host ok the first is as good as any.
        expect([advice.status, advice.firstShortLevel]).toEqual([best.status, best.firstShort?.level ?? null]);
        expect(advice.firstShortAttainment ?? 1).toBeCloseTo(best.firstShort?.attainment ?? 1, 9);
      }),
      { numRuns: 150 },
    );
  });

  const vms = Array.from({ length: 8 }, (_, index) =>
    buildVm({
      name: `vm${index}`,
      tier: 1,
      memory: mebibytes(4096),
      adapters: [buildVmAdapter({ egress: mbps(2000), floor: mbps(1500) })],
    }),
  );
  const discrete = (overrides: Partial<Host> = {}): Host =>
    buildHost({
      switches: [buildSwitch({ loadBalancing: 'dynamic' }), buildSwitch({ name: 'Spare', loadBalancing: 'dynamic' })],
      nics: [1, 2, 3, 4].map((port) => buildNic({ name: `NIC${port}`, switch: port < 3 ? 'Converged' : 'Spare' })),
      adapters: [buildAdapter({ floor: mbps(100) }), buildMigrationAdapter({ switch: 'Spare' })],
      vms,
      ...overrides,
    });

  it('finds that one team carries what half of the NICs cannot', () => {
    const { advice, findings } = search(ask(discrete()));
    expect(advice?.groups).toEqual([{ kind: 'team', nics: ['NIC1', 'NIC2', 'NIC3', 'NIC4'], carries: LAYOUT_TRAFFIC }]);
    expect([advice?.status, advice?.tried]).toEqual(['ok', 1]);
    expect(advice?.attainments).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(findings.map(({ code }) => code)).toEqual(['other-layout']);
  });

  it('tries no more than the policy allows, and nothing on a host that is not short or belongs to Network ATC', () => {
    expect(search(ask(discrete(), 0))).toEqual({ advice: null, findings: [] });
    expect(search(ask(buildHost()))).toEqual({ advice: null, findings: [] });
    expect(search(ask(discrete({ managedBy: 'network-atc' })))).toEqual({ advice: null, findings: [] });
  });

  it('counts every other layout once: planned, no better, or not looked at', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.integer({ min: 1, max: 3 }), (host, most) => {
        const question = ask(host, most);
        const pool = layoutPoolOf(host);
        const { advice, findings } = search(question);
        const counts = advice ?? (findings[0]?.code === 'no-better-layout' ? findings[0].values : null);
        if (counts === null || pool === null) return;
        const wantsIov = host.vms.some((vm) => vm.adapters.some(({ iov }) => iov));
        const least = singlePointsToday(pool, question.policy).ofHost.has('port') ? 1 : 2;
        const others = enumerateLayouts(pool.nics, wantsIov, least).filter((layout) => !isAsToday(host, pool, layout));
        expect(counts.tried + counts.worse + counts.leftOut).toBe(others.length);
        expect(counts.tried).toBeLessThanOrEqual(most);
      }),
      { numRuns: 150 },
    );
  });

  it('tells what becomes of virtual functions: all ports in one team keep the floors, and nobody has a function', () => {
    const asking = [1, 2].map((index) =>
      buildVm({ name: `vf${index}`, trusted: true, adapters: [buildVmAdapter({ switch: 'Spare', iov: true })] }),
    );
    const { nics, switches } = discrete();
    const host = discrete({
      nics: nics.map((nic) => ({ ...nic, vfLimit: 8, queuePairLimit: 64 })),
      switches: switches.map((each) => (each.name === 'Spare' ? { ...each, iovEnabled: true, bandwidthMode: 'none' } : each)),
      adapters: [buildAdapter({ floor: mbps(100) }), buildMigrationAdapter()],
      vms: [...vms, ...asking],
    });
    const { advice, findings } = search(ask(host));
    expect(advice?.groups.map(({ kind }) => kind)).toEqual(['team']);
    expect([advice?.offloadsToday.virtualFunctions, advice?.offloads.virtualFunctions]).toEqual([2, 0]);
    expect(findings).toMatchObject([{ code: 'other-layout', values: { functionsToday: 2, functions: 0 } }]);
  });

  it('never buys a level with redundancy: two ports stay one team', () => {
    const host = discrete({
      nics: [buildNic(), buildNic({ name: 'NIC2' })],
      switches: [buildSwitch()],
      adapters: [buildAdapter({ floor: mbps(100) }), buildMigrationAdapter()],
    });
    expect(ask(host).today.status).toBe('short');
    expect(search(ask(host))).toEqual({ advice: null, findings: [] });
  });

  it('gives an SR-IOV switch that guarantees nothing its weights back', () => {
    const nics = [1, 2].map((port) => buildNic({ name: `NIC${port}`, vfLimit: 8 }));
    const adapters = [buildAdapter(), buildMigrationAdapter()];
    const idle = Array.from({ length: 20 }, (_, index) => buildVm({ name: `vm${index}`, memory: mebibytes(64_000) }));
    const host = discrete({
      nics,
      adapters,
      switches: [buildSwitch({ iovEnabled: true, bandwidthMode: 'none' })],
      vms: idle,
      drainWindow: minutes(1),
    });
    expect(ask(host).today.firstShort?.level).toBe('drain');
    expect(search(ask(host)).findings.map(({ values }) => values)).toMatchObject([{ tried: 1 }]);
  });

  it('tells of a discrete host what it attains and what one team would attain', () => {
    const converged = convergedOf(ask(discrete()));
    expect(converged?.draft.status).toBe('ok');
    expect(converged?.findings.map(({ code, values }) => [code, values])).toEqual([
      ['discrete-topology', { nics: 'NIC1, NIC2, NIC3, NIC4', today: 'vm-floors-1 72.1 %', instead: 'vm-floors-1 100 %' }],
    ]);
    expect(convergedOf(ask(discrete({ managedBy: 'network-atc' })))).toBeNull();
    expect(convergedOf(ask(discrete({ vms: [] })))).toBeNull();
  });

  it('does not merge NICs of different speed or maker', () => {
    const nics = discrete().nics.map((nic) => (nic.switch === 'Spare' ? { ...nic, link: mbps(25_000) } : nic));
    expect(convergedOf(ask(discrete({ nics })))).toBeNull();
    const models = discrete().nics.map((nic) => ({ ...nic, model: nic.switch === 'Spare' ? 'X550' : 'E810' }));
    expect(convergedOf(ask(discrete({ nics: models })))).toBeNull();
  });
});
