/** What a worker does for `converge buy`: try the options of a cluster, or plan it with what was bought. */
import type { Host } from '../model/host.ts';
import type { ClusterNeeds, Standing } from '../model/purchase.ts';
import { type BuySettings, planPurchased, tryOptions } from './try-options.ts';

/** One whole cluster. */
export interface BuyTask {
  readonly hosts: readonly Host[];
  /** Option bought by name key of the host; null: try what could be bought. */
  readonly purchases: ReadonlyMap<string, string> | null;
}

export type BuyResult =
  | { readonly kind: 'needs'; readonly needs: ClusterNeeds }
  | { readonly kind: 'standings'; readonly standings: readonly (Standing | null)[] };

export const runBuyTasks = async (tasks: readonly BuyTask[], settings: BuySettings): Promise<readonly BuyResult[]> => {
  const results: BuyResult[] = [];
  for (const { hosts, purchases } of tasks) {
    if (purchases === null) results.push({ kind: 'needs', needs: await tryOptions(hosts, settings) });
    else results.push({ kind: 'standings', standings: await planPurchased(hosts, purchases, settings.policy) });
  }
  return results;
};

/** What is left of a cluster that took its worker with it: no host of it has a plan. */
export const lostCluster = ({ hosts, purchases }: BuyTask): BuyResult => {
  if (purchases !== null) return { kind: 'standings', standings: hosts.map(() => null) };
  const needs = hosts.map(({ name }) => ({ host: name, before: null, offers: [], unpriced: [], failed: 0 }));
  return { kind: 'needs', needs: { cluster: hosts[0]?.cluster ?? '', hosts: needs, uniform: [] } };
};
