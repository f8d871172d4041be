import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutViolations } from '../../src/compatibility/evaluate-rules.ts';
import type { Adapter, Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { attainmentsOf, compareDrafts, drainOf, isClearlyBetter } from '../../src/planners/compare-drafts.ts';
import { convergedOf } from '../../src/planners/discrete.ts';
import { draftPlan, type PlanDraft } from '../../src/planners/draft-plan.ts';
import { applyLayout, type LayoutPool, layoutPoolOf, movesIn, trafficIn } from '../../src/planners/layout.ts';
import { guaranteesAll, isAsToday, type LayoutSearch, searchLayouts } from '../../src/planners/layouts.ts';
import { boundsOf } from '../../src/planners/layouts-bound.ts';
import { layoutDrains } from '../../src/planners/layouts-drain.ts';
import { type Dealt, enumerateLayouts, layoutOf, type LayoutShape, layoutSpaceOf } from '../../src/planners/layouts-enumerate.ts';
import type { LayoutQuestion } from '../../src/planners/layouts-question.ts';
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
import { carriesItsTraffic, everyLayout, isNoLessSafe } from '../oracle/layouts.ts';

const second = await loadHighs();
const solver = createSolver({ second });
const draft = (host: Host, policy = DEFAULT_POLICY): PlanDraft => draftPlan(host, policy, { solver, audit: false });
const ask = (host: Host, most = 200): LayoutQuestion => {
  const policy = { ...DEFAULT_POLICY, max_layouts: most };
  return { host, policy, today: draft(host, policy), context: { solver, audit: false }, forced: null };
};

const search = (question: LayoutQuestion): LayoutSearch =>
  searchLayouts(question, null, planOffloads(question.host, question.today.cases, question.today.migration, question.policy, solver).plan);

const shapesOf = (host: Host, pool: LayoutPool): readonly LayoutShape[] =>
  enumerateLayouts(layoutSpaceOf(pool.nics, trafficIn(host, pool), DEFAULT_POLICY));
const adaptersOf = (host: Host): readonly Adapter[] => [...host.adapters, ...host.vms.flatMap(({ adapters }) => adapters)];
const egressOf = (host: Host): number => adaptersOf(host).reduce((sum, { egress }) => sum + egress, 0);

const discreteOf = (cards: readonly string[]): Host =>
  buildHost({
    switches: [buildSwitch({ loadBalancing: 'dynamic' })],
    nics: cards.map((device, index) => buildNic({ name: `NIC${index + 1}`, device })),
    adapters: [buildAdapter({ floor: mbps(100) }), buildMigrationAdapter()],
    vms: Array.from({ length: 8 }, (_, index) =>
      buildVm({ name: `vm${index}`, tier: 1, adapters: [buildVmAdapter({ egress: mbps(2000), floor: mbps(1500) })] }),
    ),
  });

/** A layout of the host at a place that is drawn. */
const drawn = (host: Host, pick: number): { pool: LayoutPool; shape: LayoutShape } | null => {
  const pool = layoutPoolOf(host);
  const shapes = pool === null ? [] : shapesOf(host, pool);
  const shape = shapes[pick % shapes.length];
  return pool === null || shape === undefined ? null : { pool, shape };
};

describe('a host with another layout', () => {
  it('keeps every adapter, what it sends, and every NIC; only storage and migration may be split over NICs', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.nat(), (host, pick) => {
        const found = drawn(host, pick);
        if (found === null) return;
        const edited = applyLayout(host, found.pool, layoutOf(found.shape, found.pool.nics));
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

  it('attains at its first level that falls short no more than its bound, and is no sooner empty', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.nat(), (host, pick) => {
        const found = drawn(host, pick);
        if (found === null) return;
        const { pool, shape } = found;
        const bounds = boundsOf(host, pool, DEFAULT_POLICY);
        const parts = shape.content.map((part, index) => bounds(part)((shape.dealt[index] as Dealt).group));
        const planned = draft(applyLayout(host, pool, layoutOf(shape, pool.nics)));
        expect(drainOf(planned) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          layoutDrains(host, pool, DEFAULT_POLICY).leastOf(shape) - 1e-9,
        );
        for (const [index, attainment] of attainmentsOf(planned, DEFAULT_POLICY).entries()) {
          expect(attainment).toBeLessThanOrEqual(Math.min(...parts.map((most) => most?.[index] ?? 1)) + 1e-9);
          if (attainment < 1) break;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is planned alike, whichever of the layouts whose groups are alike one by one stands for all', () => {
    const [many, one] = [discreteOf(['a', 'a', 'b', 'b']), discreteOf(['a', 'b', 'a', 'b'])];
    const plan = (host: Host, nics: readonly (readonly string[])[]): readonly number[] =>
      attainmentsOf(
        draft(
          applyLayout(
            host,
            layoutPoolOf(host) as LayoutPool,
            nics.map((names, index) => ({
              kind: 'team',
              nics: names,
              carries: index === 0 ? ['critical', 'vm'] : ['migration'],
            })),
          ),
        ),
        DEFAULT_POLICY,
      );
    const byCard = plan(many, [
      ['NIC1', 'NIC2'],
      ['NIC3', 'NIC4'],
    ]);
    expect(
      plan(one, [
        ['NIC1', 'NIC3'],
        ['NIC2', 'NIC4'],
      ]),
    ).toEqual(byCard);
  });
});

/** Every legal layout by name in full, without symmetry or bound: the best of those that are clearly better than today's. */
const bestOfAll = (question: LayoutQuestion): { best: PlanDraft | null; planned: number } => {
  const { host, policy, today } = question;
  const pool = layoutPoolOf(host) as LayoutPool;
  const moves = movesIn(pool);
  const sending = [...host.adapters, ...host.vms.flatMap(({ state, adapters }) => (state === 'running' ? adapters : []))].filter(moves);
  let best: PlanDraft | null = null;
  let planned = 0;
  for (const layout of everyLayout(pool.nics, trafficIn(host, pool))) {
    if (!isNoLessSafe(host, pool.nics, layout) || !carriesItsTraffic(host, sending, layout, policy)) continue;
    const edited = applyLayout(host, pool, layout);
    if (layoutViolations(edited).length > 0) continue;
    const other = draft(edited, policy);
    planned += 1;
    if (!guaranteesAll(layout, other) || !isClearlyBetter(other, today, policy)) continue;
    if (best === null || compareDrafts(other, best, policy) > 0) best = other;
  }
  return { best, planned };
};

describe('the search of a short host', () => {
  it('leaves out only what cannot be better: the best of all layouts by name stands', { timeout: 120_000 }, () => {
    let [compared, planned] = [0, 0];
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 5 }), (host) => {
        const question = ask(host, 1_000_000);
        const pool = layoutPoolOf(host);
        if (question.today.status !== 'short' || pool === null || pool.nics.length > 5) return;
        const { advice } = search(question);
        const all = bestOfAll(question);
        compared += 1;
        planned += all.planned;
        expect(advice === null).toBe(all.best === null);
        if (advice === null || all.best === null) return;
        expect([advice.status, advice.firstShortLevel]).toEqual([all.best.status, all.best.firstShort?.level ?? null]);
        expect(advice.firstShortAttainment ?? 1).toBeCloseTo(all.best.firstShort?.attainment ?? 1, 9);
        // Where nothing is short, a drain that is shorter still is no reason to choose.
        if (all.best.status !== 'ok') expect((advice.drainMinutes ?? 0) * 60).toBeCloseTo(drainOf(all.best) ?? 0, 6);
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(8);
    expect(planned).toBeGreaterThan(200);
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
    expect(advice?.groups).toEqual([{ kind: 'team', nics: ['NIC1', 'NIC2', 'NIC3', 'NIC4'], carries: ['critical', 'vm', 'migration'] }]);
    expect([advice?.status, advice?.tried]).toEqual(['ok', 1]);
    expect(advice?.attainments).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(findings.map(({ code }) => code)).toEqual(['other-layout']);
  });

  it('tries no more than the policy allows, and nothing on a host that is not short or belongs to Network ATC', () => {
    expect(search(ask(discrete(), 0))).toEqual({ advice: null, findings: [] });
    expect(search(ask(buildHost()))).toEqual({ advice: null, findings: [] });
    expect(search(ask(discrete({ managedBy: 'network-atc' })))).toEqual({ advice: null, findings: [] });
  });

  it('counts every other layout once: planned, no better by its bound, forbidden, or not looked at', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), fc.integer({ min: 1, max: 3 }), (host, most) => {
        const question = ask(host, most);
        const pool = layoutPoolOf(host);
        const { advice, findings } = search(question);
        const counts = advice ?? (findings[0]?.code === 'no-better-layout' ? findings[0].values : null);
        if (counts === null || pool === null) return;
        const others = shapesOf(host, pool).filter((shape) => !isAsToday(host, pool, layoutOf(shape, pool.nics)));
        expect(counts.tried + counts.byBound + counts.forbidden + counts.leftOut).toBe(others.length);
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

  it('need not plan an SR-IOV switch with its weights back where no rate empties the host in its window', () => {
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
    expect(search(ask(host)).findings.map(({ values }) => values)).toMatchObject([{ tried: 0, byBound: 1, leftOut: 0 }]);
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
