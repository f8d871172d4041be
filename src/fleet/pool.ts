/** A pool of worker threads for chunks. The worker file is the caller's, so that this floor need not know what it renders. */
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Execute } from './run-chunks.ts';

/** A host that eats memory without end must take down its worker, not the process: without a limit it would be the process. */
const WORKER_MEMORY_MB = 1024;

export interface Pool<Item, Result> {
  readonly execute: Execute<Item, Result>;
  readonly close: () => Promise<void>;
}

/**
 * @param worker module whose default export takes a list of items and returns as many results
 * @param workerData plain data that every worker reads once, at its start
 */
export const openPool = <Item, Result>(worker: URL, workerData: unknown, threads: number, signal: AbortSignal): Pool<Item, Result> => {
  const pool = new Piscina({
    filename: fileURLToPath(worker),
    workerData,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB },
  });
  // Every chunk under way listens to the one signal, and Node warns from the eleventh listener on.
  setMaxListeners(0, signal);
  return {
    execute: (items) => pool.run(items, { signal }) as Promise<readonly Result[]>,
    close: () => pool.destroy(),
  };
};
