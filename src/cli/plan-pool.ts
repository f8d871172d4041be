/** Who carries out the tasks of a run: threads, or, where the inventory is small, this process. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Pool } from '../fleet/pool.ts';
import type { Execute } from '../fleet/run-chunks.ts';
import { INVENTORY_FILES } from '../inventory/attributes.ts';
import { type Copier, CopyThread, DIRECT_COPIER } from '../reports/copier.ts';
import { memoryOf } from './fragment.ts';
import type { ChunkResult, ChunkTask, PlannedChunk, RunSettings } from './plan-chunk.ts';

/** Below this many bytes of inventory, some forty hosts, threads take longer to start than the hosts to plan. */
const SMALL_INVENTORY = 128 * 1024;

/** Threads that an inventory is worth: none for a small one, which is read and planned before they would have started. */
export const threadsFor = (inventory: string, wanted: number): number => {
  const bytes = INVENTORY_FILES.reduce((sum, file) => sum + (statSync(join(inventory, file), { throwIfNoEntry: false })?.size ?? 0), 0);
  return bytes < SMALL_INVENTORY ? 0 : wanted;
};

/** Who copies what is taken from an earlier report, while the inventory is read and planned. */
export const copierFor = (threads: number): Copier => (threads === 0 ? DIRECT_COPIER : new CopyThread());

/**
 * Flags that let V8 compile later: a run lives for seconds, and at V8's own pace half of what the threads compile is never paid back
 * (docs/performance.md). V8 12 and later, of Node 22 and 24, have another pace, and print an error for the flag.
 */
export const paceOf = (v8: string): readonly string[] => (Number.parseInt(v8, 10) < 12 ? ['--interrupt-budget=600000'] : []);

export interface PlanPool {
  readonly execute: Execute<ChunkTask, ChunkResult>;
  /**
   * Takes a result that was written and is not needed any more. Its memory serves a later task: memory that changes threads and is
   * left to the collector has it go over the whole heap every few chunks.
   */
  readonly takeBack: (result: PlannedChunk) => void;
  /** The run was stopped: tasks that were lost since are lost to nobody. */
  readonly isClosing: () => boolean;
  /** Tasks under way at once. */
  readonly inFlight: number;
  readonly close: () => Promise<void>;
}

/**
 * Threads load their modules while the caller goes on, so this is best called before the inventory is scanned.
 * @param start `asked`: nothing may be left to plan, and threads start with the first task
 */
export const openPlanPool = async (
  settings: RunSettings,
  threads: number,
  signal: AbortSignal,
  start: 'now' | 'asked' = 'now',
): Promise<PlanPool> => {
  if (threads === 0) return { ...IN_THIS_PROCESS, execute: await inThisProcess(settings, signal), isClosing: () => signal.aborted };
  for (const flag of paceOf(process.versions.v8)) setFlagsFromString(flag);
  const open = async (): Promise<Pool<ChunkTask, ChunkResult>> => {
    const { openPool } = await import('../fleet/pool.ts');
    const worker = new URL('./plan-worker.js', import.meta.url);
    return openPool({ worker, workerData: settings, threads, signal });
  };
  const spare: ArrayBuffer[] = [];
  let pool = start === 'now' ? await open() : null;
  let opening: Promise<Pool<ChunkTask, ChunkResult>> | null = null;
  return {
    execute: async ([task]) => {
      pool ??= await (opening ??= open());
      const used = spare.pop() ?? null;
      return task === undefined ? [] : pool.execute([{ ...task, used }], used === null ? [] : [used]);
    },
    takeBack: (result) => {
      const memory = memoryOf(result);
      if (memory !== null && spare.length < 2 * threads) spare.push(memory);
    },
    inFlight: 2 * threads,
    isClosing: () => signal.aborted,
    close: async () => (pool ?? (await opening))?.close(),
  };
};

const IN_THIS_PROCESS: Omit<PlanPool, 'execute' | 'isClosing'> = { takeBack: () => {}, inFlight: 1, close: async () => {} };

const inThisProcess = async (settings: RunSettings, signal: AbortSignal): Promise<Execute<ChunkTask, ChunkResult>> => {
  const { planSlice } = await import('./plan-chunk.ts');
  return async ([task]) => {
    // Signals are delivered between turns of the event loop only.
    await turn();
    signal.throwIfAborted();
    return task === undefined ? [] : [await planSlice(task, settings)];
  };
};
