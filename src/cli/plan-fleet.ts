/** Runs the hosts of an inventory through the planner, in this process or in a pool, and gives their fragments in order of name. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { setImmediate as turn } from 'node:timers/promises';
import { formChunks } from '../fleet/form-chunks.ts';
import { workerDied } from '../fleet/failed-outcome.ts';
import type { Pool } from '../fleet/pool.ts';
import { type Execute, runChunks } from '../fleet/run-chunks.ts';
import { INVENTORY_FILES } from '../inventory/attributes.ts';
import type { Host } from '../model/host.ts';
import { type Fragment, renderFragment } from './fragment.ts';
import type { RunSettings } from './plan-and-render.ts';

/** Below this many bytes of inventory, some forty hosts, threads take longer to start than the hosts to plan. */
const SMALL_INVENTORY = 128 * 1024;

export type FleetPool = Pool<Host, Fragment>;

export interface FleetRun {
  /** In order of name. */
  readonly hosts: readonly Host[];
  readonly settings: RunSettings;
  /** null: plan in this process. */
  readonly pool: FleetPool | null;
  /** Threads of the pool. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onDone: (hosts: number) => void;
}

/** Threads that an inventory is worth: none for a small one, which is read and planned before they would have started. */
export const threadsFor = (inventory: string, wanted: number): number => {
  const bytes = INVENTORY_FILES.reduce((sum, file) => sum + (statSync(join(inventory, file), { throwIfNoEntry: false })?.size ?? 0), 0);
  return bytes < SMALL_INVENTORY ? 0 : wanted;
};

/** Threads load their modules while the caller goes on, so this is best called before the inventory is read. */
export const startPool = async (settings: RunSettings, threads: number, signal: AbortSignal): Promise<FleetPool | null> => {
  if (threads === 0) return null;
  // A run lives for seconds: at V8's own pace half of what the threads compile is never paid back (docs/performance.md).
  setFlagsFromString('--interrupt-budget=600000');
  const { openPool } = await import('../fleet/pool.ts');
  return openPool({ worker: new URL('./plan-worker.js', import.meta.url), workerData: settings, threads, signal });
};

const inThisProcess = async (settings: RunSettings, signal: AbortSignal): Promise<Execute<Host, Fragment>> => {
  const { planAndRender } = await import('./plan-and-render.ts');
  return async (hosts) => {
    // Signals are delivered between turns of the event loop only.
    await turn();
    signal.throwIfAborted();
    return planAndRender(hosts, settings);
  };
};

/** @throws the signal's reason once it is aborted */
export async function* planFleet(run: FleetRun): AsyncGenerator<Fragment, void, undefined> {
  const { hosts, settings, pool, threads, signal, onDone } = run;
  const died = (host: Host, message: string): Fragment => renderFragment(workerDied(host, message), settings);
  const common = { items: hosts, chunks: formChunks(hosts), died, signal, onDone };
  if (pool === null) yield* runChunks({ ...common, execute: await inThisProcess(settings, signal), inFlight: 1 });
  else yield* runChunks({ ...common, execute: pool.execute, inFlight: 2 * threads });
}
