/** The folder that a report's name on the command line means. */
import { existsSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LATEST, latestRun, runBefore } from './history-runs.ts';
import { UsageError } from './usage-error.ts';

const PREVIOUS = 'previous';

/**
 * Of HISTORY/latest the run that it stands for, link or file, and of HISTORY/previous, which nothing stands for, the run
 * before that. Any other name, and one that a folder bears, is that folder.
 * @throws UsageError where there is no run before the latest
 */
export const resolveReport = (path: string): string => {
  const word = basename(path);
  const history = dirname(path);
  if ((word !== LATEST && word !== PREVIOUS) || !existsSync(history)) return path;
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  const latest = latestRun(history);
  if (latest === null) return path;
  if (word === LATEST) return join(history, latest.name);
  const before = runBefore(history, latest);
  if (before === null) throw new UsageError(`${history} holds no run before ${latest.name}.`, 'There is one after the next run.');
  return join(history, before.name);
};
