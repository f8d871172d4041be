/**
 * The last passes of the migration choice: most storage copies, least processor time, fewest migrations, then the
 * transport. Where the option that wins without copies leaves room for most of them, the passes are settled one after
 * the other; where migration and copies compete, the choice is a MILP with one binary an option and one a number of copies.
 */
import type { LinearModel, Row } from '../solver/linear-model.ts';
import { type Objective, solveLexicographic } from '../solver/lexicographic.ts';
import type { Solver } from '../solver/facade.ts';
import { AuditDisagreement } from './audit-disagreement.ts';
import { type Candidate, type ChoiceRules, cpuOf, transportRank } from './migration-choice.ts';
import type { OptionCase } from './migration-options.ts';

export interface CopiesContext {
  readonly solver: Solver;
  /** Ask the solver even where a closed form settles the matter, and compare. */
  readonly audit: boolean;
  /** Only the choice itself is audited and counted, not the search for what to compare it with. */
  readonly asked: 'choice' | 'alternative';
}

const TOLERANCE = 1e-9;

/** @param candidates not empty; one copy is always among the legal numbers */
export const bestOfCandidates = (rules: ChoiceRules, candidates: readonly Candidate[], context: CopiesContext): Candidate => {
  const closed = settleCandidates(rules, candidates);
  if (context.asked === 'alternative') return closed;
  if (!context.audit && !isCoupled(rules, candidates, closed)) {
    context.solver.recordClosedForm('optimal');
    return closed;
  }
  const solved = solveAsMilp(rules, candidates, context.solver);
  if (solved === null) {
    context.solver.recordClosedForm('optimal');
    return closed;
  }
  if (!agrees(rules, candidates, closed, solved)) {
    throw new AuditDisagreement(`migration: ${nameOf(solved)} by the solver, ${nameOf(closed)} by enumeration`);
  }
  return closed;
};

/** A pair on the very edge of a row, or of a tie in processor time, may pass the solver's tolerance and not the exact rule, which decides. */
const agrees = (rules: ChoiceRules, candidates: readonly Candidate[], closed: Candidate, solved: Candidate): boolean => {
  if (isSamePair(closed, solved)) return true;
  if (!candidates.some((candidate) => isSamePair(candidate, solved))) return true;
  const difference = Math.abs(cpuOf(rules, solved) - cpuOf(rules, closed));
  return solved.copies === closed.copies && difference > TOLERANCE && difference <= 2 * CPU_TOLERANCE;
};

const isSamePair = (a: Candidate, b: Candidate): boolean => a.option === b.option && a.copies === b.copies;

const nameOf = ({ option, copies }: Candidate): string => `${option.by.transport}/${option.carrier.count}/${copies}`;

/** The passes one after the other over the legal pairs: exact, since every pair stands in the list. */
export const settleCandidates = (rules: ChoiceRules, candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, candidate) => (comparePasses(rules, candidate, best) < 0 ? candidate : best));

/** Below 0 where a comes out ahead. */
const comparePasses = (rules: ChoiceRules, a: Candidate, b: Candidate): number => {
  if (a.copies !== b.copies) return b.copies - a.copies;
  const byCpu = cpuOf(rules, a) - cpuOf(rules, b);
  if (Math.abs(byCpu) > TOLERANCE) return byCpu;
  return a.option.carrier.count - b.option.carrier.count || transportRank(a.option) - transportRank(b.option);
};

/**
 * Migration and copies compete: the option that would win without copies does not leave room for the most copies. Where
 * it does, it is the answer, since nothing beats it in any pass.
 */
const isCoupled = (rules: ChoiceRules, candidates: readonly Candidate[], closed: Candidate): boolean => {
  const alone = settleCandidates(
    rules,
    candidates.filter(({ copies }) => copies === 1),
  );
  return alone.option !== closed.option;
};

/** In cores. A finer one would leave the range of coefficients in which the solver was measured exact. */
const CPU_TOLERANCE = 5e-5;
const MEGABITS_PER_GIGABIT = 1000;

