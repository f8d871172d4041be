/** One run a folder: two that write the same report would mix it. The lock says who holds it, so that a stale one is seen. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PRIVATE } from '../reports/run-store.ts';
import { UsageError } from './usage-error.ts';

const LOCK = 'lock';
const BEAT_MS = 10_000;
/** A holder that has not touched its lock for so long is gone, wherever it ran. */
const STALE_MS = 120_000;

interface Holder {
  readonly pid: number;
  readonly machine: string;
}

export interface RunLock {
  /** Folders that were made for the lock and are still empty go with it. */
  readonly release: () => void;
}

/** @throws UsageError where another run holds the folder */
export const lockFolder = (folder: string): RunLock => {
  const existed = existsSync(folder);
  mkdirSync(join(folder, PRIVATE), { recursive: true });
  const path = join(folder, PRIVATE, LOCK);
  if (existsSync(path) && isStale(path)) rmSync(path, { force: true });
  const file = openNew(path);
  if (file === null) throw heldBy(path, folder);
  writeSync(file, JSON.stringify({ pid: process.pid, machine: hostname() } satisfies Holder));
  closeSync(file);
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      rmSync(path, { force: true });
      removeEmpty(join(folder, PRIVATE));
      if (!existed) removeEmpty(folder);
    },
  };
};

const removeEmpty = (folder: string): void => {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
};

/** null: somebody was quicker. */
const openNew = (path: string): number | null => {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
};

const readHolder = (path: string): Holder | null => {
  const text = readFileSync(path, 'utf8');
  const match = /"pid":(\d+),"machine":"([^"]*)"/.exec(text);
  return match === null ? null : { pid: Number(match[1]), machine: match[2] ?? '' };
};

const isStale = (path: string): boolean => {
  if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
  const holder = readHolder(path);
  return holder !== null && holder.machine === hostname() && !isAlive(holder.pid);
};

/** Signal 0 reaches every process that is there; one that belongs to somebody else answers EPERM, and lives. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const heldBy = (path: string, folder: string): UsageError => {
  const holder = readHolder(path);
  const who = holder === null ? '' : ` (process ${holder.pid} on ${holder.machine})`;
  return new UsageError(`Another run${who} is writing ${folder}.`, `Wait for it, or choose another --out; a lock left behind is ${path}.`);
};
