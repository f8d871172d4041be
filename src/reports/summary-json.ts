/** summary.json: the run in figures, for programs. No clock, no machine, no path: the same run gives the same bytes. */
import { formatDecimal } from '../units/format-decimal.ts';
import type { RunFacts, RunSummary } from './run-summary.ts';

export const SUMMARY_SCHEMA = 'converge-summary-1';

/** Figures carry as many places as the CSV files do. */
const round = (value: number): number => Number(formatDecimal(value));
const roundOrNull = (value: number | null): number | null => (value === null ? null : round(value));

const severityCounts = (summary: RunSummary): Record<string, number> => {
  const counts = { error: 0, warning: 0, advice: 0 };
  for (const { severity, count } of summary.findings) counts[severity] += count;
  return counts;
};

const fleetFigures = ({ status, attainments, drain, rules, assumptions }: RunSummary): object => ({
  status,
  levels: Object.fromEntries(
    attainments.map(({ level, hosts, p5, p50, short, pressed }) => [
      level,
      { hosts, attainment_p5: roundOrNull(p5), attainment_p50: roundOrNull(p50), first_short_hosts: short, first_pressed_hosts: pressed },
    ]),
  ),
  drain: {
    hosts: drain.hosts,
    hosts_meeting_window: drain.hostsMeetingWindow,
    hosts_guaranteed: drain.hostsGuaranteed,
    hours_guaranteed: round(drain.hoursGuaranteed),
    hours_at_cap: round(drain.hoursAtCap),
  },
  rules_of_thumb: Object.fromEntries(
    rules.map(({ rule, hosts, hoursSaved, hostsBreakingFloors }) => [
      rule,
      { hosts, hours_saved_by_plan: round(hoursSaved), hosts_breaking_floors: hostsBreakingFloors },
    ]),
  ),
  assumptions: Object.fromEntries(assumptions.map(({ key, hosts }) => [key, hosts])),
});

export const renderSummaryJson = (summary: RunSummary): string => {
  const { facts, counts, solver } = summary;
  const value = {
    schema: SUMMARY_SCHEMA,
    version: facts.version,
    counts: {
      hosts_read: counts.read,
      planned: counts.planned,
      rejected: counts.rejected,
      failed: counts.failed,
      clusters: counts.clusters,
      drain_vms: counts.drainVms,
      drain_blocked_vms: counts.blockedVms,
      changes: counts.changes,
      disruptive_changes: counts.disruptiveChanges,
      findings: severityCounts(summary),
    },
    inputs: Object.fromEntries(facts.inputs.map(({ file, sha256 }) => [file, sha256])),
    policy_sha256: facts.policySha256,
    fleet: fleetFigures(summary),
    solver: { solves: solver.solves, re_solves: solver.resolves, worst_gap: solver.worstGap },
  };
  return `${JSON.stringify(value, null, 2)}\n`;
};

/**
 * The run facts of a summary.json that was written before.
 * @throws SyntaxError for text that is not JSON; Error for JSON that is no summary of this version
 */
export const runFactsFromSummary = (text: string): RunFacts => {
  const value = JSON.parse(text) as Partial<WrittenFacts> | null;
  if (value?.schema !== SUMMARY_SCHEMA) throw new Error(`It has the schema ${String(value?.schema)}, not ${SUMMARY_SCHEMA}.`);
  const { version, inputs, policy_sha256: policySha256 } = value;
  if (version === undefined || inputs === undefined || policySha256 === undefined) {
    throw new Error('It lacks version, inputs or policy_sha256.');
  }
  return { version, inputs: Object.entries(inputs).map(([file, sha256]) => ({ file, sha256 })), policySha256 };
};

/** What is read back of a summary.json. */
interface WrittenFacts {
  readonly schema: string;
  readonly version: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly policy_sha256: string;
}
