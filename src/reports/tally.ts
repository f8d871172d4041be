/**
 * Folds the digests of a run, in input order, into figures whose size depends on the number of clusters and kinds of
 * finding, not of hosts; only attainments below 1 are kept, as numbers, for the percentiles.
 */
import { LEVELS } from '../model/levels.ts';
import { RULES_OF_THUMB, type RuleOfThumb, type SolveCount } from '../model/plan.ts';
import type { Severity } from '../model/finding.ts';
import type { FindingDigest, HostDigest, MigrationDigest, PlannedDigest } from './digest.ts';
import { type ClusterTally, clusterOf, tallyCluster } from './cluster-tally.ts';

export interface FindingTally {
  readonly code: string;
  readonly severity: Severity;
  /** The first host with this finding, and the remedy as it was told there. */
  readonly host: string;
  readonly remedy: string;
  count: number;
}

export interface RuleTally {
  hosts: number;
  secondsSaved: number;
  breaksFloor: number;
}

export interface Tally {
  planned: number;
  rejected: number;
  failed: number;
  readonly status: { ok: number; pressed: number; short: number };
  /** Hosts by their first level below 1, in order of the levels; short and pressed apart. */
  readonly shortByLevel: number[];
  readonly pressedByLevel: number[];
  /** By level: those below 1, and how many hosts attain the level in full. */
  readonly attainments: { readonly below: number[]; full: number }[];
  drainVms: number;
  blockedVms: number;
  secondsGuaranteed: number;
  hostsGuaranteed: number;
  secondsAtCap: number;
  hostsWithDrain: number;
  windowsMet: number;
  changes: number;
  disruptiveChanges: number;
  readonly rules: Map<RuleOfThumb, RuleTally>;
  readonly findings: Map<string, FindingTally>;
  readonly assumptions: Map<string, number>;
  readonly solves: Map<string, { solver: SolveCount['solver']; proof: SolveCount['proof']; count: number }>;
  worstGap: number;
  readonly clusters: Map<string, ClusterTally>;
  /** The worst hosts, worst first, at most MOST_WORST of them. */
  readonly worst: PlannedDigest[];
}

/** As many as the capacity review lists. */
export const MOST_WORST = 50;

export const startTally = (): Tally => ({
  planned: 0,
  rejected: 0,
  failed: 0,
  status: { ok: 0, pressed: 0, short: 0 },
  shortByLevel: LEVELS.map(() => 0),
  pressedByLevel: LEVELS.map(() => 0),
  attainments: LEVELS.map(() => ({ below: [], full: 0 })),
  drainVms: 0,
  blockedVms: 0,
  secondsGuaranteed: 0,
  hostsGuaranteed: 0,
  secondsAtCap: 0,
  hostsWithDrain: 0,
  windowsMet: 0,
  changes: 0,
  disruptiveChanges: 0,
  rules: new Map(RULES_OF_THUMB.map((rule) => [rule, { hosts: 0, secondsSaved: 0, breaksFloor: 0 }])),
  findings: new Map(),
  assumptions: new Map(),
  solves: new Map(),
  worstGap: 0,
  clusters: new Map(),
  worst: [],
});

/** Adds one host. Call it in input order: sums of fractions depend on their order. */
export const tallyHost = (tally: Tally, digest: HostDigest): void => {
  tally[digest.kind] += 1;
  tallyCluster(clusterOf(tally.clusters, digest.cluster), digest);
  if (digest.kind !== 'planned') return;
  tallyStatus(tally, digest);
  tally.drainVms += digest.drainVms;
  tally.blockedVms += digest.blockedVms;
  tally.changes += digest.changes;
  tally.disruptiveChanges += digest.disruptiveChanges;
  if (digest.migration !== null) tallyDrain(tally, digest.migration);
  for (const { rule, saved, breaksFloor } of digest.rules) {
    const sum = tally.rules.get(rule) as RuleTally;
    sum.hosts += 1;
    sum.secondsSaved += saved;
    sum.breaksFloor += breaksFloor ? 1 : 0;
  }
  for (const finding of digest.findings) tallyFinding(tally, digest.host, finding);
  for (const key of digest.assumptions) tally.assumptions.set(key, (tally.assumptions.get(key) ?? 0) + 1);
  for (const solve of digest.solves) tallySolve(tally, solve);
  tally.worstGap = Math.max(tally.worstGap, digest.worstGap);
};

const tallyStatus = (tally: Tally, digest: PlannedDigest): void => {
  tally.status[digest.status] += 1;
  digest.attainments.forEach((attainment, index) => {
    const level = tally.attainments[index];
    if (attainment === null || level === undefined) return;
    if (attainment < 1) level.below.push(attainment);
    else level.full += 1;
  });
  if (digest.status === 'ok') return;
  if (digest.firstShort !== null) {
    const byLevel = digest.status === 'short' ? tally.shortByLevel : tally.pressedByLevel;
    const index = LEVELS.indexOf(digest.firstShort.level);
    byLevel[index] = (byLevel[index] ?? 0) + 1;
  }
  keepWorst(tally.worst, digest);
};

const tallyDrain = (tally: Tally, migration: MigrationDigest): void => {
  tally.hostsWithDrain += 1;
  tally.windowsMet += migration.windowMet ? 1 : 0;
  tally.secondsAtCap += migration.drainAtCap;
  if (migration.drainGuaranteed === null) return;
  tally.hostsGuaranteed += 1;
  tally.secondsGuaranteed += migration.drainGuaranteed;
};

const tallyFinding = (tally: Tally, host: string, { code, severity, remedy }: FindingDigest): void => {
  const known = tally.findings.get(code);
  if (known === undefined) tally.findings.set(code, { code, severity, host, remedy, count: 1 });
  else known.count += 1;
};

const tallySolve = (tally: Tally, { solver, proof, count }: SolveCount): void => {
  const key = `${solver}/${proof}`;
  const known = tally.solves.get(key);
  if (known === undefined) tally.solves.set(key, { solver, proof, count });
  else known.count += count;
};

/** Short before pressed, earlier level first, then the lower attainment; equals stay in input order. */
const isWorse = (a: PlannedDigest, b: PlannedDigest): boolean => {
  if (a.status !== b.status) return a.status === 'short';
  const levelA = a.firstShort === null ? LEVELS.length : LEVELS.indexOf(a.firstShort.level);
  const levelB = b.firstShort === null ? LEVELS.length : LEVELS.indexOf(b.firstShort.level);
  if (levelA !== levelB) return levelA < levelB;
  return (a.firstShort?.attainment ?? 1) < (b.firstShort?.attainment ?? 1);
};

const keepWorst = (worst: PlannedDigest[], digest: PlannedDigest): void => {
  const place = worst.findIndex((other) => isWorse(digest, other));
  if (place === -1 && worst.length >= MOST_WORST) return;
  worst.splice(place === -1 ? worst.length : place, 0, digest);
  if (worst.length > MOST_WORST) worst.pop();
};
