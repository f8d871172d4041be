/** The folder that a report's name on the command line means. */
import { existsSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LATEST, latestRun, runBefore } from './history-runs.ts';

const PREVIOUS = 'previous';

/**
 * Of HISTORY/latest the run that it stands for, link or file, and of HISTORY/previous, which nothing stands for, the run
 * before that. Any other name, and one that a folder bears, is that folder.
 */
export const resolveReport = (path: string): string => {
  const word = basename(path);
  const history = dirname(path);
  if ((word !== LATEST && word !== PREVIOUS) || !existsSync(history)) return path;
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  const latest = latestRun(history);
  const run = latest === null || word === LATEST ? latest : runBefore(history, latest);
  return run === null ? path : join(history, run.name);
};
