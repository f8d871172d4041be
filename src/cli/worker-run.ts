/** Serves the queue: each task goes to a thread with the settings of its run, the same code that a run on one machine uses. */
import { availableParallelism } from 'node:os';
import { EXIT_DONE, type ExitCode } from './exit-codes.ts';
import { openPlanPool, type PlanPool } from './plan-pool.ts';
import { reachQueue } from './queue-address.ts';
import { type QueueAnswer, type QueueTask, readSharedSettings, unpackTask, writeAnswer } from './queue-task.ts';

export interface WorkerOptions {
  readonly queue: string;
  readonly threads: number | null;
  readonly stallSeconds: number;
}

/** Threads keep the settings they were started with: another run gets others, and those of the run before end. */
class Threads {
  readonly #count: number;
  readonly #signal: AbortSignal;
  #digest = '';
  #pool: Promise<PlanPool> | null = null;

  constructor(count: number, signal: AbortSignal) {
    this.#count = count;
    this.#signal = signal;
  }

  async poolOf(task: QueueTask): Promise<PlanPool> {
    if (this.#pool !== null && this.#digest === task.settingsDigest) return this.#pool;
    const settings = readSharedSettings(task);
    const before = this.#pool;
    this.#digest = task.settingsDigest;
    this.#pool = openPlanPool(settings, this.#count, this.#signal);
    await (await before)?.close();
    return this.#pool;
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }
}

/** @throws UsageError where the queue cannot be reached */
export const runWorker = async (options: WorkerOptions, signal: AbortSignal): Promise<ExitCode> => {
  const target = await reachQueue(options.queue);
  const { serveQueue } = await import('../fleet/queue-worker.ts');
  const concurrency = options.threads ?? availableParallelism();
  // Tasks at hand are carried out when the worker is told to stop, so its threads do not listen to that.
  const threads = new Threads(concurrency, new AbortController().signal);
  let done = 0;
  process.stderr.write(`Serving ${target.printed} with ${concurrency} threads; stop with Ctrl-C.\n`);
  await serveQueue({
    connection: target.connection,
    queue: target.queue,
    concurrency,
    stallSeconds: options.stallSeconds,
    handle: (data) => carryOut(data as QueueTask, threads),
    onDone: () => {
      done += 1;
    },
    signal,
  });
  await threads.close();
  process.stderr.write(`Stopped after ${done} tasks.\n`);
  return EXIT_DONE;
};

const carryOut = async (task: QueueTask, threads: Threads): Promise<QueueAnswer> => {
  const pool = await threads.poolOf(task);
  const [result] = await pool.execute([unpackTask(task)]);
  if (result === undefined) throw new Error('The worker gave no result.');
  return writeAnswer(task.answers, result);
};
