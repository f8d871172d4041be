/**
 * The files of a run while it grows, and the moment at which they become a report. Everything grows out of sight, below
 * `.converge` in the folder of the report, a chunk of hosts at a time; a journal says after each chunk how far every file
 * is, so that a run that was killed goes on from there. Readers of the report see the earlier one until the new one is whole.
 */
import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ScriptStage } from './script-stage.ts';
import type { ScriptStates } from './script-states.ts';
import { syncFolder } from './sync-folder.ts';

/** Where a run keeps what nobody should read, in the folder of its report. */
export const PRIVATE = '.converge';
export const STAGING = 'run';
const JOURNAL = 'journal.jsonl';
const INDEX = 'index.jsonl';
export const STATE = 'state.json';

/** How far every file is, and a checksum of what the last chunk added, in the order of the store's files. */
export interface Mark {
  readonly ends: readonly number[];
  readonly checks: readonly number[];
}

/** What the files of a report were when its run ended: one that was opened and saved since is another file. */
export type FileStates = Readonly<Record<string, { readonly size: number; readonly modified: number }>>;

/** What is known of a report when its run has ended. */
export interface ReportState {
  readonly files: FileStates;
  readonly scripts: ScriptStates;
}

interface GrowingFile {
  readonly name: string;
  file: number;
  size: number;
  check: number;
  pending: Uint8Array[];
  unsynced: number;
}

/** `staged`: the folder of the report is itself a part of something that gets to its place as a whole, so that nobody resumes the
 * run, and whoever puts that in its place makes the files durable. */
export type Durability = 'durable' | 'staged';

/** Small enough that what was read is still in the cache when it is written. */
const COPY_BYTES = 1 << 18;
const REORDER_BYTES = 1 << 20;
/** Bytes after which a file is made durable while the run goes on, so that the end need not wait for all of it. */
const SYNC_BYTES = 64 << 20;

export const journalPath = (folder: string): string => join(folder, PRIVATE, STAGING, JOURNAL);
export const indexPath = (folder: string): string => join(folder, PRIVATE, INDEX);
export const scriptStagePath = (folder: string): string => join(folder, PRIVATE, STAGING, 'apply');

/** Where a file of a run stands once it has ended. */
export const placeOf = (folder: string, name: string): string => join(folder, name.startsWith('.') ? PRIVATE : '', name);

export class RunStore {
  readonly scripts: ScriptStage;
  readonly #folder: string;
  readonly #staging: string;
  readonly #files: readonly GrowingFile[];
  readonly #byName: ReadonlyMap<string, GrowingFile>;
  readonly #journal: number;
  readonly #isDurable: boolean;
  readonly #copied = Buffer.allocUnsafeSlow(COPY_BYTES);
  #failure: Error | null = null;

