/** `converge render`: a report again from its outcomes. */
import { nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { type ApplyTally, startApplyTally, tallyProposal } from '../reports/apply-cluster-tally.ts';
import { clusterProposal } from '../reports/apply-files.ts';
import { RunStore, scriptStagePath } from '../reports/run-store.ts';
import { countLine } from '../reports/screen.ts';
import { EXIT_DONE, type ExitCode } from './exit-codes.ts';
import { renderHosts } from './fragment.ts';
import { type PlannedChunk, stageClusterScripts, stageHostScripts } from './plan-chunk.ts';
import { readReport, readRunFacts } from './read-report.ts';
import { refuseAsReport } from './inventory-folder.ts';
import { RUN_FILES } from './run-files.ts';
import { lockFolder } from './run-lock.ts';
import { RunWriter } from './run-writer.ts';

/** Outcomes rendered together: enough that a write is worth it, few enough to keep. */
const TOGETHER = 64;

const renderAll = async (report: string, run: Rendering, signal: AbortSignal): Promise<void> => {
  let waiting: Pending[] = [];
  for await (const line of readReport(report)) {
    signal.throwIfAborted();
    const last = waiting.at(-1);
    if (line.kind === 'host') {
      if (waiting.length >= TOGETHER) {
        writeTogether(waiting, run);
        waiting = [];
      }
      waiting.push({ outcome: line.outcome, loose: [] });
    } else if (last !== undefined && line.problems.every(({ host }) => host !== null && nameKey(host) === nameKey(last.outcome.host))) {
      last.loose.push(...line.problems);
    } else {
      writeTogether(waiting, run);
      waiting = [];
      run.writer.addStrays(line.problems);
    }
  }
  writeTogether(waiting, run);
};

/** A host, and the problems that stand behind it. */
interface Pending {
  readonly outcome: Outcome;
  readonly loose: Problem[];
}

interface Rendering {
  readonly folder: string;
  readonly writer: RunWriter;
  readonly rawCells: boolean;
  readonly proposals: ApplyTally;
  chunks: number;
}

const writeTogether = (waiting: readonly Pending[], run: Rendering): void => {
  if (waiting.length === 0) return;
  const rendered = renderHosts(waiting, { rawCells: run.rawCells });
  for (const { outcome } of waiting) {
    stageHostScripts(scriptStagePath(run.folder), outcome);
    const proposal = clusterProposal(outcome);
    if (proposal !== null) tallyProposal(run.proposals, proposal);
  }
  const hosts = rendered.hosts.map((host) => ({ ...host, isRepeatable: false }));
  const chunk: PlannedChunk = { ...rendered, kind: 'planned', hosts, problems: [] };
  const rows = hosts.map((_, index) => ({ kind: 'planned', chunk, index }) as const);
  // Which cluster a row is of matters to a later run only, and no later run takes anything from a report that was rendered.
  run.writer.add(run.chunks, [{ cluster: '', digest: null, hosts: rows }], { problems: [], kept: [] });
  run.chunks += 1;
};

/** @throws UsageError where the folder is no report; the signal's reason when interrupted */
export const runRender = async (report: string, out: string | null, rawCells: boolean, signal: AbortSignal): Promise<ExitCode> => {
  const facts = readRunFacts(report);
  const folder = out ?? report;
  refuseAsReport(folder);
  const lock = lockFolder(folder);
  const store = new RunStore(folder, RUN_FILES, null);
  const writer = new RunWriter(store, rawCells, true);
  let written = false;
  try {
    writer.begin();
    const run: Rendering = { folder, writer, rawCells, proposals: startApplyTally(), chunks: 0 };
    await renderAll(report, run, signal);
    stageClusterScripts(scriptStagePath(folder), run.proposals);
    const finished = writer.finish(facts);
    await finished.written;
    written = true;
    process.stdout.write(`${countLine(finished.summary)}\n`);
  } finally {
    if (!written) await store.abandon(false);
    lock.release();
  }
  return EXIT_DONE;
};
