/** The runs of a history, and which of them is the latest. */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareRuns, parseRunName, type RunName } from '../reports/history-name.ts';
import { isSummary } from '../reports/run-files.ts';
import { journalPath } from '../reports/run-store.ts';

/** A link to the newest whole run. */
export const LATEST = 'latest';
/** Where links are not to be had: a file with the name of the newest whole run. */
export const LATEST_FILE = 'latest.txt';

const SUMMARY_CHARACTERS = 100;

const startOf = (path: string): string => {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(SUMMARY_CHARACTERS);
  const length = readSync(file, bytes);
  closeSync(file);
  return bytes.toString('utf8', 0, length);
};

/** A run has its summary.json only when it is whole. */
const isWhole = (folder: string): boolean => {
  const summary = join(folder, 'summary.json');
  return lstatSync(summary, { throwIfNoEntry: false })?.isFile() === true && isSummary(startOf(summary));
};

/** Whole runs that converge wrote, oldest first: folders, not links to some, with a name of ours and a summary of ours. */
export const listRuns = (history: string): readonly RunName[] =>
  readdirSync(history, { withFileTypes: true })
    .flatMap((entry) => {
      const run = entry.isDirectory() ? parseRunName(entry.name) : null;
      return run !== null && isWhole(join(history, entry.name)) ? [run] : [];
    })
    .sort(compareRuns);

/** The newest run of an inventory that was stopped and can go on; null where there is none. */
export const stoppedRun = (history: string, inventory: string): RunName | null =>
  readdirSync(history, { withFileTypes: true })
    .flatMap((entry) => {
      const run = entry.isDirectory() ? parseRunName(entry.name) : null;
      const folder = join(history, entry.name);
      return run !== null && run.inventory === inventory && !isWhole(folder) && existsSync(journalPath(folder)) ? [run] : [];
    })
    .sort(compareRuns)
    .at(-1) ?? null;

const nameInFile = (history: string): string | null => {
  const path = join(history, LATEST_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
};

const nameInLink = (history: string): string | null => {
  const path = join(history, LATEST);
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? basename(readlinkSync(path)) : null;
};

/** The run that `latest` names; null where there is none, or where it names nothing of ours. */
export const latestRun = (history: string): RunName | null => {
  const name = nameInLink(history) ?? nameInFile(history);
  const run = name === null ? null : parseRunName(name);
  return run !== null && existsSync(join(history, run.name)) ? run : null;
};

/** The newest whole run of the same inventory that began before `run`; null where there is none. */
export const runBefore = (history: string, run: RunName): RunName | null =>
  listRuns(history).findLast((other) => other.inventory === run.inventory && compareRuns(other, run) < 0) ?? null;
