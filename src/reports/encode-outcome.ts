/**
 * An outcome as outcomes.jsonl holds it: nothing is said twice. What is null, empty or as usual is left out, lists of like
 * things are columns, and what follows from the rest of the line is not written. `outcomeFromJson` is the way back.
 */
import type { FailedOutcome, Outcome, PlannedOutcome, RejectedOutcome } from '../model/outcome.ts';
import { encodeChanges, type LeanChanges } from './json-changes.ts';
import { encodeBlockers, encodeFindings, type LeanBlockers, type LeanFindings } from './json-findings.ts';
import { type LeanPlan, encodePlan } from './json-plan.ts';

export interface LeanPlanned
  extends Pick<PlannedOutcome, 'kind' | 'host' | 'cluster' | 'os' | 'managedBy' | 'binding' | 'reason' | 'northSouth'> {
  readonly clusterUplink?: PlannedOutcome['clusterUplink'] | undefined;
  readonly findings?: LeanFindings;
  readonly blockers?: LeanBlockers;
  readonly gains?: LeanChanges['gains'];
  readonly changes?: LeanChanges['changes'];
  readonly plan: LeanPlan;
}

export type LeanOutcome = LeanPlanned | RejectedOutcome | FailedOutcome;

/** A line of outcomes.jsonl as a tree that JSON.stringify writes. */
export const encodeOutcome = (outcome: Outcome): object => (outcome.kind === 'planned' ? encodePlanned(outcome) : outcome);

const encodePlanned = (outcome: PlannedOutcome): object => {
  const { plan } = outcome;
  const findings = encodeFindings(outcome.findings, plan.findings);
  const blockers = encodeBlockers(outcome.blockers, plan.blockers);
  return {
    kind: outcome.kind,
    host: outcome.host,
    cluster: outcome.cluster,
    os: outcome.os,
    managedBy: outcome.managedBy,
    binding: outcome.binding,
    reason: outcome.reason,
    northSouth: outcome.northSouth,
    clusterUplink: outcome.clusterUplink ?? undefined,
    findings: findings.table,
    blockers: blockers.table,
    ...encodeChanges(outcome.changes, outcome),
    plan: encodePlan(plan, { findings: findings.unstated, blockers: blockers.unstated }),
  };
};
