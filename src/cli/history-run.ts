/** `converge plan --history`: a run with a folder of its own in a history, which becomes the latest when it is whole. */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseRunName, type Retention, type RunName, runName } from '../reports/history-name.ts';
import { pathSegment } from '../reports/path-segment.ts';
import { PRIVATE } from '../reports/run-store.ts';
import { printable } from '../reports/terminal-text.ts';
import { EXIT_DONE, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { checkLatest, type LatestKind, pointLatest } from './history-latest.ts';
import { type Removal, retain } from './history-retention.ts';
import { latestRun, listRuns, stoppedRun } from './history-runs.ts';
import type { PlanOptions } from './plan-options.ts';
import { UsageError } from './usage-error.ts';

export interface HistoryOptions {
  readonly folder: string;
  readonly keep: Retention;
}

export interface HistoryEvent extends Removal {
  readonly history: string;
  readonly run: string;
  /** How the latest run is told; null: this run did not become it. */
  readonly latest: LatestKind | null;
  /** The run that was the latest before; null: there was none. */
  readonly previous: string | null;
}

/** Makes the folder of a run, which no other run can make at the same moment. */
const claimFolder = (history: string, inventory: string, began: Date): RunName => {
  mkdirSync(history, { recursive: true });
  for (let ordinal = 1; ; ordinal += 1) {
    const name = runName(began, basename(resolve(inventory)), ordinal);
    // Node gives the first folder that it made, and nothing where the last one stood there already.
    if (mkdirSync(join(history, name), { recursive: true }) !== undefined) return parseRunName(name) as RunName;
  }
};

/** @throws UsageError where no run of the inventory was stopped */
const resumeFolder = (history: string, inventory: string): RunName => {
  const run = existsSync(history) ? stoppedRun(history, pathSegment(basename(resolve(inventory)))) : null;
  if (run !== null) return run;
  throw new UsageError(`There is no stopped run of ${inventory} in ${history}.`, 'Leave out --resume to begin one.');
};

/** The newest whole run of the same inventory: clusters that are as they were are taken from there. */
const earlierFolder = (history: string, { inventory }: RunName): string | null => {
  const run = listRuns(history).findLast((other) => other.inventory === inventory);
  return run === undefined ? null : join(history, run.name);
};

/** A run that ended before it began leaves nothing to go on with. */
const removeIfEmpty = (folder: string): void => {
  for (const each of [join(folder, PRIVATE), folder]) if (existsSync(each) && readdirSync(each).length === 0) rmdirSync(each);
};

/** A run that failed, or was interrupted, threw; one with a failed host is whole, but nothing to measure the next one by. */
const becomesLatest = (exit: ExitCode): boolean => exit === EXIT_DONE || exit === EXIT_REJECTED;

const conclude = async (options: HistoryOptions, run: RunName, previous: RunName | null, exit: ExitCode): Promise<HistoryEvent> => {
  const { folder, keep } = options;
  const common = { history: folder, run: run.name, previous: previous?.name ?? null };
  if (!becomesLatest(exit)) return { ...common, latest: null, removed: [], kept: [] };
  const latest = await pointLatest(folder, run.name, process.platform);
  return { ...common, latest, ...retain(folder, keep, run, new Date()) };
};

/** The run is whole by then, which the sentence about a file alone would leave open. */
const concludeOrSay = async (options: HistoryOptions, run: RunName, previous: RunName | null, exit: ExitCode): Promise<HistoryEvent> => {
  try {
    return await conclude(options, run, previous, exit);
  } catch (error) {
    throw new UsageError(
      `${join(options.folder, run.name)} is whole, but its history could not be kept: ${(error as Error).message}`,
      'Mend the path, its permissions or the space on its disk: the next run does the rest.',
    );
  }
};

const announce = (event: HistoryEvent, output: PlanOptions['output']): void => {
  if (output === 'json') process.stdout.write(`${JSON.stringify({ event: 'history', ...event })}\n`);
  if (output !== 'text') return;
  const { history, run, latest, removed, kept } = event;
  // The last line on standard output accounts for the hosts, so what became of the history is told beside it.
  const notes = [
    ...(latest === null ? [`${run} did not become the latest run of ${history}: a host failed.`] : []),
    ...removed.map((name) => `${name} was removed from ${history}.`),
    ...kept.map(({ run: name, file }) => `${name} stays in ${history}: it holds ${file}, which converge did not write.`),
  ];
  process.stderr.write(notes.map((note) => `note: ${printable(note)}\n`).join(''));
};

/**
 * @param plan writes a run into the folder that its options name
 * @throws UsageError where the place of `latest` is taken, or where a whole run could not be made the latest; whatever `plan` and the file system throw
 */
export const runInHistory = async (
  options: PlanOptions,
  history: HistoryOptions,
  plan: (options: PlanOptions) => Promise<ExitCode>,
): Promise<ExitCode> => {
  checkLatest(history.folder);
  const { inventory, resume } = options;
  const run = resume ? resumeFolder(history.folder, inventory) : claimFolder(history.folder, inventory, new Date());
  const folder = join(history.folder, run.name);
  const previous = latestRun(history.folder);
  let exit: ExitCode;
  try {
    exit = await plan({ ...options, out: folder, earlier: earlierFolder(history.folder, run) });
  } finally {
    removeIfEmpty(folder);
  }
  announce(await concludeOrSay(history, run, previous, exit), options.output);
  return exit;
};
