import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { PinningPlan } from '../../src/model/topology-plan.ts';
import { draftPlan } from '../../src/planners/draft-plan.ts';
import { byModel, pinningOf } from '../../src/planners/pinning.ts';
import { leastLoad } from '../../src/planners/pinning-bound.ts';
import type { PinningCase } from '../../src/planners/pinning-case.ts';
import { enumerateMappings, narrow } from '../../src/planners/pinning-enumerate.ts';
import { gaugeOf, loadOf } from '../../src/planners/pinning-load.ts';
import { mappingOf, pinningModel } from '../../src/planners/pinning-model.ts';
import { mapOntoPair } from '../../src/planners/pinning-pair.ts';
import { searchMapping } from '../../src/planners/pinning-search.ts';
import { symmetriesOf } from '../../src/planners/pinning-symmetry.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps } from '../../src/units/quantity.ts';
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
const ADAPTER = buildVmAdapter();

const arbitraryFlow = fc.record({
  weight: fc.integer({ min: 1, max: 40 }),
  need: fc.integer({ min: 0, max: 300 }),
  needAfterLoss: fc.integer({ min: 0, max: 150 }),
});

/** Up to 6 adapters on up to 3 members, some of which may not be moved; needs as weights of 100 on 10 GbE give them. */
const arbitraryCase = (mostMembers: number): fc.Arbitrary<PinningCase> =>
  fc
    .record({
      rates: fc.array(fc.constantFrom(9844, 9844, 24_610), { minLength: 2, maxLength: mostMembers }),
      flows: fc.array(arbitraryFlow, { minLength: 1, maxLength: 6 }),
      places: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      still: fc.nat({ max: 2 }),
      defaultWeight: fc.integer({ min: 1, max: 20 }),
      survive: fc.boolean(),
    })
    .map(({ rates, flows, places, still, defaultWeight, survive }) => ({
      members: rates.map((link, index) => buildNic({ name: `NIC${index}`, link: mbps(link) })),
      rates,
      flows: flows.map((flow) => ({ ...flow, flow: { kind: 'vm', adapter: ADAPTER, tier: 1, vcpus: 1, demand: mbps(0) } })),
      movable: Math.max(0, flows.length - still),
      today: flows.map((_, index) => (places[index] as number) % rates.length),
      defaultWeight,
      losses: survive ? [rates.map((_, index) => [index])] : [],
    }));

const everyMapping = (of: PinningCase): number[][] =>
  of.flows.reduce<number[][]>(
    (mappings, _, index) =>
      mappings.flatMap((mapping) =>
        of.rates.flatMap((_rate, member) => (index < of.movable || of.today[index] === member ? [[...mapping, member]] : [])),
      ),
    [[]],
  );
const exhaustive = (of: PinningCase): number => Math.min(...everyMapping(of).map((mapping) => loadOf(of, mapping)));

/** The load by its definition, read adapter by adapter: every adapter on every member where it may lie in every state. */
const naiveLoad = (of: PinningCase, mapping: readonly number[]): number => {
  const press = (flow: number, member: number, lost: readonly number[], need: number): number => {
    const here = of.flows.reduce((sum, { weight }, other) => {
      const at = mapping[other] as number;
      return at === member || lost.includes(at) ? sum + weight : sum;
    }, of.defaultWeight);
    return need / (((of.rates[member] as number) * (of.flows[flow]?.weight as number)) / here / (of.flows[flow]?.weight as number));
  };
  const loads = [0];
  for (const [flow, { need, needAfterLoss }] of of.flows.entries()) {
    const at = mapping[flow] as number;
    loads.push(press(flow, at, [], need));
    for (const lost of of.losses.flat()) {
      for (const member of of.rates.keys()) {
        const mayLie = lost.includes(at) ? !lost.includes(member) : member === at;
        if (mayLie) loads.push(press(flow, member, lost, needAfterLoss));
      }
    }
  }
  return Math.max(...loads);
};

