/** The folder that a report's name on the command line means. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LATEST, latestRun, runBefore } from './history-runs.ts';

const PREVIOUS = 'previous';

/**
 * HISTORY/latest where links are not to be had, and HISTORY/previous, which no link stands for: the run before the latest.
 * Any other name, and one that a folder bears, is that folder.
 */
export const resolveReport = (path: string): string => {
  const word = basename(path);
  const history = dirname(path);
  if (existsSync(path) || (word !== LATEST && word !== PREVIOUS) || !existsSync(history)) return path;
  const latest = latestRun(history);
  const run = latest === null || word === LATEST ? latest : runBefore(history, latest);
  return run === null ? path : join(history, run.name);
};
