/** A process that carries out tasks of a queue until it is told to stop. */
import { Worker } from 'bullmq';
import type { QueueConnection } from './queue-connection.ts';

export interface QueueWorkerOptions {
  readonly connection: QueueConnection;
  readonly queue: string;
  /** Tasks at a time. */
  readonly concurrency: number;
  /** Seconds after which the task of a worker that says nothing is given to another. */
  readonly stallSeconds: number;
  readonly handle: (data: unknown) => Promise<unknown>;
  readonly onDone: () => void;
  readonly signal: AbortSignal;
}

/** A task may outlive this many workers before it is given up. */
const MOST_STALLS = 3;

/** Resolves once the signal is aborted and the tasks at hand are carried out. */
export const serveQueue = async (options: QueueWorkerOptions): Promise<void> => {
  const worker = new Worker(options.queue, (job) => options.handle(job.data), {
    connection: options.connection,
    concurrency: options.concurrency,
    lockDuration: options.stallSeconds * 1000,
    stalledInterval: options.stallSeconds * 1000,
    maxStalledCount: MOST_STALLS,
  });
  // Connections come back by themselves; without a listener Node would end the process.
  worker.on('error', () => {});
  worker.on('completed', options.onDone);
  await new Promise<void>((stop) => {
    if (options.signal.aborted) stop();
    options.signal.addEventListener('abort', () => stop(), { once: true });
  });
  await worker.close();
};
