/** Who copies the bytes that a report takes from an earlier one: this thread, or one of its own, so that this one goes on meanwhile. */
import { Worker } from 'node:worker_threads';
import { copyExtents, type CopyTask } from './copy-extents.ts';

export interface Copier {
  /** Carries out tasks in their order; rejects with what the file system says. */
  readonly copy: (task: CopyTask) => Promise<readonly number[]>;
  /** Settles once nothing is under way, however that ended: files may be closed then. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Copies at once. */
export const DIRECT_COPIER: Copier = {
  copy: async (task) => copyExtents(task),
  idle: async () => {},
  close: async () => {},
};

/** What the thread answers, in order of the tasks. */
export type CopyAnswer = { readonly checks: readonly number[] } | { readonly failure: string };

interface Waiting {
  readonly settle: (checks: readonly number[]) => void;
  readonly fail: (reason: Error) => void;
}

/** A thread that copies; it starts with its first task. */
export class CopyThread implements Copier {
  #worker: Worker | null = null;
  readonly #waiting: Waiting[] = [];
  #idle: Promise<unknown> = Promise.resolve();

  readonly copy = (task: CopyTask): Promise<readonly number[]> => {
    const worker = this.#start();
    // The process lives as long as a task is under way, and no longer.
    worker.ref();
    worker.postMessage(task);
    const done = new Promise<readonly number[]>((settle, fail) => this.#waiting.push({ settle, fail }));
    this.#idle = Promise.allSettled([this.#idle, done]);
    return done;
  };

  readonly idle = async (): Promise<void> => {
    await this.#idle;
  };

  readonly close = async (): Promise<void> => {
    await this.#idle;
    await this.#worker?.terminate();
    this.#worker = null;
  };

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./copy-thread.js', import.meta.url));
    worker.on('message', (answer: CopyAnswer) => {
      const waiting = this.#waiting.shift();
      if ('checks' in answer) waiting?.settle(answer.checks);
      else waiting?.fail(new Error(answer.failure));
      if (this.#waiting.length === 0) worker.unref();
    });
    worker.on('error', (reason: Error) => {
      for (const { fail } of this.#waiting.splice(0)) fail(reason);
    });
    this.#worker = worker;
    return worker;
  }
}
