/** Reads a line of outcomes.jsonl back, so that every other file can be rendered from it again. */
import type { Outcome, PlannedOutcome } from '../model/outcome.ts';
import type { LeanOutcome, LeanPlanned } from './encode-outcome.ts';
import { decodeChanges } from './json-changes.ts';
import { blockerOf, decodeBlockers, decodeFindings } from './json-findings.ts';
import { decodePlan } from './json-plan.ts';

const REQUIRED: Readonly<Record<Outcome['kind'], readonly string[]>> = {
  planned: ['host', 'cluster', 'os', 'managedBy', 'plan', 'binding', 'reason', 'northSouth'],
  rejected: ['host', 'cluster', 'os', 'problems'],
  failed: ['host', 'cluster', 'os', 'violations'],
};

const isKind = (value: unknown): value is Outcome['kind'] => typeof value === 'string' && Object.hasOwn(REQUIRED, value);

/**
 * The outcome that a line of outcomes.jsonl holds.
 * @throws SyntaxError for a line that is not JSON; Error for JSON that is no outcome of this version.
 */
export const outcomeFromJson = (line: string): Outcome => {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('kind' in value) || !isKind(value.kind)) {
    throw new Error(
      'The line is not an outcome: its kind is neither planned, rejected nor failed. Point to a folder that `converge plan` wrote.',
    );
  }
  const missing = REQUIRED[value.kind].filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) {
    throw new Error(`The outcome lacks ${missing.join(', ')}. Plan the inventory again with this version of converge.`);
  }
  const outcome = value as LeanOutcome;
  // Its first version had lists of objects where there are tables now, which would be read as tables without a row.
  if (outcome.kind === 'planned' && (Array.isArray(outcome.findings) || Array.isArray(outcome.plan.solves))) {
    throw new Error('The outcome was written by an earlier version of converge. Plan the inventory again with this one.');
  }
  return outcome.kind === 'planned' ? decodePlanned(outcome) : outcome;
};

const decodePlanned = ({ findings, gains, changes, plan, ...rest }: LeanPlanned): PlannedOutcome => {
  const { stated, found } = decodeFindings(findings);
  const blockers = decodeBlockers(rest.blockers);
  return {
    ...rest,
    clusterUplink: rest.clusterUplink ?? null,
    findings: stated,
    blockers,
    changes: decodeChanges({ gains, changes }, rest),
    plan: decodePlan(plan, { findings: found, blockers: blockers.map(blockerOf) }),
  };
};
