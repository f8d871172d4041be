/** What a run keeps of one host: its rows, its figures and, where we failed it, why. */
import type { Outcome, Violation } from '../model/outcome.ts';
import { type ApplyFile, type ClusterProposal, clusterProposal, hostScripts } from '../reports/apply-files.ts';
import { digestOf, type HostDigest } from '../reports/digest.ts';
import { type HostFile, renderOutcome } from '../reports/render-outcome.ts';

export interface Fragment {
  readonly files: Readonly<Record<HostFile, string>>;
  readonly scripts: readonly ApplyFile[];
  /** What the host proposes for its cluster; null where that is nothing. */
  readonly proposal: ClusterProposal | null;
  readonly digest: HostDigest;
  /** Empty unless the host failed. */
  readonly violations: readonly Violation[];
}

export const renderFragment = (outcome: Outcome, rawCells: boolean): Fragment => ({
  files: renderOutcome(outcome, { rawCells }),
  scripts: hostScripts(outcome),
  proposal: clusterProposal(outcome),
  digest: digestOf(outcome),
  violations: outcome.kind === 'failed' ? outcome.violations : [],
});
