/**
 * The assignment of virtual functions as a MILP, asked only where a construction does not settle it. It is reduced first: units
 * that cannot matter are left out (vf-reduce.ts), adapters that differ in nothing are one integer column an uplink, what fits no
 * uplink has no column, and equal uplinks stand in order of their load. Each question demands more than is in hand, so that the usual answer is a short proof that there is no more.
 */
import type { Answer } from '../solver/answer.ts';
import type { Solver } from '../solver/facade.ts';
import type { LinearModel, Row, Term, Variable } from '../solver/linear-model.ts';
import { floor } from '../units/rounding.ts';
import { isWithinPools } from './vf-pack.ts';
import { unitsForCount, unitsForRate } from './vf-reduce.ts';
import { NOT_SERVED, type Placement, type VfProblem, type VfUnit } from './vf-problem.ts';
import { type VfValue, valueOf } from './vf-value.ts';

const MEGABITS_PER_GIGABIT = 1000;
/** A rate this much above what is in hand is worth another answer. */
const RATE_STEP = 0.001;

export interface MoreAnswer {
  /** Null where nothing better than what is in hand was found. */
  readonly placement: Placement | null;
  readonly proved: boolean;
}

export interface RateAnswer extends MoreAnswer {
  readonly gap: number;
}

interface Column {
  /** Candidates that differ in nothing, in order. */
  readonly members: readonly number[];
  readonly uplink: number;
  readonly rank: number;
  /** Gbit/s. */
  readonly rate: number;
  readonly most: number;
}

interface Layout {
  readonly columns: readonly Column[];
  /** Guest teams: one column that says whether the team is served. */
  readonly teams: readonly VfUnit[];
}

const layoutOf = (problem: VfProblem, units: readonly VfUnit[]): Layout => {
  const alike = new Map<string, number[]>();
  const groups: number[][] = [];
  for (const unit of units) {
    if (unit.length > 1) {
      groups.push(...unit.map((candidate) => [candidate]));
      continue;
    }
    const index = unit[0] as number;
    const candidate = problem.candidates[index];
    const key = `${problem.options[index]?.join()}/${candidate?.rank}/${candidate?.rate}`;
    const group = alike.get(key);
    if (group !== undefined) {
      group.push(index);
      continue;
    }
    const members = [index];
    alike.set(key, members);
    groups.push(members);
  }
  return { columns: groups.flatMap((members) => columnsOf(problem, members)), teams: units.filter((unit) => unit.length > 1) };
};

const columnsOf = (problem: VfProblem, members: readonly number[]): Column[] => {
  const first = members[0] as number;
  const { rank, rate } = problem.candidates[first] ?? { rank: 0, rate: 0 };
  return (problem.options[first] ?? []).map((uplink) => {
    const { slots, rate: room } = problem.uplinks[uplink] ?? { slots: 0, rate: 0 };
    const fitting = rate > 0 ? Math.max(1, floor(room / rate)) : members.length;
    return { members, uplink, rank, rate: rate / MEGABITS_PER_GIGABIT, most: Math.min(members.length, slots, fitting) };
  });
};

const termsWhere = (columns: readonly Column[], holds: (column: Column) => boolean, factor: (column: Column) => number): Term[] =>
  columns.flatMap((column, index) => (holds(column) && factor(column) !== 0 ? [[index, factor(column)] as const] : []));

const one = (): number => 1;
const rateOf = (column: Column): number => column.rate;
const atMost = (name: string, terms: readonly Term[], upper: number): Row => ({ name, terms, lower: Number.NEGATIVE_INFINITY, upper });
const atLeast = (name: string, terms: readonly Term[], lower: number): Row => ({ name, terms, lower, upper: Number.POSITIVE_INFINITY });

const poolRows = (problem: VfProblem, columns: readonly Column[]): Row[] =>
  problem.uplinks.flatMap(({ pool, slots, rate, nic }, uplink) => {
    const here = (column: Column): boolean => column.uplink === uplink;
    return [
      atMost(pool, termsWhere(columns, here, one), slots),
      atMost(`vf-link-share:${nic.name}`, termsWhere(columns, here, rateOf), rate / MEGABITS_PER_GIGABIT),
    ];
  });

const adapterRows = (columns: readonly Column[]): Row[] =>
  [...new Set(columns.map(({ members }) => members))]
    .map((members) =>
      atMost(
        `once:${members[0]}`,
        termsWhere(columns, (column) => column.members === members, one),
        members.length,
      ),
    )
    .filter((row) => row.terms.length > 1);

/** All or none of a team, and no two of its members on one uplink. */
const teamRows = (problem: VfProblem, { columns, teams }: Layout): Row[] =>
  teams.flatMap((team, index) => {
    const served = columns.length + index;
    const inTeam = (column: Column): boolean => team.includes(column.members[0] as number);
    return [
      ...team.map((candidate): Row => {
        const terms = termsWhere(columns, (column) => column.members[0] === candidate, one);
        return { name: `team:${candidate}`, terms: [...terms, [served, -1]], lower: 0, upper: 0 };
      }),
      ...problem.uplinks.map((_, uplink) =>
        atMost(
          `team-uplink:${team[0]}:${uplink}`,
          termsWhere(columns, (column) => inTeam(column) && column.uplink === uplink, one),
          1,
        ),
      ),
    ];
  });

