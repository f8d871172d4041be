/**
 * ETS percents: whole, at least 1, together 100, for the classes of the cluster, of SMB Direct and of everything else.
 * The cluster's percent is fixed by rule; the two others share what is left by the same apportionment as weights, level
 * by level. With no ratio to keep, one set of bounds, 1 to what the two other classes leave, covers every vector.
 */
import { ETS_CLASSES, type EtsClassName } from '../model/topology-plan.ts';
import { raiseLevel, ratioOf, RATIO_TOLERANCE, TOTAL_UNITS, type Target, wholeUnitsOf } from './apportion.ts';

/** Indexes of the classes as flows of the apportionment. */
export const CLUSTER = ETS_CLASSES.indexOf('cluster');
export const SMB_DIRECT = ETS_CLASSES.indexOf('smb-direct');
export const DEFAULT_CLASS = ETS_CLASSES.indexOf('default');

/** The classes that migration can run in. */
export type MigrationClass = Exclude<EtsClassName, 'cluster'>;

const LEAST_PERCENT = 1;

export interface EtsProblem {
  /** Percent of the cluster class. */
  readonly cluster: number;
  /** Targets of each level in order of priority; at most one for each class, and none for the cluster. */
  readonly levels: readonly (readonly Target[])[];
}

export interface EtsSolution {
  /** In order of `ETS_CLASSES`. */
  readonly percents: readonly number[];
  /** In the order of `levels`. */
  readonly attainments: readonly number[];
}

interface Raised {
  readonly percents: Float64Array;
  readonly upper: Float64Array;
  readonly attainments: readonly number[];
  readonly spare: number;
}

/** The percents that maximize the levels in their order; what no level needs goes to the class with the smallest part of its largest target. */
export const solveEts = (problem: EtsProblem): EtsSolution => {
  const { percents, upper, attainments, spare } = raiseLevels(problem, problem.levels.length);
  giveLeftOvers(
    percents,
    upper,
    spare,
    [SMB_DIRECT, DEFAULT_CLASS].map((index) => largestTarget(problem.levels, index)),
  );
  return { percents: [...percents], attainments };
};

/** The largest percent of one class in any vector that keeps the first `levelCount` levels at their optimum. */
export const largestPercent = (problem: EtsProblem, levelCount: number, of: MigrationClass): number => {
  const { percents, upper, spare } = raiseLevels(problem, levelCount);
  const index = ETS_CLASSES.indexOf(of);
  return Math.min(upper[index] as number, (percents[index] as number) + spare);
};

/** T: the largest target of a class over all levels; 0 where it has none. */
export const largestTarget = (levels: EtsProblem['levels'], index: number): number => {
  let largest = 0;
  for (const targets of levels) {
    for (const { flow, share } of targets) if (flow === index) largest = Math.max(largest, share);
  }
  return largest;
};

const raiseLevels = ({ cluster, levels }: EtsProblem, levelCount: number): Raised => {
  const percents = Float64Array.of(cluster, LEAST_PERCENT, LEAST_PERCENT);
  const most = TOTAL_UNITS - cluster - LEAST_PERCENT;
  const upper = Float64Array.of(cluster, most, most);
  const attainments: number[] = [];
  let spare = most - LEAST_PERCENT;
  for (let level = 0; level < levelCount; level++) {
    const targets = levels[level] as readonly Target[];
    const raised = raiseLevel(targets, wholeUnitsOf(targets), percents, upper, spare);
    attainments.push(raised.attainment);
    spare = raised.spare;
  }
  return { percents, upper, attainments, spare };
};

/** @param targets largest targets of SMB Direct and of the default class */
const giveLeftOvers = (percents: Float64Array, upper: Float64Array, spare: number, targets: readonly number[]): void => {
  const [smb, rest] = targets as [number, number];
  for (let left = spare; left > 0; left--) {
    const held = percents[SMB_DIRECT] as number;
    const behind = smb > 0 && (rest <= 0 || ratioOf(held, smb) <= ratioOf(percents[DEFAULT_CLASS] as number, rest) + RATIO_TOLERANCE);
    const chosen = behind && held < (upper[SMB_DIRECT] as number) ? SMB_DIRECT : DEFAULT_CLASS;
    percents[chosen] = (percents[chosen] as number) + 1;
  }
};
