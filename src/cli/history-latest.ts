/** Points a history's `latest` at a run, in one step: a reader finds the run before or this one, never neither. */
import { existsSync, lstatSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openWholeFile } from '../reports/whole-file.ts';
import { syncFolder } from '../reports/sync-folder.ts';
import { LATEST, LATEST_FILE } from './history-runs.ts';
import { UsageError } from './usage-error.ts';

export type LatestKind = 'link' | 'file';

/** @throws UsageError where something stands in the place of `latest` that converge did not put there */
export const checkLatest = (history: string): void => {
  const path = join(history, LATEST);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isSymbolicLink()) {
    throw new UsageError(`${path} is no link.`, 'Name another folder for the history, or move it away.');
  }
};

/** What a file system without links, or a user who may make none, answers. */
const NO_LINKS = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/** Makes the link under a name of its own and renames it over the old one. False where links are not to be had. */
const link = (history: string, run: string, temporary: string): boolean => {
  try {
    rmSync(temporary, { force: true });
    symlinkSync(run, temporary, 'dir');
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  try {
    renameSync(temporary, join(history, LATEST));
  } finally {
    rmSync(temporary, { force: true });
  }
  return true;
};

/**
 * Windows lets few users make links, and nobody replace one to a folder in one step, so there a file holds the name.
 * @param platform as in process.platform
 * @throws what the file system throws
 */
export const pointLatest = async (history: string, run: string, platform: NodeJS.Platform): Promise<LatestKind> => {
  if (platform !== 'win32' && link(history, run, join(history, `.${LATEST}.${process.pid}`))) {
    // A file of a time without links would say otherwise.
    if (existsSync(join(history, LATEST_FILE))) rmSync(join(history, LATEST_FILE));
    await syncFolder(history);
    return 'link';
  }
  const file = await openWholeFile(join(history, LATEST_FILE));
  await file.append(`${run}\n`);
  await file.commit();
  return 'file';
};
