/**
 * The edge that puts a run on disk. Every file grows under a temporary name beside its place and gets its own name only
 * when the whole run is written and on the disk, so that a reader never sees half a file.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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
  /**
   * Writes a small file as a whole, and keeps nothing of it in memory but its name. Its folder is made durable on commit,
   * but not each file: thousands of them would wait for the disk longer than they took to work out.
   */
  readonly place: (file: string, pieces: readonly Uint8Array[]) => Promise<void>;
  /**
   * On commit, files of an earlier run below this folder that end so and that this run did not write are removed, so that
   * what stands there is of one run.
   */
  readonly replaceAll: (below: string, ending: string) => void;
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
  const placed = new Set<string>();
  const replaced: { readonly below: string; readonly ending: string }[] = [];
  const folders = new Folders(folder);
  return {
    append: async (file, text) => {
      const target = files.get(file) ?? (await openFile(await folders.pathOf(file), file, files));
      target.pending.push(text);
      target.pendingCharacters += text.length;
      if (target.pendingCharacters >= BUFFERED_CHARACTERS) await flush(target);
    },
    place: async (file, pieces) => {
      const path = await folders.pathOf(file);
      placed.add(path);
      // At once: for a few kilobytes, handing the call to another thread costs more than the call.
      writeFileSync(`${path}${PARTIAL}`, Buffer.concat(pieces));
    },
    replaceAll: (below, ending) => replaced.push({ below: join(folder, below), ending }),
    commit: async () => {
      for (const target of files.values()) await finish(target);
      for (const target of files.values()) await rename(target.temporary, target.path);
      for (const path of placed) renameSync(`${path}${PARTIAL}`, path);
      for (const { below, ending } of replaced) await removeOthers(below, ending, placed);
      for (const each of folders.used) await syncFolder(each);
      files.clear();
      placed.clear();
    },
    abort: async () => {
      for (const target of files.values()) {
        await target.handle.close();
        await rm(target.temporary, { force: true });
      }
      for (const path of placed) await rm(`${path}${PARTIAL}`, { force: true });
      await folders.removeMade();
      files.clear();
      placed.clear();
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

/** One level of folders below, which is where runs put their files. */
const removeOthers = async (below: string, ending: string, kept: ReadonlySet<string>): Promise<void> => {
  if (!existsSync(below)) return;
  for (const group of await readdir(below, { withFileTypes: true })) {
    if (!group.isDirectory()) continue;
    const inside = join(below, group.name);
    for (const name of await readdir(inside)) {
      const path = join(inside, name);
      if (name.endsWith(ending) && !kept.has(path)) await rm(path);
    }
    if ((await readdir(inside)).length === 0) await rm(inside, { recursive: true });
  }
};

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

/** A rename is durable once its folder is. Windows cannot open a folder for that, and does not need it. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};
