/** One host in two reports: what differs, whether it stands worse, and why. */
import { nameKey } from '../model/name.ts';
import type { Outcome, PlannedOutcome } from '../model/outcome.ts';
import { type Attribution, attribute, attributePresence, type RunDifference } from './diff-cause.ts';
import { compareInputs, type InputDifference } from './diff-inputs.ts';
import { comparePlans } from './diff-plan.ts';
import type { DiffRow } from './diff-row.ts';
import { compareStandings, type Standing, standingOf } from './diff-standing.ts';

/** A host that both reports hold. */
export interface HostPair {
  readonly earlier: Outcome;
  readonly now: Outcome;
}

export interface HostDiff {
  readonly host: string;
  readonly earlier: Standing;
  readonly now: Standing;
  readonly rows: readonly DiffRow[];
  /** Below 0: better than then. */
  readonly trend: number;
  readonly why: Attribution;
}

/** What members of a cluster have in common, and a member cannot choose alone; '' where there is no such thing. */
const sharedSettings = ({ plan: { uniformity } }: PlannedOutcome): string =>
  uniformity === null ? '' : JSON.stringify([uniformity.because, uniformity.cluster, uniformity.smbLimit]);

const NEIGHBOUR_FINDINGS = new Set(['vf-no-room-in-cluster', 'vm-on-two-hosts']);

const neighbourFindings = ({ findings }: PlannedOutcome): string =>
  findings
    .filter(({ code }) => NEIGHBOUR_FINDINGS.has(code))
    .map(({ code, subject }) => `${code} ${subject}`)
    .sort()
    .join('\n');

/** Something that other members have a say in differs. A host with nothing to drain in one of the runs did that itself. */
export const followsNeighbours = ({ earlier, now }: HostPair): boolean => {
  if (earlier.kind !== 'planned' || now.kind !== 'planned') return false;
  if (neighbourFindings(earlier) !== neighbourFindings(now)) return true;
  const drained = earlier.plan.drainVms > 0 && now.plan.drainVms > 0;
  return drained && sharedSettings(earlier) !== sharedSettings(now);
};

/** Inputs that differ, as far as the reports show them. Of a host that was or is rejected, the input that its status tells of. */
export const inputsOf = ({ earlier, now }: HostPair, run: RunDifference): readonly InputDifference[] =>
  earlier.kind === 'planned' && now.kind === 'planned' ? compareInputs(earlier, now, !run.policy) : [];

/** Rejected or mended: that is input, whatever else is. */
const isRejection = ({ earlier, now }: HostPair): boolean => (earlier.kind === 'rejected') !== (now.kind === 'rejected');
const isFault = ({ earlier, now }: HostPair): boolean => earlier.kind === 'failed' || now.kind === 'failed';

const problemOf = (outcome: Outcome): string => {
  if (outcome.kind !== 'rejected') return '';
  const first = outcome.problems.find(({ severity }) => severity === 'error') ?? outcome.problems[0];
  return first === undefined ? '' : `${first.file}:${first.line} ${first.code}`;
};

const attributePair = (pair: HostPair, run: RunDifference, inputs: readonly InputDifference[], neighbour: string | null): Attribution => {
  if (isFault(pair)) return { causes: ['fault'], detail: 'see the violations in outcomes.jsonl' };
  if (isRejection(pair)) return { causes: ['input'], detail: problemOf(pair.now) || `mended: ${problemOf(pair.earlier)}` };
  return attribute(run, { inputs: inputs.map(({ what }) => what), neighbour });
};

/** @param neighbour the first other member of its cluster that differs or came or went; null: none does */
export const diffPair = (pair: HostPair, run: RunDifference, neighbour: string | null): HostDiff => {
  const { earlier, now } = pair;
  const host = now.host;
  const inputs = inputsOf(pair, run);
  const why = attributePair(pair, run, inputs, followsNeighbours(pair) ? neighbour : null);
  const ofInput = attribute(run, { inputs: ['inputs'], neighbour: null });
  const rows: DiffRow[] = [
    ...(earlier.host === host
      ? []
      : [{ host, kind: 'host', what: 'name', subject: '', earlier: earlier.host, now: host, why: ofInput } as const]),
    ...inputs.map((each): DiffRow => ({ host, kind: 'input', ...each, why: inputWhy(run, each.what) })),
    ...comparePlans(earlier, now).map((each): DiffRow => ({ host, kind: 'plan', ...each, why })),
  ];
  const [before, after] = [standingOf(earlier), standingOf(now)];
  return { host, earlier: before, now: after, rows, trend: compareStandings(after, before), why };
};

/** A value of the inventory differs because the inventory does; were its files the same, version or policy made the value. */
const inputWhy = (run: RunDifference, what: string): Attribution =>
  run.files.length > 0 ? { causes: ['input'], detail: what } : attribute(run, { inputs: [what], neighbour: null });

/** A host that only one report holds. */
export const diffPresence = (outcome: Outcome, which: 'new' | 'gone', run: RunDifference): HostDiff => {
  const standing = standingOf(outcome);
  const why = attributePresence(run);
  const [earlier, now] = which === 'new' ? ['', standing.status] : [standing.status, ''];
  const row: DiffRow = { host: outcome.host, kind: 'host', what: which, subject: '', earlier, now, why };
  return { host: outcome.host, earlier: standing, now: standing, rows: [row], trend: 0, why };
};

/** A host under another name: its ports and VMs are the same. */
export const diffRename = (outcome: Outcome, before: { readonly host: string; readonly standing: Standing }): HostDiff => {
  const now = standingOf(outcome);
  const why: Attribution = { causes: ['input'], detail: 'same ports and VMs' };
  const { host } = outcome;
  const rows: DiffRow[] = [{ host, kind: 'host', what: 'name', subject: '', earlier: before.host, now: host, why }];
  if (before.standing.status !== now.status)
    rows.push({ host, kind: 'plan', what: 'status', subject: '', earlier: before.standing.status, now: now.status, why });
  return { host, earlier: before.standing, now, rows, trend: compareStandings(now, before.standing), why };
};

/** Cluster under which a host's neighbours are found. */
export const clusterKey = ({ cluster }: Outcome): string => nameKey(cluster);
