/**
 * The edge that puts a run on disk. Every file grows under a temporary name beside its place and gets its own name only
 * when the whole run is written and on the disk, so that a reader never sees half a file.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Large enough that a write costs little, small enough that ten open files cost little memory. */
const BUFFERED_CHARACTERS = 256 * 1024;

interface OpenFile {
  readonly path: string;
  readonly temporary: string;
  readonly handle: FileHandle;
  pending: string[];
  pendingCharacters: number;
}

export interface RunWriter {
  /** Adds text to the end of a file of the run; a file begins with its first call. One call at a time: await it. */
  readonly append: (file: string, text: string) => Promise<void>;
  /** Makes every file durable, then visible under its name. The writer is done afterwards. */
  readonly commit: () => Promise<void>;
  /** Removes what was written so far; files of an earlier run stay as they are. */
  readonly abort: () => Promise<void>;
}

/**
 * Opens the folder of a run, creating it where it is missing. File names may hold folders, with `/` between.
 * @throws what the file system throws: no rights, no room.
 */
export const openRun = async (folder: string): Promise<RunWriter> => {
  await mkdir(folder, { recursive: true });
  const files = new Map<string, OpenFile>();
  return {
    append: async (file, text) => {
      const target = files.get(file) ?? (await openFile(folder, file, files));
      target.pending.push(text);
      target.pendingCharacters += text.length;
      if (target.pendingCharacters >= BUFFERED_CHARACTERS) await flush(target);
    },
    commit: async () => {
      for (const target of files.values()) await finish(target);
      for (const target of files.values()) await rename(target.temporary, target.path);
      const folders = new Set([folder, ...[...files.values()].map(({ path }) => dirname(path))]);
      for (const each of folders) await syncFolder(each);
      files.clear();
    },
    abort: async () => {
      for (const target of files.values()) {
        await target.handle.close();
        await rm(target.temporary, { force: true });
      }
      files.clear();
    },
  };
};

const openFile = async (folder: string, file: string, files: Map<string, OpenFile>): Promise<OpenFile> => {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.partial`;
  const handle = await open(temporary, 'w');
  const opened: OpenFile = { path, temporary, handle, pending: [], pendingCharacters: 0 };
  files.set(file, opened);
  return opened;
};

const flush = async (target: OpenFile): Promise<void> => {
  const text = target.pending.join('');
  target.pending = [];
  target.pendingCharacters = 0;
  if (text !== '') await target.handle.writeFile(text);
};

const finish = async (target: OpenFile): Promise<void> => {
  await flush(target);
  await target.handle.sync();
  await target.handle.close();
};

/** A rename is durable once its folder is. Windows cannot open a folder for that, and does not need it. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};
