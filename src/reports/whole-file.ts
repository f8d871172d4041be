/** One file that grows under a temporary name and gets its own only when it is whole and on the disk. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

const BUFFERED_CHARACTERS = 256 * 1024;

export interface WholeFile {
  /** One call at a time: await it. */
  readonly append: (text: string) => Promise<void>;
  /** Makes the file durable, then visible, in one step. */
  readonly commit: () => Promise<void>;
  /** Leaves what stood there before as it is. */
  readonly abort: () => Promise<void>;
}

/** @throws what the file system throws */
export const openWholeFile = async (path: string): Promise<WholeFile> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.partial`;
  const handle = await open(temporary, 'w');
  let pending: string[] = [];
  let characters = 0;
  const flush = async (file: FileHandle): Promise<void> => {
    const text = pending.join('');
    pending = [];
    characters = 0;
    if (text !== '') await file.writeFile(text);
  };
  return {
    append: async (text) => {
      pending.push(text);
      characters += text.length;
      if (characters >= BUFFERED_CHARACTERS) await flush(handle);
    },
    commit: async () => {
      await flush(handle);
      await handle.sync();
      await handle.close();
      await rename(temporary, path);
      await syncFolder(dirname(path));
    },
    abort: async () => {
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
};
