/** The outcome of a host that we failed: the host is not lost from any report, and the rule says whose fault it is. */
import type { Host } from '../model/host.ts';
import type { FailedOutcome, Violation } from '../model/outcome.ts';
import { AuditDisagreement } from '../planners/audit-disagreement.ts';

/** What is known of a host that may never have been read: its version may be ''. */
interface FailedHost extends Pick<Host, 'name' | 'cluster'> {
  readonly os: string;
}

export const failedOutcome = (host: FailedHost, violations: readonly Violation[]): FailedOutcome => ({
  kind: 'failed',
  host: host.name,
  cluster: host.cluster,
  os: host.os,
  violations,
});

/** The planner, or what judges its plan, threw. An audit that disagrees is told apart: there the plan is in doubt. */
export const plannerThrew = (host: Host, error: unknown): FailedOutcome => {
  const rule = error instanceof AuditDisagreement ? 'audit-disagrees' : 'planner-threw';
  return failedOutcome(host, [{ rule, subject: host.name, message: error instanceof Error ? error.message : String(error) }]);
};

/** The host took its worker with it, also when it was tried alone. */
export const workerDied = (host: FailedHost, message: string): FailedOutcome =>
  failedOutcome(host, [{ rule: 'worker-died', subject: host.name, message }]);
