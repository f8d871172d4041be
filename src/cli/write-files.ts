/** A few finished files, put on disk together or not at all. */
import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { openRun } from '../reports/write-run.ts';

/** @throws what the file system throws; then the folder is as it was */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const existed = existsSync(folder);
  const run = await openRun(folder);
  let written = false;
  try {
    for (const [file, text] of Object.entries(files)) await run.append(file, text);
    await run.commit();
    written = true;
  } finally {
    if (!written) {
      await run.abort();
      if (!existed && (await readdir(folder)).length === 0) await rmdir(folder);
    }
  }
};
