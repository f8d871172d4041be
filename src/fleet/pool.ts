/** A pool of worker threads for chunks. The worker file is the caller's, so that this floor need not know what it renders. */
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

export interface Pool<Item, Result> {
  /** @param given memory within the items that the worker keeps: it cannot be used here afterwards */
  readonly execute: (items: readonly Item[], given?: readonly ArrayBuffer[]) => Promise<readonly Result[]>;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** Module whose default export takes a list of items and returns as many results. */
  readonly worker: URL;
  /** Plain data that every worker reads once, at its start. */
  readonly workerData: unknown;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** A host that eats memory without end must take down its worker, not the process: without a limit it would be the process. */
  readonly memoryMb?: number;
}

const WORKER_MEMORY_MB = 1024;
/** Outcomes of a chunk live for a chunk; a nursery that holds one is swept a quarter as often as one of the default size. */
const YOUNG_MEMORY_MB = 64;

/** Starts the threads at once, so that they load while the inventory is still being read. */
export const openPool = <Item, Result>(options: PoolOptions): Pool<Item, Result> => {
  const { signal, threads } = options;
  const pool = new Piscina({
    filename: fileURLToPath(options.worker),
    workerData: options.workerData,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? WORKER_MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  });
  // Every chunk under way listens to the one signal, and Node warns from the eleventh listener on.
  setMaxListeners(0, signal);
  // A worker that fails outside any task, as when its file does not load, is told to the pool and to no task: without this
  // the tasks would wait for ever, or the process would end with a trace. A race against one promise of that failure would
  // keep every result until the end of the run, since the promise keeps whoever waits for it.
  const waiting = new Set<(reason: unknown) => void>();
  let failure: { readonly reason: unknown } | null = null;
  pool.on('error', (reason: unknown) => {
    failure ??= { reason };
    for (const fail of waiting) fail(reason);
    waiting.clear();
  });
  return {
    execute: (items, given = []) =>
      new Promise((settle, fail) => {
        if (failure !== null) return fail(failure.reason);
        waiting.add(fail);
        (pool.run(items, { signal, transferList: [...given] }) as Promise<readonly Result[]>)
          .then(settle, fail)
          .finally(() => waiting.delete(fail));
      }),
    close: () => pool.destroy(),
  };
};