/** Exchanging all that stands on two equal uplinks changes nothing, so only the order of falling load is looked at. */
const orderRows = (problem: VfProblem, columns: readonly Column[]): Row[] =>
  problem.uplinks.flatMap((uplink, index) => {
    const next = problem.uplinks.findIndex(
      (other, at) => at > index && other.switch === uplink.switch && other.slots === uplink.slots && other.rate === uplink.rate,
    );
    if (next < 0) return [];
    const more = termsWhere(columns, (column) => column.uplink === index, rateOf);
    const less = termsWhere(
      columns,
      (column) => column.uplink === next,
      (column) => -column.rate,
    );
    return [atLeast(`load-order:${index}`, [...more, ...less], 0)];
  });

/** Ranks settled before are held: no rank can have more than its optimum while those before it keep theirs. */
const keepRows = (columns: readonly Column[], counts: readonly number[], upTo: number): Row[] =>
  counts.slice(0, upTo).flatMap((count, rank) => {
    const terms = termsWhere(columns, (column) => column.rank === rank, one);
    return terms.length === 0 ? [] : [{ name: `keep:${rank}`, terms, lower: count, upper: count }];
  });

const variablesOf = ({ columns, teams }: Layout, cost: (column: Column) => number): Variable[] => [
  ...columns.map((column) => ({ lower: 0, upper: column.most, integer: true, cost: cost(column) })),
  ...teams.map(() => ({ lower: 0, upper: 1, integer: true, cost: 0 })),
];

const sharedRows = (problem: VfProblem, layout: Layout): Row[] => [
  ...poolRows(problem, layout.columns),
  ...adapterRows(layout.columns),
  ...teamRows(problem, layout),
  ...orderRows(problem, layout.columns),
];

/** The placement an answer means, null where it has none that keeps to the pools; of adapters that differ in nothing the first are served, on the first ports. */
const placementOf = (problem: VfProblem, { columns }: Layout, answer: Answer): Placement | null => {
  if (answer.kind !== 'optimal' && answer.kind !== 'feasible') return null;
  const placement = problem.candidates.map(() => NOT_SERVED);
  const next = new Map<readonly number[], number>();
  columns.forEach(({ members, uplink }, index) => {
    const from = next.get(members) ?? 0;
    const to = from + Math.round(answer.x[index] as number);
    for (const candidate of members.slice(from, to)) placement[candidate] = uplink;
    next.set(members, to);
  });
  return isWithinPools(problem, placement) ? placement : null;
};

/** Is there an assignment with the counts of all ranks before `rank`, and more of `rank` than `counts` has? The most there is. */
export const askForMore = (
  problem: VfProblem,
  units: readonly VfUnit[],
  counts: readonly number[],
  rank: number,
  solver: Solver,
): MoreAnswer => {
  const layout = layoutOf(problem, unitsForCount(problem, units, counts, rank));
  const ofRank = (column: Column): boolean => column.rank === rank;
  const more = atLeast('more', termsWhere(layout.columns, ofRank, one), (counts[rank] as number) + 1);
  const rows = [...sharedRows(problem, layout), ...keepRows(layout.columns, counts, rank), more];
  const model: LinearModel = { sense: 'max', variables: variablesOf(layout, (column) => (ofRank(column) ? 1 : 0)), rows };
  const answer = solver.solve(model);
  const placement = placementOf(problem, layout, answer);
  return { placement, proved: answer.kind === 'infeasible' || (answer.kind === 'optimal' && placement !== null) };
};

/**
 * Is there an assignment with these counts and a rate more than 0.1 % above the one in hand? Anything within 0.1 % of `bound`, which
 * none exceeds, ends the search, because the last megabit of a subset sum can take for ever.
 */
export const askForRate = (problem: VfProblem, units: readonly VfUnit[], held: VfValue, bound: number, solver: Solver): RateAnswer => {
  const layout = layoutOf(problem, unitsForRate(problem, units, held.counts));
  const { columns } = layout;
  const enough = (bound * (1 - 0.9 * RATE_STEP)) / MEGABITS_PER_GIGABIT;
  const rates = termsWhere(columns, () => true, rateOf);
  const counted = columns.length + layout.teams.length;
  const least = (held.rate * (1 + RATE_STEP)) / MEGABITS_PER_GIGABIT;
  const model: LinearModel = {
    sense: 'max',
    variables: [...variablesOf(layout, () => 0), { lower: Math.min(least, enough), upper: enough, integer: false, cost: 1 }],
    rows: [
      ...sharedRows(problem, layout),
      ...keepRows(columns, held.counts, held.counts.length),
      atLeast('rate', [...rates, [counted, -1]], 0),
    ],
  };
  const answer = solver.solve(model);
  const placement = placementOf(problem, layout, answer);
  const proved = answer.kind === 'infeasible' || (answer.kind === 'optimal' && placement !== null);
  if (placement === null) return { placement, proved, gap: proved ? RATE_STEP : Number.POSITIVE_INFINITY };
  const { rate } = valueOf(problem, placement);
  return { placement, proved, gap: proved && answer.kind === 'optimal' ? gapOfOptimum(rate, enough, bound) : relativeGap(rate, bound) };
};

const relativeGap = (rate: number, bound: number): number => Math.max(0, bound - rate) / Math.max(1, rate);

/** An optimum below the cap is the optimum; at the cap all that is known is how far the bound is. */
const gapOfOptimum = (rate: number, enough: number, bound: number): number =>
  rate < enough * MEGABITS_PER_GIGABIT * (1 - 1e-6) ? 0 : relativeGap(rate, bound);
