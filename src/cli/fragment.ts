/** What a run keeps of one host: its rows, its figures and, where we failed it, why. */
import type { Outcome, Violation } from '../model/outcome.ts';
import { type ApplyFile, type ClusterProposal, clusterProposal, hostScripts } from '../reports/apply-files.ts';
import { digestOf, type HostDigest } from '../reports/digest.ts';
import { type HostFile, renderOutcome } from '../reports/render-outcome.ts';
import type { RenderOptions } from '../reports/table.ts';

export interface Fragment {
  readonly files: Readonly<Record<HostFile, string>>;
  readonly scripts: readonly ApplyFile[];
  /** What the host proposes for its cluster; null where that is nothing. */
  readonly proposal: ClusterProposal | null;
  readonly digest: HostDigest;
  /** Empty unless the host failed. */
  readonly violations: readonly Violation[];
}

export interface FragmentOptions extends RenderOptions {
  /** Write the scripts that apply the plan. */
  readonly scripts: boolean;
}

export const renderFragment = (outcome: Outcome, options: FragmentOptions): Fragment => ({
  files: renderOutcome(outcome, options),
  scripts: options.scripts ? hostScripts(outcome) : [],
  proposal: options.scripts ? clusterProposal(outcome) : null,
  digest: digestOf(outcome),
  violations: outcome.kind === 'failed' ? outcome.violations : [],
});
