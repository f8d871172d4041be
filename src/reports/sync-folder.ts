/** Makes the names in a folder, or the files below it, durable. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A rename is durable once its folder is. Windows cannot open a folder for that, and does not need it. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};

/** Makes every file below a folder durable, and then their names. @param except names of folders that are left out */
export const syncFiles = async (folder: string, except: ReadonlySet<string>): Promise<void> => {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !except.has(entry.name)) await syncFiles(path, except);
    if (entry.isFile()) await syncFile(path);
  }
  await syncFolder(folder);
};

const syncFile = async (path: string): Promise<void> => {
  // Windows makes nothing durable through a file that is open to be read; elsewhere it may be one that nobody may write.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  await handle.sync();
  await handle.close();
};
