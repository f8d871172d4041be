/** Plans a chunk and renders its rows: the work of one task, in a thread or not. */
import { groupByCluster } from '../fleet/form-chunks.ts';
import { planChunk } from '../fleet/worker.ts';
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { type Fragment, type FragmentOptions, renderFragment } from './fragment.ts';

/** The same for every host of a run; plain data, read once by every thread. */
export interface RunSettings extends FragmentOptions {
  readonly policy: Policy;
  /** Share of the hosts that is solved a second way, in percent. */
  readonly audit: number;
}

/** One fragment a host, in the order of `hosts`. An outcome is many times its text, so each cluster is rendered before the next is planned. */
export const planAndRender = async (hosts: readonly Host[], settings: RunSettings): Promise<readonly Fragment[]> => {
  const fragments: Fragment[] = [];
  for (const members of groupByCluster(hosts)) {
    const outcomes = await planChunk(
      members.map((index) => hosts[index] as Host),
      settings.policy,
      settings.audit,
    );
    outcomes.forEach((outcome, at) => {
      fragments[members[at] as number] = renderFragment(outcome, settings);
    });
  }
  return fragments;
};
