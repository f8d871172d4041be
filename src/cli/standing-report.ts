/**
 * A report that a run would write again byte for byte: it was planned by the same rules from the same bytes, nobody touched it since, and the
 * inventory gave no cause for a remark. Such a report stays where it is, and the run says what it says.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostDigest } from '../reports/digest.ts';
import { isUntouched, readState } from '../reports/run-marks.ts';
import { type RunFacts, type RunSummary, summarize } from '../reports/run-summary.ts';
import { PRIVATE, STAGING } from '../reports/run-store.ts';
import { startTally, tallyHost } from '../reports/tally.ts';
import { openEarlierReport } from './earlier-report.ts';
import { sameInputs } from './likely-unchanged.ts';

/** The folder of the report and what is to be planned there. */
export interface StandingRequest {
  readonly inventory: string;
  readonly folder: string;
  /** Digest of all that plans depend on besides the inventory. */
  readonly rules: string;
  readonly signal: AbortSignal;
  readonly onHost: (digest: HostDigest) => void;
}

export interface StandingReport {
  readonly summary: RunSummary;
  readonly hosts: number;
}

/** Every file of the report is as its run left it, and that run told of no problem, which it would have to tell again. */
const isWholeAndClean = (folder: string): boolean => {
  const state = readState(folder);
  return state?.problems === 0 && Object.keys(state.files).every((file) => isUntouched(folder, file, state.files));
};

/**
 * @param factsOf the facts of the run, from the files of its inventory
 * @returns null where the report has to be written
 * @throws the signal's reason when interrupted
 */
export const readStandingReport = async (
  { inventory, folder, rules, signal, onHost }: StandingRequest,
  factsOf: (inputs: RunFacts['inputs']) => RunFacts,
): Promise<StandingReport | null> => {
  if (!isWholeAndClean(folder)) return null;
  const inputs = await sameInputs(inventory, folder, rules, signal);
  const report = inputs === null ? null : openEarlierReport(folder, rules);
  if (inputs === null || report === null) return null;
  try {
    const hosts = report.allHosts();
    if (hosts === null) return null;
    const tally = startTally();
    for (const host of hosts) {
      const digest = report.digestOf(host);
      tallyHost(tally, digest);
      onHost(digest);
    }
    // A run that was stopped since would otherwise be found by --resume, and it is older than this one.
    rmSync(join(folder, PRIVATE, STAGING), { recursive: true, force: true });
    return { summary: summarize(tally, factsOf(inputs)), hosts: hosts.length };
  } finally {
    report.close();
  }
};
