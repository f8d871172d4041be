import { readdirSync, readFileSync } from 'node:fs';
import type { LinearModel, Row, Variable } from '../../src/solver/linear-model.ts';
import { dataSet } from '../data-sets.ts';
import { readMps } from './mps.ts';

const FOLDER = dataSet('lp');

export const haveInstances = FOLDER !== null;
export const SKIP_REASON = 'the public benchmark sets of linear programs are absent';

export interface Instance {
  readonly name: string;
  readonly model: LinearModel;
  /** Constant that the objective of the file has beside the model's. */
  readonly offset: number;
  readonly truth: number | 'infeasible' | 'unbounded';
}

const read = (path: string): string => readFileSync(`${FOLDER}/${path}`, 'utf8');
const readTable = (path: string): string[][] =>
  read(path)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

/** The MPS instances of one set with their published optimum. */
export const readMpsSet = (set: string): Instance[] =>
  readTable('EXPECTED.csv')
    .filter(([name]) => name === set)
    .map((fields) => {
      const truth = fields[9] === 'infeasible' ? ('infeasible' as const) : Number(fields[9]);
      return { name: fields[1] as string, ...readMps(read(`${set}/${fields[1]}`)), truth };
    });

const numbersOf = (path: string): (() => number) => {
  const numbers = read(path).trim().split(/\s+/).map(Number);
  let next = 0;
  return () => numbers[next++] as number;
};

const take = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const binary = (cost: number): Variable => ({ lower: 0, upper: 1, integer: true, cost });

/** Generalized assignment: each job to one agent, within what the agents can carry. */
const readAssignment = (next: () => number, sense: 'min' | 'max'): LinearModel => {
  const [agents, jobs] = [next(), next()];
  const costs = take(agents * jobs, next);
  const weights = take(agents * jobs, next);
  const rows: Row[] = take(agents, next).map((capacity, agent) => {
    const terms = Array.from({ length: jobs }, (_, job) => [agent * jobs + job, weights[agent * jobs + job] as number] as const);
    return { name: `carry:${agent}`, terms, lower: -Infinity, upper: capacity };
  });
  for (let job = 0; job < jobs; job += 1) {
    const terms = Array.from({ length: agents }, (_, agent) => [agent * jobs + job, 1] as const);
    rows.push({ name: `assign:${job}`, terms, lower: 1, upper: 1 });
  }
  return { sense, variables: costs.map(binary), rows };
};

/** The assignment instances of the named files. */
export const readAssignments = (files: readonly string[]): Instance[] => {
  const table = readTable('orlib_gap/EXPECTED.csv');
  return files.flatMap((file) => {
    const next = numbersOf(`orlib_gap/${file}`);
    const expected = table.filter(([name]) => name === file);
    return take(next(), () => 0).map((_, index) => {
      const fields = expected[index] as string[];
      const model = readAssignment(next, fields[4] as 'min' | 'max');
      return { name: `${file}#${index + 1}`, model, offset: 0, truth: Number(fields[5]) };
    });
  });
};

/** The seven multi-dimensional knapsacks. */
export const readKnapsacks = (): Instance[] => {
  const next = numbersOf('orlib_mknap/mknap1.txt');
  return take(next(), () => 0).map((_, index) => {
    const [items, constraints, truth] = [next(), next(), next()];
    const variables = take(items, next).map(binary);
    const weights = Array.from({ length: constraints }, () => take(items, next));
    const rows = weights.map((row, constraint) => ({
      name: `knapsack:${constraint}`,
      terms: row.map((weight, item) => [item, weight] as const),
      lower: -Infinity,
      upper: next(),
    }));
    return { name: `mknap1#${index + 1}`, model: { sense: 'max', variables, rows }, offset: 0, truth };
  });
};

type Loose = number | 'inf' | '-inf';

interface Repro {
  readonly canonical: {
    readonly sense: 'min' | 'max';
    readonly c: number[];
    readonly lb: Loose[];
    readonly ub: Loose[];
    readonly int: number[];
    readonly rows: { readonly i: number[]; readonly v: number[]; readonly lo: Loose; readonly hi: Loose }[];
  };
  readonly truth: { readonly status: 'optimal' | 'infeasible' | 'unbounded'; readonly objective: number | null };
}

const loose = (value: Loose | undefined): number => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value));

/** The minimized models on which some solver library fails. */
export const readRepros = (): Instance[] =>
  readdirSync(`${FOLDER}/repro`)
    .sort()
    .map((file) => {
      const { canonical, truth } = JSON.parse(read(`repro/${file}`)) as Repro;
      const variables = canonical.c.map((cost, index) => {
        return { cost, lower: loose(canonical.lb[index]), upper: loose(canonical.ub[index]), integer: canonical.int[index] === 1 };
      });
      const rows = canonical.rows.map(({ i, v, lo, hi }, index) => {
        return {
          name: `r${index}`,
          terms: i.map((variable, k) => [variable, v[k] as number] as const),
          lower: loose(lo),
          upper: loose(hi),
        };
      });
      const model: LinearModel = { sense: canonical.sense, variables, rows };
      return {
        name: file.replace('.json', ''),
        model,
        offset: 0,
        truth: truth.status === 'optimal' ? (truth.objective as number) : truth.status,
      };
    });
