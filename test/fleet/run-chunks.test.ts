import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPool } from '../../src/fleet/pool.ts';
import { type ChunkRun, runChunks } from '../../src/fleet/run-chunks.ts';

const WORKER = new URL('./moody-worker.mjs', import.meta.url);

interface Case {
  readonly items: readonly string[];
  readonly chunks: readonly (readonly number[])[];
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly worker?: URL;
}

const chunksOf = (count: number, size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, chunk) =>
    Array.from({ length: Math.min(size, count - chunk * size) }, (_unused, offset) => chunk * size + offset),
  );

const collect = async (run: ChunkRun<string, string>): Promise<readonly string[]> => {
  const results: string[] = [];
  for await (const result of runChunks(run)) results.push(result);
  return results;
};

const inPool = async ({
  items,
  chunks,
  threads = 2,
  signal = new AbortController().signal,
  worker = WORKER,
}: Case): Promise<readonly string[]> => {
  const pool = openPool<string, string>({ worker, workerData: null, threads, signal, memoryMb: 64 });
  try {
    const died = (item: string, message: string): string => `${item} lost: ${message}`;
    return await collect({ items, chunks, execute: pool.execute, inFlight: 2 * threads, died, signal, onDone: () => {} });
  } finally {
    await pool.close();
  }
};

describe('chunks in a pool', () => {
  test('come back in order of item, also when a chunk holds items that stand far apart', async () => {
    const items = ['slow-a', 'b', 'c', 'slow-d', 'e', 'f'];
    const chunks = [[0, 5], [1, 3], [2], [4]];
    for (const threads of [1, 2, 4]) {
      expect(await inPool({ items, chunks, threads })).toEqual(['SLOW-A', 'B', 'C', 'SLOW-D', 'E', 'F']);
    }
  });

  test('lose only the item that ends its worker, and the rest go on', async () => {
    const items = ['a', 'exit', 'c', 'd', 'e', 'f'];
    expect(await inPool({ items, chunks: chunksOf(6, 3) })).toEqual(['A', 'exit lost: worker exited with code: 7', 'C', 'D', 'E', 'F']);
  });

  test('lose only the item that throws or whose result cannot be handed over', async () => {
    const items = ['a', 'throw-b', 'uncloneable', 'd'];
    const [a, thrown, uncloneable, d] = await inPool({ items, chunks: [[0, 1, 2, 3]] });
    expect([a, d]).toEqual(['A', 'D']);
    expect(thrown).toBe('throw-b lost: thrown for throw-b');
    expect(uncloneable).toMatch(/^uncloneable lost: ./);
  });

  test('lose only the item that exhausts the memory of its worker', async () => {
    const [a, memory, c] = await inPool({ items: ['a', 'memory', 'c'], chunks: [[0, 1, 2]], threads: 1 });
    expect([a, c]).toEqual(['A', 'C']);
    expect(memory).toMatch(/^memory lost: .*memory limit/);
  });

  test('are lost one by one, not waited for, when the worker does not even load', async () => {
    const results = await inPool({
      items: ['a', 'b', 'c'],
      chunks: [[0, 1], [2]],
      worker: new URL('./no-such-worker.mjs', import.meta.url),
    });
    expect(results).toHaveLength(3);
    for (const result of results) expect(result).toMatch(/^[abc] lost: Cannot find module/);
  });

  test('end at once when the run is interrupted, even in the middle of an endless item', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const run = inPool({ items: ['a', 'hang', 'c', 'hang', 'e'], chunks: chunksOf(5, 1), signal: controller.signal });
    await expect(run).rejects.toThrow(/abort/i);
  });
});

describe('chunks', () => {
  const base = { died: (item: string) => `${item} lost`, signal: new AbortController().signal, onDone: () => {} };

  test('start only while somebody reads, and never more than allowed at once', async () => {
    let started = 0;
    const execute = async (items: readonly string[]): Promise<readonly string[]> => {
      started += 1;
      return items;
    };
    const items = Array.from({ length: 100 }, (_, index) => `h${index}`);
    const results = runChunks({ ...base, items, chunks: chunksOf(100, 1), execute, inFlight: 3 });
    await results.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toBe(3);
    await results.return();
  });

  test('whose result is short are tried again item by item', async () => {
    const execute = async (items: readonly string[]): Promise<readonly string[]> => items.slice(0, 1);
    const run = { ...base, items: ['a', 'b'], chunks: [[0, 1]], execute, inFlight: 1 };
    expect(await collect(run)).toEqual(['a', 'b']);
  });

  test('come back in order of item whatever the order in which they end, and are counted once', async () => {
    const layout = fc.integer({ min: 1, max: 40 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        owner: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: count, maxLength: count }),
        inFlight: fc.integer({ min: 1, max: 5 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(layout, fc.scheduler(), async ({ count, owner, inFlight }, scheduler) => {
        const items = Array.from({ length: count }, (_, index) => `h${index}`);
        const chunks = [...new Set(owner)].map((name) => owner.flatMap((own, index) => (own === name ? [index] : [])));
        const execute = scheduler.scheduleFunction(async (given: readonly string[]) => given.map((item) => item.toUpperCase()));
        let done = 0;
        const onDone = (more: number): void => {
          done += more;
        };
        const results = await scheduler.waitFor(collect({ ...base, items, chunks, execute, inFlight, onDone }));
        expect(results).toEqual(items.map((item) => item.toUpperCase()));
        expect(done).toBe(count);
      }),
      { numRuns: 50 },
    );
  });
});
