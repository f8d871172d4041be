/**
 * Runs chunks of hosts somewhere (in threads of `pool.ts`, by a queue, or right here) and hands the results back in order
 * of host, whatever the order in which they come in.
 */
import type { Chunk } from './form-chunks.ts';

/** Carries out one chunk; it rejects only when the whole chunk was lost, with the reason. */
export type Execute<Item, Result> = (items: readonly Item[]) => Promise<readonly Result[]>;

export interface ChunkRun<Item, Result> {
  readonly items: readonly Item[];
  readonly chunks: readonly Chunk[];
  readonly execute: Execute<Item, Result>;
  /** Chunks under way at once. A pool takes any number into its queue, and memory with them: the bound must stand here. */
  readonly inFlight: number;
  /** The result of an item that took its worker with it, also when tried alone. */
  readonly died: (item: Item, message: string) => Result;
  readonly signal: AbortSignal;
  readonly onDone: (items: number) => void;
}

const messageOf = (reason: unknown): string => {
  // A result that cannot be cloned arrives as an empty object, without a message of its own.
  const message = reason instanceof Error ? reason.message : '';
  return message === '' ? 'The worker gave no reason.' : message;
};

const itemsAt = <Item>(items: readonly Item[], indexes: Chunk): readonly Item[] =>
  indexes.flatMap((index) => {
    const item = items[index];
    return item === undefined ? [] : [item];
  });

/** Whether a chunk came through; a rejection is one of its two ordinary ends here. */
type Attempt<Result> = { readonly results: readonly Result[] } | { readonly lost: string };

const attempt = async <Item, Result>(run: ChunkRun<Item, Result>, items: readonly Item[]): Promise<Attempt<Result>> => {
  const ended = await run.execute(items).then(
    (results) => ({ results }),
    (reason: unknown) => ({ lost: messageOf(reason) }),
  );
  run.signal.throwIfAborted();
  if ('results' in ended && ended.results.length !== items.length) return { lost: 'The worker lost results.' };
  return ended;
};

/** A lost chunk is tried again host by host, so that only the host that kills its worker is lost in the end. */
const retryAlone = async <Item, Result>(run: ChunkRun<Item, Result>, items: readonly Item[]): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const item of items) {
    const ended = await attempt(run, [item]);
    results.push(...('results' in ended ? ended.results : [run.died(item, ended.lost)]));
  }
  return results;
};

const executeChunk = async <Item, Result>(run: ChunkRun<Item, Result>, chunk: Chunk): Promise<readonly Result[]> => {
  const items = itemsAt(run.items, chunk);
  const ended = await attempt(run, items);
  return 'results' in ended ? ended.results : retryAlone(run, items);
};

/**
 * Yields one result an item, in order of item. New chunks start only while somebody reads, so a slow reader slows the
 * run instead of filling the memory.
 * @throws the signal's reason once it is aborted
 */
export async function* runChunks<Item, Result>(run: ChunkRun<Item, Result>): AsyncGenerator<Result, void, undefined> {
  const ready = new Map<number, Result>();
  const underWay = new Map<number, Promise<number>>();
  const failures: unknown[] = [];
  let next = 0;
  const start = (): void => {
    const number = next;
    const chunk = run.chunks[number] ?? [];
    next += 1;
    const keep = (results: readonly Result[]): number => {
      results.forEach((result, position) => ready.set(chunk[position] ?? -1, result));
      run.onDone(results.length);
      return number;
    };
    // The promise itself never rejects: several chunks may end badly at once, and one error is all the caller can take.
    underWay.set(
      number,
      executeChunk(run, chunk).then(keep, (reason: unknown) => {
        failures.push(reason);
        return number;
      }),
    );
  };
  for (let emitted = 0; emitted < run.items.length; ) {
    while (next < run.chunks.length && underWay.size < run.inFlight) start();
    underWay.delete(await Promise.race(underWay.values()));
    if (failures.length > 0) throw failures[0];
    for (let result = ready.get(emitted); result !== undefined; result = ready.get(emitted)) {
      ready.delete(emitted);
      emitted += 1;
      yield result;
    }
  }
}