describe('the load of a mapping', () => {
  it('is that of the worst adapter in the worst state, wherever lost adapters land', () => {
    fc.assert(
      fc.property(arbitraryCase(4), (of) => {
        expect(loadOf(of, of.today)).toBeCloseTo(naiveLoad(of, of.today), 9);
      }),
    );
  });

  it('after a move or an exchange is what the changed mapping has, and the gauge stays where it was', () => {
    fc.assert(
      fc.property(arbitraryCase(4), fc.nat(), fc.nat(), (of, first, second) => {
        const gauge = gaugeOf(of);
        const load = gauge.load(of.today);
        const flow = first % of.flows.length;
        const other = second % of.flows.length;
        const [from, to] = [of.today[flow] as number, second % of.rates.length];
        if (to !== from) expect(gauge.loadAfter(flow, to, null, Infinity)).toBeCloseTo(loadOf(of, of.today.with(flow, to)), 9);
        const at = of.today[other] as number;
        if (at !== from) {
          expect(gauge.loadAfter(flow, at, other, Infinity)).toBeCloseTo(loadOf(of, of.today.with(flow, at).with(other, from)), 9);
        }
        expect(gauge.loadAfter(flow, from === 0 ? of.rates.length - 1 : 0, null, 0)).toBeGreaterThanOrEqual(0);
        expect(gauge.load(of.today)).toBe(load);
      }),
    );
  });
});

/** Two cards of two ports, each of which can fail alone. */
const CARDS_AND_PORTS = [
  [[0], [1], [2], [3]],
  [
    [0, 1],
    [2, 3],
  ],
];

describe('members that change places', () => {
  const team = (rates: readonly number[], losses: PinningCase['losses']): PinningCase => ({
    ...(fc.sample(arbitraryCase(2), { numRuns: 1, seed: 1 })[0] as PinningCase),
    rates,
    losses,
  });
  const FABRICS = [
    [0, 2],
    [1, 3],
  ];

  it('are equally fast and fail alike: 24 ways with ports alone, 8 with cards or with cards and switches, none with four speeds', () => {
    const same = [9844, 9844, 9844, 9844];
    const [ports = [], cards = []] = CARDS_AND_PORTS;
    // The one that moves nothing is not counted.
    expect(symmetriesOf(team(same, [ports])).length).toBe(23);
    expect(symmetriesOf(team(same, [ports, cards])).length).toBe(7);
    expect(symmetriesOf(team(same, [ports, cards, FABRICS])).length).toBe(7);
    expect(symmetriesOf(team([1, 2, 3, 4], [ports]))).toEqual([]);
  });
});

