/** Runs the hosts of an inventory through the planner, in this process or in a pool, and gives their fragments in order of name. */
import { setImmediate as turn } from 'node:timers/promises';
import { formChunks } from '../fleet/form-chunks.ts';
import { workerDied } from '../fleet/failed-outcome.ts';
import { type Execute, runChunks } from '../fleet/run-chunks.ts';
import type { Host } from '../model/host.ts';
import { type Fragment, renderFragment } from './fragment.ts';
import type { RunSettings } from './plan-and-render.ts';

/** Below this, threads take longer to start than the hosts to plan. */
const FEW_HOSTS = 40;

export interface FleetRun {
  /** In order of name. */
  readonly hosts: readonly Host[];
  readonly settings: RunSettings;
  /** 0: no threads. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onDone: (hosts: number) => void;
}

/** Threads that a fleet is worth: none for a small one, and no more than it has chunks. */
export const threadsFor = (hosts: readonly Host[], wanted: number): number =>
  hosts.length < FEW_HOSTS ? 0 : Math.min(wanted, formChunks(hosts).length);

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
  const { hosts, settings, threads, signal, onDone } = run;
  const died = (host: Host, message: string): Fragment => renderFragment(workerDied(host, message), settings.rawCells);
  const common = { items: hosts, chunks: formChunks(hosts), died, signal, onDone };
  if (threads === 0) {
    yield* runChunks({ ...common, execute: await inThisProcess(settings, signal), inFlight: 1 });
    return;
  }
  const { openPool } = await import('../fleet/pool.ts');
  const worker = new URL('./plan-worker.js', import.meta.url);
  const pool = openPool<Host, Fragment>({ worker, workerData: settings, threads, signal });
  try {
    yield* runChunks({ ...common, execute: pool.execute, inFlight: 2 * threads });
  } finally {
    await pool.close();
  }
}
