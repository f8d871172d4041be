/** Removes old runs of a history: whole runs of ours and nothing else. */
import { type Dirent, existsSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunName, type Retention, type RunName, runsToRemove } from '../reports/history-name.ts';
import { isRunFile, isRunFolder } from '../reports/run-files.ts';
import { listRuns } from './history-runs.ts';

/** A run on its way out bears this ending, so that nobody opens half of it, and the next run can finish what was cut short. */
const REMOVING = '.removing';

export interface Removal {
  readonly removed: readonly string[];
  /** Runs that stay because of a file that converge did not write, such as the record of a script. */
  readonly kept: readonly { readonly run: string; readonly file: string }[];
}

/** Every entry below a folder, the contents of a folder before it. Links are entries, never followed. */
function* entriesBelow(folder: string, below: string): Generator<{ readonly path: string; readonly entry: Dirent }, void, undefined> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* entriesBelow(folder, path);
    yield { path, entry };
  }
}

/** The first entry that a run of ours does not have; null: there is none. */
const foreignEntry = (folder: string): string | null => {
  for (const { path, entry } of entriesBelow(folder, '')) {
    if (!(entry.isDirectory() ? isRunFolder(path) : entry.isFile() && isRunFile(path))) return path;
  }
  return null;
};

/** One by one, so that what somebody puts there meanwhile makes the removal fail instead of going with it. */
const removeRun = (folder: string): void => {
  for (const { path, entry } of entriesBelow(folder, '')) {
    if (entry.isDirectory()) rmdirSync(join(folder, path));
    else if (isRunFile(path)) unlinkSync(join(folder, path));
  }
  rmdirSync(folder);
};

const runOnItsWay = (name: string): RunName | null => (name.endsWith(REMOVING) ? parseRunName(name.slice(0, -REMOVING.length)) : null);

/** Folders that an earlier removal was killed over. */
const finishRemovals = (history: string): void => {
  for (const entry of readdirSync(history, { withFileTypes: true })) {
    const folder = join(history, entry.name);
    if (entry.isDirectory() && runOnItsWay(entry.name) !== null && foreignEntry(folder) === null) removeRun(folder);
  }
};

/**
 * Applies the rules to the runs of the inventory of `latest`, which itself stays.
 * @throws what the file system throws
 */
export const retain = (history: string, rules: Retention, latest: RunName, now: Date): Removal => {
  finishRemovals(history);
  const runs = listRuns(history).filter(({ inventory }) => inventory === latest.inventory);
  const removed: string[] = [];
  const kept: { run: string; file: string }[] = [];
  for (const { name } of runsToRemove(runs, rules, latest.name, now)) {
    const folder = join(history, name);
    const file = foreignEntry(folder);
    if (file !== null) {
      kept.push({ run: name, file });
      continue;
    }
    const onItsWay = `${folder}${REMOVING}`;
    if (existsSync(onItsWay)) continue;
    renameSync(folder, onItsWay);
    removeRun(onItsWay);
    removed.push(name);
  }
  return { removed, kept };
};