/**
 * The same passes as a MILP. Null where a pair on the very edge of a row keeps the solver from an answer that it can prove:
 * the list of all pairs is a proof of its own.
 */
const solveAsMilp = (rules: ChoiceRules, candidates: readonly Candidate[], solver: Solver): Candidate | null => {
  const options = [...new Set(candidates.map(({ option }) => option))];
  const rates = options.map((option) => (candidates.find((candidate) => candidate.option === option) as Candidate).rate);
  const copies = [...new Set(candidates.map((candidate) => candidate.copies))].sort((a, b) => a - b);
  const count = options.length;
  const model: LinearModel = {
    sense: 'min',
    variables: [...options, ...copies].map(() => ({ lower: 0, upper: 1, integer: true, cost: 0 })),
    rows: rowsOf(rules, options, rates, copies),
  };
  const cpu = [
    ...options.map((option, index) => (rates[index] as number) / option.by.mbpsPerCore),
    ...copies.map((number) => number * rules.storage.cpuOfOne),
  ];
  const zeros = copies.map(() => 0);
  // Copies, counts and ranks are whole numbers: half of one keeps what was reached.
  const whole = { absolute: 0.5, relative: 0 };
  const objectives: Objective[] = [
    { name: 'storage-copies', sense: 'max', costs: [...options.map(() => 0), ...copies], tolerance: whole },
    { name: 'cpu', sense: 'min', costs: cpu, tolerance: { absolute: CPU_TOLERANCE, relative: 0 } },
    { name: 'live-migrations', sense: 'min', costs: [...options.map((option) => option.carrier.count), ...zeros], tolerance: whole },
    { name: 'transport', sense: 'min', costs: [...options.map(transportRank), ...zeros], tolerance: whole },
  ];
  const answer = solveLexicographic(solver, model, objectives);
  if (answer.kind !== 'optimal') return null;
  const chosen = answer.x.slice(0, count).findIndex((value) => value > 0.5);
  const number = copies[answer.x.slice(count).findIndex((value) => value > 0.5)] as number;
  return { option: options[chosen] as OptionCase, rate: rates[chosen] as number, copies: number };
};

const rowsOf = (rules: ChoiceRules, options: readonly OptionCase[], rates: readonly number[], copies: readonly number[]): Row[] => {
  const { storage } = rules;
  const first = options.length;
  const rows: Row[] = [
    { name: 'one-option', terms: options.map((_, index) => [index, 1] as const), lower: 1, upper: 1 },
    { name: 'one-number-of-copies', terms: copies.map((_, index) => [first + index, 1] as const), lower: 1, upper: 1 },
  ];
  const cpu = [
    ...options.map((option, index) => [index, (rates[index] as number) / option.by.mbpsPerCore] as const),
    ...copies.map((number, index) => [first + index, number * storage.cpuOfOne] as const),
  ].filter(([, coefficient]) => coefficient > 0);
  if (cpu.length > 0) rows.push({ name: 'cpu-head', terms: cpu, lower: Number.NEGATIVE_INFINITY, upper: rules.head });
  if (Number.isFinite(storage.networkLeft)) rows.push(networkRow(rules, options, rates, copies));
  return rows;
};

/** One copy takes what is left, so its column relieves the row by whatever the migration puts on it. */
const networkRow = (rules: ChoiceRules, options: readonly OptionCase[], rates: readonly number[], copies: readonly number[]): Row => {
  const { storage } = rules;
  const shared = rates.map((rate) => (storage.sharesMigrationPath ? rate / MEGABITS_PER_GIGABIT : 0));
  const left = storage.networkLeft / MEGABITS_PER_GIGABIT;
  const relief = Math.max(0, ...shared);
  const ofCopies = copies.map(
    (number, index) => [options.length + index, number === 1 ? -relief : (number * storage.stream) / MEGABITS_PER_GIGABIT] as const,
  );
  const terms = [...shared.map((rate, index) => [index, rate] as const), ...ofCopies].filter(([, coefficient]) => coefficient !== 0);
  return { name: 'storage-network', terms, lower: Number.NEGATIVE_INFINITY, upper: Math.max(0, left) };
};