describe('a mapping', () => {
  it('onto two members is the best of all', () => {
    fc.assert(
      fc.property(arbitraryCase(2), (of) => {
        const pair = { ...of, losses: [] };
        const mapping = mapOntoPair(pair);
        expect(loadOf(pair, mapping)).toBeCloseTo(exhaustive(pair), 9);
        expect(mapping.slice(of.movable)).toEqual(of.today.slice(of.movable));
      }),
      { numRuns: 400 },
    );
  });

  it('by the MILP is the best of all, on up to three members', () => {
    fc.assert(
      fc.property(arbitraryCase(3), (of) => {
        const best = exhaustive(of);
        const answer = createSolver({ second }).solve(pinningModel(of, { lower: 0, upper: loadOf(of, of.today) }));
        expect(answer.kind).toBe('optimal');
        if (answer.kind !== 'optimal') return;
        expect(answer.objective).toBeCloseTo(best, 5);
        expect(loadOf(of, mappingOf(of, answer.x))).toBeCloseTo(best, 5);
      }),
      { numRuns: 60 },
    );
  });

  it('by enumeration is the best of all, on members of any speed that fail with their cards', () => {
    fc.assert(
      fc.property(arbitraryCase(4), fc.boolean(), (of, byCards) => {
        const lost = byCards && of.losses.length > 0 && of.rates.length === 4 ? { ...of, losses: CARDS_AND_PORTS } : of;
        const { mapping, bound } = enumerateMappings(lost, lost.today, leastLoad(lost));
        const best = exhaustive(lost);
        expect(Math.max(1, loadOf(lost, mapping))).toBeCloseTo(Math.max(1, best), 8);
        expect(Math.max(1, bound)).toBeCloseTo(Math.max(1, best), 8);
        expect(mapping.slice(lost.movable)).toEqual(lost.today.slice(lost.movable));
      }),
      { numRuns: 600 },
    );
  });

  it('by an enumeration that is cut short, or by questions halfway, is no worse than the one known, and the bound holds', () => {
    fc.assert(
      fc.property(arbitraryCase(4), fc.nat({ max: 20 }), (of, branches) => {
        const known = { best: of.today, load: loadOf(of, of.today) };
        const best = Math.max(1, exhaustive(of));
        for (const { mapping, bound } of [
          enumerateMappings(of, of.today, leastLoad(of), gaugeOf(of), branches),
          narrow(of, known, leastLoad(of), gaugeOf(of), branches),
        ]) {
          expect(loadOf(of, mapping)).toBeLessThanOrEqual(known.load);
          expect(Math.max(1, bound)).toBeLessThanOrEqual(best + 1e-8);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('that enumeration left open is proven by the MILP, which says what solved it', () => {
    fc.assert(
      fc.property(arbitraryCase(3), (of) => {
        const mapped = byModel(of, { mapping: of.today, bound: leastLoad(of) }, createSolver({ second }));
        expect(['javascript-lp-solver', 'highs']).toContain(mapped.by);
        expect(mapped.bound).toBeCloseTo(Math.min(1, 1 / exhaustive(of)), 5);
        expect(loadOf(of, mapped.mapping)).toBeLessThanOrEqual(loadOf(of, of.today) + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('found by search is no worse than today unless all needs are met, and nothing undercuts the bound', () => {
    fc.assert(
      fc.property(arbitraryCase(4), (of) => {
        const best = exhaustive(of);
        const found = loadOf(of, searchMapping(of, 1));
        expect(found).toBeGreaterThanOrEqual(best - 1e-9);
        expect(found).toBeLessThanOrEqual(Math.max(1, loadOf(of, of.today)) + 1e-9);
        expect(leastLoad(of)).toBeLessThanOrEqual(best + 1e-9);
      }),
      { numRuns: 200 },
    );
  });
});

const planned = (host: Host): readonly PinningPlan[] => {
  const solver = createSolver({ second });
  const { cases, weighted } = draftPlan(host, DEFAULT_POLICY, { solver, audit: false });
  return pinningOf(cases, weighted, DEFAULT_POLICY, { solver, audit: true });
};

/** Two heavy vNICs that round-robin puts on one member, and two light ones on the other. */
const unlucky = (overrides: Partial<Host> = {}): Host =>
  buildHost({
    adapters: [
      buildAdapter({ name: 'A-Storage', role: 'storage', egress: mbps(7500) }),
      buildAdapter({ name: 'B-Management' }),
      buildAdapter({ name: 'C-Storage', role: 'storage', egress: mbps(7500) }),
      buildMigrationAdapter({ name: 'D-Migration' }),
    ],
    ...overrides,
  });

describe('the plan of a team', () => {
  it('parts two heavy vNICs that round-robin puts on one member', () => {
    const [plan] = planned(unlucky());
    const nicOf = (name: string): string | undefined => plan?.mapping.find(({ adapter }) => adapter === name)?.nic;
    expect(nicOf('A-Storage')).not.toBe(nicOf('C-Storage'));
    expect(plan?.worstAfter).toBeGreaterThan((plan?.worstBefore ?? 1) + 0.2);
    expect([plan?.solver, plan?.gap, plan?.leftAside]).toEqual(['closed-form', 0, 0]);
  });

  it('is needed only where shares are formed on members: not under Dynamic, on one port, without a team or without weights', () => {
    expect(planned(unlucky({ switches: [buildSwitch({ loadBalancing: 'dynamic' })] }))).toEqual([]);
    expect(planned(unlucky({ nics: [buildNic()] }))).toEqual([]);
    expect(planned(unlucky({ switches: [buildSwitch({ teaming: 'none' })] }))).toEqual([]);
    expect(planned(unlucky({ switches: [buildSwitch({ iovEnabled: true })] }))).toEqual([]);
  });

  it('is not needed where every promise holds on the fullest member', () => {
    expect(planned(buildHost({ vms: [buildVm()] }))).toEqual([]);
  });

  it('is not needed where the adapters are mapped well already', () => {
    const { adapters } = unlucky();
    const mapped = adapters.map((adapter) => ({
      ...adapter,
      nic: adapter.name === 'A-Storage' || adapter.name === 'D-Migration' ? 'NIC1' : 'NIC2',
    }));
    const [before] = planned(unlucky());
    const [after] = planned(unlucky({ adapters: mapped }));
    expect(after?.worstBefore ?? before?.worstAfter).toBeGreaterThan(before?.worstBefore ?? 1);
  });

  it('maps the twenty heaviest and leaves the others where Windows puts them', () => {
    const vms = Array.from({ length: 24 }, (_, index) =>
      buildVm({
        name: `vm${String(index).padStart(2, '0')}`,
        tier: 1,
        adapters: [buildVmAdapter({ egress: mbps(index % 2 === 0 ? 900 : 20), floor: mbps(10) })],
      }),
    );
    const [plan] = planned(buildHost({ vms }));
    expect([plan?.mapping.length, plan?.leftAside]).toEqual([20, 6]);
  });
});
