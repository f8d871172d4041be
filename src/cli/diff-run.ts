/** `converge diff`: two reports, host by host. Two passes: the first finds neighbours and new names, the second tells. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { compareRuns, type RunDifference } from '../reports/diff-cause.ts';
import {
  type DiffContext,
  neighbourOf,
  notePair,
  notePresence,
  otherNameOf,
  settleContext,
  startContext,
} from '../reports/diff-context.ts';
import { diffPair, diffPresence, diffRename, type HostDiff } from '../reports/diff-host.ts';
import { diffHeader, diffValues, renderDiffRows } from '../reports/diff-row.ts';
import { renderDiffScreen } from '../reports/diff-screen.ts';
import { diffFigures, type DiffTally, startDiffTally, tallyDiff, tallySame } from '../reports/diff-tally.ts';
import { openWholeFile, type WholeFile } from '../reports/whole-file.ts';
import type { DiffOptions } from './diff-options.ts';
import { EXIT_DONE, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { type Joined, mergeReports } from './merge-reports.ts';
import { isColoured } from './paint.ts';
import { readRunFacts } from './read-report.ts';
import { resolveReport } from './resolve-report.ts';

/** A terminal that does not know its width says 0. */
const DEFAULT_COLUMNS = 80;
const FILE = 'diff.csv';

/** A folder that is there, and a name that ends like one, get the file under its usual name. */
const fileOf = (out: string): string => {
  const isFolder = /[\\/]$/.test(out) || statSync(out, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(out, FILE) : out;
};

interface Comparison {
  readonly earlier: string;
  readonly now: string;
  readonly run: RunDifference;
  readonly signal: AbortSignal;
}

const gatherContext = async ({ earlier, now, run, signal }: Comparison): Promise<DiffContext> => {
  const context = startContext();
  for await (const joined of mergeReports(earlier, now)) {
    signal.throwIfAborted();
    if (joined.kind === 'both') notePair(context, joined, run);
    if (joined.kind === 'new') notePresence(context, joined.now, 'new');
    if (joined.kind === 'gone') notePresence(context, joined.earlier, 'gone');
  }
  settleContext(context);
  return context;
};

/** null where there is nothing to tell: a host that is the same, or that is told under its new name. */
const diffOf = (
  joined: Joined,
  context: DiffContext,
  run: RunDifference,
): { diff: HostDiff; presence: 'new' | 'gone' | 'renamed' | 'both' } | null => {
  switch (joined.kind) {
    case 'same':
      return null;
    case 'both':
      return { diff: diffPair(joined, run, neighbourOf(context, joined)), presence: 'both' };
    case 'gone':
      return otherNameOf(context, joined.earlier, 'gone') === null
        ? { diff: diffPresence(joined.earlier, 'gone', run), presence: 'gone' }
        : null;
    case 'new': {
      const before = otherNameOf(context, joined.now, 'new');
      if (before !== null) return { diff: diffRename(joined.now, before), presence: 'renamed' };
      return { diff: diffPresence(joined.now, 'new', run), presence: 'new' };
    }
  }
};

const emit = (event: string, values: object): void => {
  process.stdout.write(`${JSON.stringify({ event, ...values })}\n`);
};

const emitRows = ({ rows }: HostDiff): void => {
  for (const row of rows) emit('difference', diffValues(row));
};

const tellHosts = async (comparison: Comparison, file: WholeFile | null, options: DiffOptions): Promise<DiffTally> => {
  const { earlier, now, run, signal } = comparison;
  const context = await gatherContext(comparison);
  const tally = startDiffTally();
  await file?.append(diffHeader());
  for await (const joined of mergeReports(earlier, now)) {
    signal.throwIfAborted();
    const told = diffOf(joined, context, run);
    if (joined.kind === 'same') tallySame(tally);
    if (told === null) continue;
    tallyDiff(tally, told.diff, told.presence);
    await file?.append(renderDiffRows(told.diff.rows, options));
    if (options.output === 'json') emitRows(told.diff);
  }
  return tally;
};

const tellFile = async (comparison: Comparison, path: string | null, options: DiffOptions): Promise<DiffTally> => {
  const file = path === null ? null : await openWholeFile(path);
  let written = false;
  try {
    const tally = await tellHosts(comparison, file, options);
    await file?.commit();
    written = true;
    return tally;
  } finally {
    if (!written) await file?.abort();
  }
};

/** @throws UsageError where a folder is no report; the signal's reason when interrupted */
export const runDiff = async (options: DiffOptions, signal: AbortSignal): Promise<ExitCode> => {
  const [earlier, now] = [resolveReport(options.earlier), resolveReport(options.now)];
  const run = compareRuns(readRunFacts(earlier), readRunFacts(now));
  const path = options.out === null ? null : fileOf(options.out);
  const tally = await tellFile({ earlier, now, run, signal }, path, options);
  if (options.output === 'json') emit('diff', { earlier, now, file: path, ...diffFigures(tally, run) });
  else {
    const width = process.stdout.columns || DEFAULT_COLUMNS;
    process.stdout.write(`${renderDiffScreen(tally, run, { earlier, now, file: path, color: isColoured(process.stdout), width })}\n`);
  }
  return options.exitCode && tally.worse > 0 ? EXIT_REJECTED : EXIT_DONE;
};