  /**
   * @param files names of the files that grow with the hosts; one that begins with a dot stays out of sight when the run has ended
   * @param resumed what the journal of an earlier run says; null: begin anew
   * @throws what the file system throws: no rights, no room
   */
  constructor(
    folder: string,
    files: readonly string[],
    resumed: { readonly mark: Mark; readonly journalBytes: number } | null,
    durability: Durability = 'durable',
  ) {
    this.#folder = folder;
    this.#isDurable = durability === 'durable';
    this.#staging = join(folder, PRIVATE, STAGING);
    if (resumed === null) rmSync(this.#staging, { recursive: true, force: true });
    mkdirSync(this.#staging, { recursive: true });
    this.scripts = new ScriptStage(folder, scriptStagePath(folder), join(folder, PRIVATE, 'previous'));
    this.#files = files.map((name, index) => openGrowing(join(this.#staging, name), name, resumed?.mark.ends[index] ?? 0));
    this.#byName = new Map(this.#files.map((file) => [file.name, file]));
    this.#journal = openSync(join(this.#staging, JOURNAL), resumed === null ? 'w' : 'r+');
    if (resumed !== null) ftruncateSync(this.#journal, resumed.journalBytes);
    this.#journalEnd = resumed?.journalBytes ?? 0;
  }

  #journalEnd: number;

  append(file: string, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#growing(file).pending.push(bytes);
  }

  /** Appends bytes of another file. */
  copy(file: string, from: number, at: number, length: number): void {
    const target = this.#growing(file);
    flush(target, this.#isDurable);
    for (let done = 0; done < length; ) {
      const read = readSync(from, this.#copied, 0, Math.min(COPY_BYTES, length - done), at + done);
      if (read === 0) throw new Error(`${file} of the earlier run ended early.`);
      target.pending.push(this.#copied.subarray(0, read));
      flush(target, this.#isDurable);
      done += read;
    }
  }

  /** Writes what was appended. The journal line that says so is the caller's next call. */
  mark(): Mark {
    if (this.#failure !== null) throw this.#failure;
    for (const file of this.#files) {
      flush(file, this.#isDurable);
      this.#syncNowAndThen(file);
    }
    const mark = { ends: this.#files.map(({ size }) => size), checks: this.#files.map(({ check }) => check) };
    for (const file of this.#files) file.check = 0;
    return mark;
  }

  /** Adds a line to the journal, whole or, where the process dies, in part: such a line is dropped by whoever reads it. */
  record(line: string): void {
    const bytes = Buffer.from(line);
    writeAll(this.#journal, [bytes], this.#journalEnd);
    this.#journalEnd += bytes.length;
  }

  /** Puts the bytes of a file into another order: pairs of place and length, in the order wanted. */
  reorder(name: string, extents: Float64Array): void {
    const old = this.#growing(name);
    flush(old, this.#isDurable);
    const path = join(this.#staging, `${name}.ordered`);
    const file = openSync(path, 'w+');
    const from = openSync(join(this.#staging, name), 'r');
    const target: GrowingFile = { name, file, size: 0, check: 0, pending: [], unsynced: 0 };
    for (let at = 0; at < extents.length; at += 2) copyInto(target, from, extents[at] ?? 0, extents[at + 1] ?? 0);
    flush(target, false);
    closeSync(from);
    closeSync(old.file);
    renameSync(path, join(this.#staging, name));
    old.file = file;
    old.size = target.size;
  }

  /** Bytes of a file of the run that were written before the last mark. */
  read(name: string, at: number, length: number): Buffer {
    const { file } = this.#growing(name);
    const bytes = Buffer.allocUnsafe(length);
    readSync(file, bytes, 0, length, at);
    return bytes;
  }

  /** Writes a small file of the report as a whole. */
  place(name: string, text: string): void {
    writeFileSync(join(this.#staging, name), text);
    this.#placed.push(name);
  }

  readonly #placed: string[] = [];

  /** Makes every file durable, then visible under its name. The store is done afterwards. */
  async commit(): Promise<void> {
    this.mark();
    if (this.#isDurable) for (const { file } of this.#files) fsyncSync(file);
    if (this.#isDurable) fsyncSync(this.#journal);
    const states: Record<string, { size: number; modified: number }> = {};
    for (const { name, file } of this.#files) {
      const { size, mtimeMs } = fstatSync(file);
      states[name] = { size, modified: mtimeMs };
    }
    this.#close();
    if (this.#isDurable) for (const name of this.#placed) syncFile(join(this.#staging, name));
    rmSync(join(this.#folder, PRIVATE, STATE), { force: true });
    const scripts = await this.scripts.commit();
    for (const name of [...this.#files.map((file) => file.name), ...this.#placed]) {
      renameSync(join(this.#staging, name), placeOf(this.#folder, name));
    }
    renameSync(join(this.#staging, JOURNAL), indexPath(this.#folder));
    const state: ReportState = { files: states, scripts };
    writeFileSync(join(this.#folder, PRIVATE, STATE), JSON.stringify(state));
    rmSync(this.#staging, { recursive: true, force: true });
    if (this.#isDurable) await syncFolder(this.#folder);
  }

  /** Stops here. @param keep leave what there is for a run that goes on from it; else everything goes, and nothing has changed */
  abandon(keep: boolean): void {
    this.#close();
    if (!keep) rmSync(this.#staging, { recursive: true, force: true });
  }

  #close(): void {
    for (const { file } of this.#files) closeSync(file);
    closeSync(this.#journal);
  }

  #growing(name: string): GrowingFile {
    const file = this.#byName.get(name);
    if (file === undefined) throw new Error(`The run has no file ${name}.`);
    return file;
  }

  #syncNowAndThen(file: GrowingFile): void {
    if (!this.#isDurable || file.unsynced < SYNC_BYTES) return;
    file.unsynced = 0;
    fdatasync(file.file, (error) => {
      // A store that was closed meanwhile has made the file durable itself.
      if (error !== null && error.code !== 'EBADF') this.#failure ??= error;
    });
  }
}

/** Of a run that nobody resumes no checksums are needed. */
const openGrowing = (path: string, name: string, size: number): GrowingFile => {
  const file = openSync(path, size === 0 ? 'w+' : 'r+');
  ftruncateSync(file, size);
  return { name, file, size, check: 0, pending: [], unsynced: 0 };
};

const copyInto = (target: GrowingFile, from: number, at: number, length: number): void => {
  const buffer = Buffer.allocUnsafe(length);
  readSync(from, buffer, 0, length, at);
  target.pending.push(buffer);
  target.unsynced += length;
  if (target.unsynced > REORDER_BYTES) {
    flush(target, false);
    target.unsynced = 0;
  }
};

/** Checksums are of use to whoever resumes the run. */
const flush = (target: GrowingFile, isChecked: boolean): void => {
  if (target.pending.length === 0) return;
  const { pending } = target;
  target.pending = [];
  for (const bytes of pending) {
    if (isChecked) target.check = crc32(bytes, target.check);
    target.unsynced += bytes.length;
  }
  target.size += writeAll(target.file, pending, target.size);
};

/** The kernel takes 1,024 buffers at a time. */
const MOST_BUFFERS = 1024;

const writeAll = (file: number, buffers: readonly Uint8Array[], at: number): number => {
  let done = 0;
  for (let first = 0; first < buffers.length; first += MOST_BUFFERS) {
    let rest = buffers.slice(first, first + MOST_BUFFERS);
    while (rest.length > 0) {
      const written = writevSync(file, rest, at + done);
      done += written;
      rest = behind(rest, written);
    }
  }
  return done;
};

const behind = (buffers: readonly Uint8Array[], written: number): Uint8Array[] => {
  let left = written;
  return buffers.flatMap((bytes) => {
    const taken = Math.min(left, bytes.length);
    left -= taken;
    return taken === bytes.length ? [] : [bytes.subarray(taken)];
  });
};

const syncFile = (path: string): void => {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
};
