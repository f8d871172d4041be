/** The little that the fleet reports need of one host, so that a run over many thousand hosts keeps no outcome in memory. */
import type { Uniformity } from '../model/cluster-plan.ts';
import type { Severity } from '../model/finding.ts';
import type { Outcome, PlannedOutcome } from '../model/outcome.ts';
import type { HostPlan, HostStatus, RuleOfThumb, SolveCount, Transport } from '../model/plan.ts';
import { LEVELS } from '../model/levels.ts';
import type { PolicyKey } from '../model/policy.ts';
import { hostQueues } from './queue-cells.ts';
import { chosenMigration, hostCapacity, secondsSaved } from './planned-host.ts';

export interface FindingDigest {
  readonly code: string;
  readonly severity: Severity;
  readonly remedy: string;
}

export interface RuleDigest {
  readonly rule: RuleOfThumb;
  /** Seconds; negative where the rule drains faster. */
  readonly saved: number;
  readonly breaksFloor: boolean;
}

export interface MigrationDigest {
  readonly transport: Transport;
  readonly liveMigrations: number;
  readonly storageMigrations: number;
  readonly cap: number;
  readonly windowMet: boolean;
  /** Seconds; null where no layer guarantees a rate. */
  readonly drainGuaranteed: number | null;
  readonly drainAtCap: number;
  /** Drain time at the guaranteed rate, or at the cap where nothing is guaranteed, over the window. */
  readonly drainRatio: number;
}

export interface PlannedDigest {
  readonly kind: 'planned';
  readonly host: string;
  readonly cluster: string;
  readonly status: HostStatus;
  readonly firstShort: HostPlan['firstShort'];
  readonly binding: string;
  readonly reason: string;
  /** The least attainment over the host's switches, in order of the levels; null where no layer guarantees anything. */
  readonly attainments: readonly (number | null)[];
  readonly migration: MigrationDigest | null;
  readonly rules: readonly RuleDigest[];
  readonly drainVms: number;
  readonly blockedVms: number;
  /** Virtual functions that the ports could still hand out. */
  readonly vfsFree: number;
  /** Receive queues that no adapter holds; null where VMQ is not in use. */
  readonly queuesFree: number | null;
  readonly uplink: number | null;
  readonly northSouth: number;
  readonly clusterUplink: number | null;
  readonly uniformity: Uniformity | null;
  readonly changes: number;
  readonly disruptiveChanges: number;
  readonly findings: readonly FindingDigest[];
  readonly assumptions: readonly PolicyKey[];
  readonly solves: readonly SolveCount[];
  readonly worstGap: number;
}

export interface OtherDigest {
  readonly kind: 'rejected' | 'failed';
  readonly host: string;
  readonly cluster: string;
}

export type HostDigest = PlannedDigest | OtherDigest;

/** Plain data, small enough to keep or to send between threads. */
export const digestOf = (outcome: Outcome): HostDigest =>
  outcome.kind === 'planned' ? plannedDigest(outcome) : { kind: outcome.kind, host: outcome.host, cluster: outcome.cluster };

const plannedDigest = (outcome: PlannedOutcome): PlannedDigest => {
  const { plan } = outcome;
  return {
    kind: 'planned',
    host: outcome.host,
    cluster: outcome.cluster,
    status: plan.status,
    firstShort: plan.firstShort,
    binding: outcome.binding,
    reason: outcome.reason,
    attainments: leastAttainments(plan),
    migration: migrationDigest(plan),
    rules: ruleDigests(plan),
    drainVms: plan.drainVms,
    blockedVms: outcome.blockers.length,
    vfsFree: vfsFree(plan),
    queuesFree: queuesFree(plan),
    uplink: hostCapacity(plan),
    northSouth: outcome.northSouth,
    clusterUplink: outcome.clusterUplink,
    uniformity: plan.uniformity,
    changes: outcome.changes.length,
    disruptiveChanges: outcome.changes.filter(({ disruptive }) => disruptive).length,
    findings: outcome.findings.map(({ code, severity, remedy }) => ({ code, severity, remedy })),
    assumptions: plan.assumptions,
    solves: plan.solves,
    worstGap: plan.worstGap,
  };
};

const leastAttainments = ({ switches }: HostPlan): readonly (number | null)[] => {
  const least: (number | null)[] = LEVELS.map(() => null);
  for (const { levels } of switches) {
    for (const { level, attainment } of levels) {
      const place = LEVELS.indexOf(level);
      least[place] = Math.min(least[place] ?? attainment, attainment);
    }
  }
  return least;
};

const migrationDigest = (plan: HostPlan): MigrationDigest | null => {
  const chosen = chosenMigration(plan);
  if (chosen === null) return null;
  const { option, windowMet, drainGuaranteed, drainAtCap, window, cap } = chosen;
  return {
    transport: option.transport,
    liveMigrations: option.liveMigrations,
    storageMigrations: option.storageMigrations,
    cap,
    windowMet,
    drainGuaranteed,
    drainAtCap,
    drainRatio: (drainGuaranteed ?? drainAtCap) / window,
  };
};

const vfsFree = ({ nics, offloads }: HostPlan): number =>
  nics.reduce((sum, { vfLimit }) => sum + vfLimit, 0) - offloads.nics.reduce((sum, { vfsUsed }) => sum + vfsUsed, 0);

const queuesFree = ({ offloads }: HostPlan): number | null => {
  const usable = hostQueues(offloads, 'usable');
  return usable === null ? null : usable - (hostQueues(offloads, 'used') ?? 0);
};

const ruleDigests = (plan: HostPlan): readonly RuleDigest[] =>
  plan.rulesOfThumb.flatMap((result) => {
    const saved = secondsSaved(plan, result);
    return result.rule === 'converge' || saved === null ? [] : [{ rule: result.rule, saved, breaksFloor: result.breaksFloor }];
  });
