/** What a run keeps of one host: its rows, its figures and, where we failed it, why. */
import type { Outcome, Violation } from '../model/outcome.ts';
import { digestOf, type HostDigest } from '../reports/digest.ts';
import { type HostFile, renderOutcome } from '../reports/render-outcome.ts';

export interface Fragment {
  readonly files: Readonly<Record<HostFile, string>>;
  readonly digest: HostDigest;
  /** Empty unless the host failed. */
  readonly violations: readonly Violation[];
}

export const renderFragment = (outcome: Outcome, rawCells: boolean): Fragment => ({
  files: renderOutcome(outcome, { rawCells }),
  digest: digestOf(outcome),
  violations: outcome.kind === 'failed' ? outcome.violations : [],
});
