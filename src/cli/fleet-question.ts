/** Asks one what-if question of every host of an inventory, in threads or not, with the answers in order of host. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { formChunks } from '../fleet/form-chunks.ts';
import { openPool } from '../fleet/pool.ts';
import { type Execute, runChunks } from '../fleet/run-chunks.ts';
import type { Host } from '../model/host.ts';
import { openProgress } from './progress.ts';

export interface FleetQuestion<Answer> {
  /** Module of a worker thread: its default export takes hosts of whole clusters and returns an answer each. */
  readonly worker: URL;
  /** Plain data that every worker reads once, and `answer` closes over. */
  readonly settings: unknown;
  /** The same in this process. */
  readonly answer: Execute<Host, Answer>;
  /** The answer of a host that took its worker with it, or of which the planner threw. */
  readonly died: (host: Host, message: string) => Answer;
}

export interface AskOptions {
  /** null: as many as the machine has processors. 0: no threads, everything in this process. */
  readonly threads: number | null;
  readonly signal: AbortSignal;
}

/** A host takes tens of milliseconds here, where a plan takes one, so fewer of them make a task. */
const CHUNK = 8;
/** Threads take as long to start as a few hosts to answer. */
const FEW_HOSTS = 4;

/** @throws the signal's reason once it is aborted */
export const askFleet = async <Answer>(
  hosts: readonly Host[],
  question: FleetQuestion<Answer>,
  { threads, signal }: AskOptions,
): Promise<readonly Answer[]> => {
  const used = hosts.length < FEW_HOSTS ? 0 : (threads ?? availableParallelism());
  const { worker, settings: workerData, died } = question;
  const pool = used === 0 ? null : openPool<Host, Answer>({ worker, workerData, threads: used, signal });
  const progress = openProgress(process.stderr, () => performance.now());
  const answers: Answer[] = [];
  let done = 0;
  const onDone = (more: number): void => {
    done += more;
    progress.show(done, hosts.length);
  };
  const execute = pool?.execute ?? inThisProcess(question.answer, signal);
  try {
    const run = { items: hosts, chunks: formChunks(hosts, CHUNK), execute, inFlight: 2 * Math.max(1, used), died, signal, onDone };
    for await (const answer of runChunks(run)) answers.push(answer);
    return answers;
  } finally {
    progress.clear();
    await pool?.close();
  }
};

const inThisProcess =
  <Answer>(answer: Execute<Host, Answer>, signal: AbortSignal): Execute<Host, Answer> =>
  async (hosts) => {
    // Signals are delivered between turns of the event loop only.
    await turn();
    signal.throwIfAborted();
    return answer(hosts);
  };
