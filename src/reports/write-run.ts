/**
 * The edge that puts the reports of a study on disk, a handful of files of moderate size. Every file grows under a temporary name beside its place and gets its own name only
 * when the whole run is written and on the disk, so that a reader never sees half a file.
 */
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** Large enough that a write costs little, small enough that ten open files cost little memory. */
const BUFFERED_CHARACTERS = 256 * 1024;

const PARTIAL = '.partial';

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
  const folders = new Folders(folder);
  return {
    append: async (file, text) => {
      const target = files.get(file) ?? (await openFile(await folders.pathOf(file), file, files));
      target.pending.push(text);
      target.pendingCharacters += text.length;
      if (target.pendingCharacters >= BUFFERED_CHARACTERS) await flush(target);
    },
    commit: async () => {
      // Together: each waits for the disk, which takes them all in one go.
      await Promise.all([...files.values()].map(finish));
      for (const target of files.values()) await rename(target.temporary, target.path);
      for (const each of folders.used) await syncFolder(each);
      files.clear();
    },
    abort: async () => {
      for (const target of files.values()) {
        await target.handle.close();
        await rm(target.temporary, { force: true });
      }
      await folders.removeMade();
      files.clear();
    },
  };
};

/** The folders of a run, each made once, where it is missing. */
class Folders {
  readonly used: Set<string>;
  readonly #root: string;
  readonly #made: string[] = [];

  constructor(root: string) {
    this.#root = root;
    this.used = new Set([root]);
  }

  async pathOf(file: string): Promise<string> {
    const path = join(this.#root, file);
    let missing = dirname(path);
    if (!this.used.has(missing)) {
      const first = await mkdir(missing, { recursive: true });
      this.used.add(missing);
      for (; first !== undefined && missing.length >= first.length; missing = dirname(missing)) this.#made.push(missing);
    }
    return path;
  }

  /** Folders that this run made and that hold nothing, the deepest first. */
  async removeMade(): Promise<void> {
    for (const made of this.#made.sort((a, b) => b.length - a.length)) {
      if (existsSync(made) && (await readdir(made)).length === 0) await rm(made, { recursive: true });
    }
  }
}

const openFile = async (path: string, file: string, files: Map<string, OpenFile>): Promise<OpenFile> => {
  const temporary = `${path}${PARTIAL}`;
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
