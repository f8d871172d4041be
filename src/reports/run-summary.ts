/** The figures of a whole run, as summary.json publishes them and as the screen and the capacity review show them. */
import { LEVELS, type Level } from '../model/levels.ts';
import type { RuleOfThumb, SolveCount } from '../model/plan.ts';
import { minutes, seconds, secondsToMinutes } from '../units/quantity.ts';
import type { ClusterTally } from './cluster-tally.ts';
import type { PlannedDigest } from './digest.ts';
import type { FindingTally, Tally } from './tally.ts';

/** What the outcomes do not tell: the program and what it read. */
export interface RunFacts {
  readonly version: string;
  /** By file name, without a folder. */
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  readonly policySha256: string;
}

export interface AttainmentFigures {
  readonly level: Level;
  /** Hosts with a layer that guarantees something. */
  readonly hosts: number;
  /** Nearest rank: a twentieth, and half, of the hosts attain no more; null without such hosts. */
  readonly p5: number | null;
  readonly p50: number | null;
  readonly short: number;
  readonly pressed: number;
}

export interface RuleFigures {
  readonly rule: RuleOfThumb;
  readonly hosts: number;
  /** Drain hours of the fleet under the rule less those under the plan's cap; negative where the rule is faster. */
  readonly hoursSaved: number;
  readonly hostsBreakingFloors: number;
}

export interface RunSummary {
  readonly facts: RunFacts;
  readonly counts: {
    readonly read: number;
    readonly planned: number;
    readonly rejected: number;
    readonly failed: number;
    readonly clusters: number;
    readonly drainVms: number;
    readonly blockedVms: number;
    readonly changes: number;
    readonly disruptiveChanges: number;
  };
  readonly status: { readonly ok: number; readonly pressed: number; readonly short: number };
  readonly attainments: readonly AttainmentFigures[];
  readonly drain: {
    readonly hosts: number;
    readonly hostsMeetingWindow: number;
    /** Sum over the hosts whose layer guarantees migration a rate; `hostsGuaranteed` counts them. */
    readonly hoursGuaranteed: number;
    readonly hostsGuaranteed: number;
    readonly hoursAtCap: number;
  };
  readonly rules: readonly RuleFigures[];
  /** By severity, then count, then code. */
  readonly findings: readonly Readonly<FindingTally>[];
  /** Policy keys without a source, with the number of hosts whose plan rests on each. */
  readonly assumptions: readonly { readonly key: string; readonly hosts: number }[];
  readonly solver: { readonly solves: readonly SolveCount[]; readonly resolves: number; readonly worstGap: number };
  readonly clusters: readonly Readonly<ClusterTally>[];
  readonly worst: readonly PlannedDigest[];
}

/** A picture of the tally; later hosts do not change it. */
export const summarize = (tally: Tally, facts: RunFacts): RunSummary => ({
  facts: { ...facts, inputs: [...facts.inputs].sort((a, b) => compareText(a.file, b.file)) },
  counts: {
    read: tally.planned + tally.rejected + tally.failed,
    planned: tally.planned,
    rejected: tally.rejected,
    failed: tally.failed,
    clusters: tally.clusters.size,
    drainVms: tally.drainVms,
    blockedVms: tally.blockedVms,
    changes: tally.changes,
    disruptiveChanges: tally.disruptiveChanges,
  },
  status: { ...tally.status },
  attainments: LEVELS.map((level, index) => attainmentFigures(tally, level, index)),
  drain: {
    hosts: tally.hostsWithDrain,
    hostsMeetingWindow: tally.windowsMet,
    hoursGuaranteed: toHours(tally.secondsGuaranteed),
    hostsGuaranteed: tally.hostsGuaranteed,
    hoursAtCap: toHours(tally.secondsAtCap),
  },
  rules: [...tally.rules].map(([rule, { hosts, secondsSaved, breaksFloor }]) => ({
    rule,
    hosts,
    hoursSaved: toHours(secondsSaved),
    hostsBreakingFloors: breaksFloor,
  })),
  findings: [...tally.findings.values()].map((each) => ({ ...each })).sort(byGravity),
  assumptions: [...tally.assumptions].map(([key, hosts]) => ({ key, hosts })),
  solver: solverFigures(tally),
  clusters: [...tally.clusters.values()].map((each) => ({ ...each, status: { ...each.status } })),
  worst: [...tally.worst],
});

const MINUTES_PER_HOUR = 60;
const toHours = (value: number): number => minutes(secondsToMinutes(seconds(value))) / MINUTES_PER_HOUR;

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const GRAVITY = ['error', 'warning', 'advice'];
const byGravity = (a: FindingTally, b: FindingTally): number =>
  GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity) || b.count - a.count || compareText(a.code, b.code);

const attainmentFigures = (tally: Tally, level: Level, index: number): AttainmentFigures => {
  // A typed array sorts a hundred thousand numbers where they stand; a list of them would be boxed one by one.
  const { below, full } = tally.attainments[index] ?? { below: [], full: 0 };
  const sorted = Float64Array.from(below).sort();
  const hosts = sorted.length + full;
  return {
    level,
    hosts,
    p5: nearestRank(sorted, hosts, 0.05),
    p50: nearestRank(sorted, hosts, 0.5),
    short: tally.shortByLevel[index] ?? 0,
    pressed: tally.pressedByLevel[index] ?? 0,
  };
};

/** @param below attainments below 1 in order of size; those of the other hosts are 1 */
const nearestRank = (below: Float64Array, hosts: number, share: number): number | null =>
  hosts === 0 ? null : (below[Math.max(0, Math.ceil(hosts * share - 1e-9) - 1)] ?? 1);

/** HiGHS is asked only when the first answer failed its check or ran out of budget, so its solves are the re-solves. */
const solverFigures = (tally: Tally): RunSummary['solver'] => {
  const solves = [...tally.solves.values()].sort((a, b) => compareText(a.solver, b.solver) || compareText(a.proof, b.proof));
  const resolves = solves.filter(({ solver }) => solver === 'highs').reduce((sum, { count }) => sum + count, 0);
  return { solves: solves.map((each) => ({ ...each })), resolves, worstGap: tally.worstGap };
};
