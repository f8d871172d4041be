/** Plans a chunk and renders its rows: the work of one task, in a thread or not. */
import { planChunk } from '../fleet/worker.ts';
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { type Fragment, renderFragment } from './fragment.ts';

/** The same for every host of a run; plain data, read once by every thread. */
export interface RunSettings {
  readonly policy: Policy;
  /** Share of the hosts that is solved a second way, in percent. */
  readonly audit: number;
  readonly rawCells: boolean;
}

/** One fragment a host, in the order of `hosts`. */
export const planAndRender = async (hosts: readonly Host[], settings: RunSettings): Promise<readonly Fragment[]> => {
  const outcomes = await planChunk(hosts, settings.policy, settings.audit);
  return outcomes.map((outcome) => renderFragment(outcome, settings.rawCells));
};
