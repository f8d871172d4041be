/** `converge render`: a report again from its outcomes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFacts } from '../reports/run-summary.ts';
import { countLine } from '../reports/screen.ts';
import { runFactsFromSummary } from '../reports/summary-json.ts';
import { EXIT_DONE, type ExitCode } from './exit-codes.ts';
import { renderFragment } from './fragment.ts';
import { readReport } from './read-report.ts';
import { openReport, type ReportWriter } from './report-writer.ts';
import { UsageError } from './usage-error.ts';

const readFacts = (report: string): RunFacts => {
  const path = join(report, 'summary.json');
  if (!existsSync(path))
    throw new UsageError(`${report} is not a report: it holds no summary.json.`, 'Name a folder that converge plan wrote.');
  return runFactsFromSummary(readFileSync(path, 'utf8'));
};

const renderAll = async (report: string, writer: ReportWriter, rawCells: boolean, signal: AbortSignal): Promise<void> => {
  for await (const line of readReport(report)) {
    signal.throwIfAborted();
    if (line.kind === 'host') await writer.add(renderFragment(line.outcome, { rawCells, scripts: true }));
    else await writer.addRejects(line.problems);
  }
};

/** @throws UsageError where the folder is no report; the signal's reason when interrupted */
export const runRender = async (report: string, out: string | null, rawCells: boolean, signal: AbortSignal): Promise<ExitCode> => {
  const facts = readFacts(report);
  const writer = await openReport(out ?? report, rawCells);
  let written = false;
  try {
    await renderAll(report, writer, rawCells, signal);
    const summary = await writer.finish(facts);
    written = true;
    process.stdout.write(`${countLine(summary)}\n`);
  } finally {
    if (!written) await writer.abort();
  }
  return EXIT_DONE;
};
