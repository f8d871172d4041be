/** Puts the fragments of a run, one behind the other, into the files of its folder. */
import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import type { Problem } from '../model/problem.ts';
import { pooledProposals, startApplyTally, tallyProposal } from '../reports/apply-cluster-tally.ts';
import { clusterScripts } from '../reports/apply-files.ts';
import { scriptBytes } from '../reports/apply-script.ts';
import { renderClusters } from '../reports/clusters-table.ts';
import { renderRejects } from '../reports/rejects-table.ts';
import { HOST_FILES, headerOf } from '../reports/render-outcome.ts';
import { renderReview } from '../reports/review-page.ts';
import { type RunFacts, type RunSummary, summarize } from '../reports/run-summary.ts';
import { renderSummaryJson } from '../reports/summary-json.ts';
import { startTally, tallyHost } from '../reports/tally.ts';
import { openRun } from '../reports/write-run.ts';
import type { Fragment } from './fragment.ts';
import { hostlessLine } from './hostless-line.ts';

export interface ReportWriter {
  /** Hosts come in order of name: their rows stand in the order in which they are added. */
  readonly add: (fragment: Fragment) => Promise<void>;
  /** Problems that no host carries; a last line of outcomes.jsonl keeps them for `render`. Called after the last host. */
  readonly addRejects: (problems: readonly Problem[]) => Promise<void>;
  /** Makes the whole report visible. */
  readonly finish: (facts: RunFacts) => Promise<RunSummary>;
  /** Leaves the folder as it was before the run. */
  readonly abort: () => Promise<void>;
}

/** @throws what the file system throws */
export const openReport = async (folder: string, rawCells: boolean): Promise<ReportWriter> => {
  const existed = existsSync(folder);
  const run = await openRun(folder);
  const tally = startTally();
  const applied = startApplyTally();
  for (const file of HOST_FILES) await run.append(file, headerOf(file));
  run.replaceAll('apply', '.ps1');
  return {
    add: async ({ files, scripts, proposal, digest }) => {
      tallyHost(tally, digest);
      for (const file of HOST_FILES) if (files[file] !== '') await run.append(file, files[file]);
      for (const { path, script } of scripts) await run.place(path, scriptBytes(script));
      if (proposal !== null) tallyProposal(applied, proposal);
    },
    addRejects: async (problems) => {
      if (problems.length === 0) return;
      await run.append('rejects.csv', renderRejects(problems, { rawCells }));
      await run.append('outcomes.jsonl', hostlessLine(problems));
    },
    finish: async (facts) => {
      for (const proposal of pooledProposals(applied)) {
        for (const { path, script } of clusterScripts(proposal)) await run.place(path, scriptBytes(script));
      }
      const summary = summarize(tally, facts);
      await run.append('clusters.csv', renderClusters(tally, { rawCells }));
      await run.append('summary.json', renderSummaryJson(summary));
      await run.append('report.html', renderReview(summary));
      await run.commit();
      return summary;
    },
    abort: async () => {
      await run.abort();
      // The folder goes too where this run made it; one that holds something by now stays.
      if (!existed && (await readdir(folder)).length === 0) await rmdir(folder);
    },
  };
};
