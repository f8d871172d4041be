/**
 * Tasks for workers anywhere, by way of BullMQ. The queue carries where things stand, never the things: inventory and
 * results go over storage that all machines share. Whoever asked keeps what he asked for, so that a server that forgot it
 * is told again.
 */
import { Queue, QueueEvents } from 'bullmq';
import type { QueueConnection } from './queue-connection.ts';

export interface QueuePool {
  /** The answer of the worker that carried out the task; rejects where it could not be carried out. */
  readonly execute: (data: object) => Promise<unknown>;
  /** Workers that listen now. */
  readonly countWorkers: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface QueuePoolOptions {
  readonly connection: QueueConnection;
  /** Workers of another version of the program listen to another name. */
  readonly queue: string;
  /** Tells tasks of this run from those of others; letters, digits and hyphens. */
  readonly run: string;
}

interface Asked {
  readonly data: object;
  readonly settle: (answer: unknown) => void;
  readonly fail: (reason: Error) => void;
}

const ATTEMPTS = 3;
const BACKOFF_MS = 500;
/** How often what was asked is compared with what the server knows: events are lost where a connection is. */
const COMPARE_MS = 2000;
/** What nobody fetched goes by itself. */
const KEPT_SECONDS = 3600;

export const openQueuePool = ({ connection, queue: name, run }: QueuePoolOptions): QueuePool => {
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  // Connections come back by themselves; without a listener Node would end the process.
  queue.on('error', () => {});
  events.on('error', () => {});
  const asked = new Map<string, Asked>();
  let count = 0;
  const add = (id: string, data: object): Promise<unknown> =>
    queue.add('chunk', data, {
      jobId: id,
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: BACKOFF_MS },
      removeOnComplete: { age: KEPT_SECONDS },
      removeOnFail: { age: KEPT_SECONDS },
    });
  const take = (id: string): Asked | undefined => {
    const one = asked.get(id);
    asked.delete(id);
    if (one !== undefined) queue.remove(id).then(undefined, () => {});
    return one;
  };
  events.on('completed', ({ jobId, returnvalue }) => take(jobId)?.settle(returnvalue));
  events.on('failed', ({ jobId, failedReason }) => take(jobId)?.fail(new Error(failedReason)));
  const compare = async (): Promise<void> => {
    for (const [id, { data }] of asked) {
      const job = await queue.getJob(id);
      const state = job === undefined ? 'unknown' : await job.getState();
      if (state === 'completed') take(id)?.settle(job?.returnvalue);
      else if (state === 'failed') take(id)?.fail(new Error(job?.failedReason ?? 'The task failed.'));
      else if (state === 'unknown' && asked.has(id)) await add(id, data);
    }
  };
  const comparing = setInterval(() => {
    compare().then(undefined, () => {});
  }, COMPARE_MS);
  return {
    execute: (data) =>
      new Promise((settle, fail) => {
        count += 1;
        const id = `${run}-${count}`;
        asked.set(id, { data, settle, fail });
        // What the server did not take is told again by the comparison.
        add(id, data).then(undefined, () => {});
      }),
    countWorkers: () => queue.getWorkersCount(),
    close: async () => {
      clearInterval(comparing);
      for (const id of asked.keys()) await queue.remove(id).then(undefined, () => {});
      asked.clear();
      await events.close();
      await queue.close();
    },
  };
};
