/** Hands the tasks of a run to workers anywhere, and reads their answers from the storage that all share. */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PRIVATE } from '../reports/run-store.ts';
import type { RunSettings } from './plan-chunk.ts';
import type { PlanPool } from './plan-pool.ts';
import { reachQueue } from './queue-address.ts';
import { packTask, type QueueAnswer, readAnswer, shareSettings } from './queue-task.ts';

/** Tasks under way at once: enough for many workers, few enough that answers do not wait long for their turn. */
const IN_FLIGHT = 64;
const NOTICE_MS = 10_000;

/** @param folder of the report; @throws UsageError where the queue cannot be reached */
export const openQueuedPool = async (
  queue: string,
  settings: RunSettings,
  folder: string,
  signal: AbortSignal,
  onNotice: (text: string) => void,
): Promise<PlanPool> => {
  const target = await reachQueue(queue);
  // Every task under way listens to the one signal, and Node warns from the eleventh listener on.
  setMaxListeners(0, signal);
  const { openQueuePool } = await import('../fleet/queue-pool.ts');
  const place = join(resolve(folder), PRIVATE, 'queue');
  mkdirSync(place, { recursive: true });
  const shared = shareSettings(place, settings);
  const pool = openQueuePool({ connection: target.connection, queue: target.queue, run: randomBytes(8).toString('hex') });
  const tell = (workers: number): void => {
    if (workers === 0) onNotice(`No worker listens at ${target.printed}; start some with: converge worker --queue ${target.printed}\n`);
  };
  // A server that does not answer now is waited for elsewhere; the notice alone must not end the run.
  const notice = setTimeout(() => pool.countWorkers().then(tell, () => {}), NOTICE_MS);
  notice.unref();
  return {
    execute: async ([task]) =>
      task === undefined ? [] : [readAnswer((await stoppable(pool.execute(packTask(task, shared)), signal)) as QueueAnswer)],
    takeBack: () => {},
    isClosing: () => signal.aborted,
    inFlight: IN_FLIGHT,
    close: async () => {
      clearTimeout(notice);
      await pool.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
};

const stoppable = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((settle, fail) => {
    const stop = (): void => fail(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(settle, fail).finally(() => signal.removeEventListener('abort', stop));
  });
