import { setFlagsFromString } from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openPool } from '../../src/fleet/pool.ts';

const WORKER = new URL('./moody-worker.mjs', import.meta.url);

const openCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
};

test('a pool keeps no result once it was handed over: a run over any number of chunks needs the memory of a few', async () => {
  const collect = openCollector();
  const { signal } = new AbortController();
  const pool = openPool<string, string>({ worker: WORKER, workerData: null, threads: 1, signal, memoryMb: 64 });
  const results: WeakRef<readonly string[]>[] = [];
  for (let chunk = 0; chunk < 20; chunk += 1) results.push(new WeakRef(await pool.execute([`item-${chunk}`])));
  await sleep(10);
  collect();
  const kept = results.filter((result) => result.deref() !== undefined);
  await pool.close();
  // The last one or two may still stand in a register or on the way.
  expect(kept.length).toBeLessThan(5);
});
