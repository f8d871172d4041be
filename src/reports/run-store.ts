/**
 * The files of a run while it grows, and the moment at which they become a report. Everything grows out of sight, below
 * `.converge` in the folder of the report, a chunk of hosts at a time; a journal says after each chunk how far every file
 * is, so that a run that was killed goes on from there. Readers of the report see the earlier one until the new one is whole.
 */
import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Copier, DIRECT_COPIER } from './copier.ts';
import { type Growth, GrowingFile, writeAll } from './growing-file.ts';
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
  /** How many problems of the inventory the run told of, those that cost nothing among them. */
  readonly problems: number;
}

/** `staged`: the folder of the report is itself a part of something that gets to its place as a whole, so that nobody resumes the
 * run, and whoever puts that in its place makes the files durable. */
export type Durability = 'durable' | 'staged';

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
  readonly #files: Map<string, GrowingFile>;
  readonly #journal: number;
  readonly #isDurable: boolean;
  readonly #copier: Copier;
  #journalEnd: number;
  /** Chunks whose bytes are still being copied; the journal says nothing of them and what follows. */
  #copying = 0;
  #journaled: Promise<void> = Promise.resolve();
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
    copier: Copier = DIRECT_COPIER,
  ) {
    this.#folder = folder;
    this.#isDurable = durability === 'durable';
    this.#copier = copier;
    this.#staging = join(folder, PRIVATE, STAGING);
    if (resumed === null) rmSync(this.#staging, { recursive: true, force: true });
    mkdirSync(this.#staging, { recursive: true });
    this.scripts = new ScriptStage(folder, scriptStagePath(folder), join(folder, PRIVATE, 'previous'));
    const sizeOf = (index: number): number | null => (resumed === null ? null : (resumed.mark.ends[index] ?? 0));
    const open = (name: string, index: number) => new GrowingFile(join(this.#staging, name), name, sizeOf(index), this.#isDurable);
    this.#files = new Map(files.map((name, index) => [name, open(name, index)]));
    this.#journal = openSync(join(this.#staging, JOURNAL), resumed === null ? 'w' : 'r+');
    if (resumed !== null) ftruncateSync(this.#journal, resumed.journalBytes);
    this.#journalEnd = resumed?.journalBytes ?? 0;
  }

  append(file: string, bytes: Uint8Array): void {
    this.#growing(file).append(bytes);
  }

  /** Appends bytes of another file, which stays open until the run has ended. */
  copy(file: string, from: number, at: number, length: number): void {
    this.#growing(file).copy(from, at, length);
  }

  /**
   * Ends a chunk: writes what was appended, and adds a line to the journal once all of it is in the files, copies too.
   * @returns how far every file is then
   */
  endChunk(lineOf: (mark: Mark) => string): readonly number[] {
    const growths = this.#grow();
    const ends = growths.map(({ end }) => end);
    const known = growths.flatMap(({ check }) => (typeof check === 'number' ? [check] : []));
    if (this.#copying === 0 && growths.every(({ extents }) => extents.length === 0)) this.record(lineOf({ ends, checks: known }));
    else this.#recordLater(growths, (checks) => lineOf({ ends, checks }));
    return ends;
  }

  #grow(): readonly Growth[] {
    if (this.#failure !== null) throw this.#failure;
    return [...this.#files.values()].map((file) => {
      const growth = file.grow();
      this.#syncNowAndThen(file);
      return growth;
    });
  }

  /** Lines of the journal keep their order, and none follows one that was never written. */
  #recordLater(growths: readonly Growth[], lineOf: (checks: readonly number[]) => string): void {
    const ranges = growths.flatMap(({ check }) => (typeof check === 'number' ? [] : [check]));
    const copied = this.#copier.copy({ extents: growths.flatMap(({ extents }) => extents), ranges });
    const before = this.#journaled;
    this.#copying += 1;
    const record = async (): Promise<void> => {
      const read = [...(await copied)];
      await before;
      if (this.#failure === null)
        this.record(lineOf(growths.map(({ check }) => (typeof check === 'number' ? check : (read.shift() ?? 0)))));
      this.#copying -= 1;
    };
    this.#journaled = record().then(undefined, (reason: unknown) => {
      this.#failure ??= reason instanceof Error ? reason : new Error(String(reason));
    });
  }

  /** Adds a line to the journal, whole or, where the process dies, in part: such a line is dropped by whoever reads it. */
  record(line: string): void {
    const bytes = Buffer.from(line);
    writeAll(this.#journal, [bytes], this.#journalEnd);
    this.#journalEnd += bytes.length;
  }

  /** Writes what was appended behind the last chunk. */
  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  /** All that was appended is in the files, copies too. */
  async #settle(): Promise<void> {
    const extents = this.#grow().flatMap((growth) => growth.extents);
    if (extents.length > 0) await this.#copier.copy({ extents, ranges: [] });
    await this.#journaled;
    if (this.#failure !== null) throw this.#failure;
  }

  /** Puts the bytes of files into another order: pairs of place and length, in the order wanted. */
  async reorder(extentsOf: (name: string) => Float64Array): Promise<void> {
    await this.#settle();
    for (const old of this.#files.values()) {
      const { name } = old;
      const path = join(this.#staging, `${name}.ordered`);
      const target = new GrowingFile(path, name, null, false);
      writeInOrder(target, old.file, extentsOf(name));
      closeSync(old.file);
      renameSync(path, join(this.#staging, name));
      this.#files.set(name, target);
    }
  }

  /** Bytes of a file of the run that were at hand when the last chunk ended. */
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

  /**
   * Makes every file durable, then visible under its name. The store is done afterwards.
   * @param problems of the inventory that the run told of
   */
  async commit(problems: number): Promise<void> {
    await this.#settle();
    const files = [...this.#files.values()];
    if (this.#isDurable) await Promise.all([...files.map(({ file }) => syncOpen(file)), syncOpen(this.#journal)]);
    const states = [
      ...files.map(({ name, file }) => [name, stateOf(fstatSync(file))] as const),
      ...this.#placed.map((name) => [name, stateOf(statSync(join(this.#staging, name)))] as const),
    ];
    await this.#close();
    if (this.#isDurable) await Promise.all(this.#placed.map((name) => syncFile(join(this.#staging, name))));
    rmSync(join(this.#folder, PRIVATE, STATE), { force: true });
    const scripts = await this.scripts.commit();
    for (const name of [...this.#files.keys(), ...this.#placed]) renameSync(join(this.#staging, name), placeOf(this.#folder, name));
    renameSync(join(this.#staging, JOURNAL), indexPath(this.#folder));
    const state: ReportState = { files: Object.fromEntries(states), scripts, problems };
    writeFileSync(join(this.#folder, PRIVATE, STATE), JSON.stringify(state));
    rmSync(this.#staging, { recursive: true, force: true });
    if (this.#isDurable) await syncFolder(this.#folder);
  }

  /** Stops here. @param keep leave what there is for a run that goes on from it; else everything goes, and nothing has changed */
  async abandon(keep: boolean): Promise<void> {
    // Whoever copies into a file that is closed may write into one that was opened since.
    await this.#copier.idle();
    await this.#journaled;
    await this.#close();
    if (!keep) rmSync(this.#staging, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#files.values()].map(({ file }) => closeOpen(file)));
    await closeOpen(this.#journal);
  }

  #growing(name: string): GrowingFile {
    const file = this.#files.get(name);
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

const stateOf = ({ size, mtimeMs }: Stats): FileStates[string] => ({ size, modified: mtimeMs });

const closeOpen = promisify(close);
const syncOpen = promisify(fsync);

const writeInOrder = (target: GrowingFile, from: number, extents: Float64Array): void => {
  for (let at = 0, waiting = 0; at < extents.length; at += 2) {
    const buffer = Buffer.allocUnsafe(extents[at + 1] ?? 0);
    readSync(from, buffer, 0, buffer.length, extents[at] ?? 0);
    target.append(buffer);
    waiting += buffer.length;
    if (waiting < REORDER_BYTES) continue;
    target.flush();
    waiting = 0;
  }
  target.flush();
};

const syncFile = async (path: string): Promise<void> => {
  const file = openSync(path, 'r+');
  await syncOpen(file);
  closeSync(file);
};
