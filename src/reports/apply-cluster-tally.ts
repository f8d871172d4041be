/** What the members of each cluster propose for it, put together: a cluster has one script, whoever proposes. */
import { nameKey } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { Setting } from '../model/setting.ts';
import type { ClusterProposal } from './apply-files.ts';

/** Where members differ, the smallest of these is right for all: it is a count or a cap, and no member may exceed its own. */
const SMALLEST: ReadonlySet<Setting> = new Set<Setting>([
  'MaximumParallelMigrations',
  'MaximumVirtualMachineMigrations',
  'MaximumSMBMigrationBandwidthInGbps',
  'SMBBandwidthLimitFactor',
]);

interface Pooled {
  readonly change: Change;
  /** Members want different values of a setting that has no smallest. */
  readonly disputed: boolean;
}

interface ClusterPool {
  readonly cluster: string;
  readonly changes: Map<string, Pooled>;
}

/** By the key of the cluster's name; as large as the clusters' own settings, whatever the number of hosts. */
export type ApplyTally = Map<string, ClusterPool>;

export const startApplyTally = (): ApplyTally => new Map();

export const tallyProposal = (tally: ApplyTally, { cluster, changes }: ClusterProposal): void => {
  const key = nameKey(cluster);
  const pool = tally.get(key) ?? { cluster, changes: new Map<string, Pooled>() };
  tally.set(key, pool);
  for (const change of changes) {
    const what = JSON.stringify([change.setting, change.target]);
    const other = pool.changes.get(what);
    pool.changes.set(what, other === undefined ? { change, disputed: false } : agree(other, change));
  }
};

const agree = (pooled: Pooled, change: Change): Pooled => {
  const now = pooled.change.now === change.now ? change.now : '';
  const disruptive = pooled.change.disruptive || change.disruptive;
  if (pooled.change.proposed === change.proposed) return { ...pooled, change: { ...pooled.change, now, disruptive } };
  if (!SMALLEST.has(change.setting)) return { ...pooled, disputed: true };
  const smaller = Number(change.proposed) < Number(pooled.change.proposed) ? change : pooled.change;
  return { ...pooled, change: { ...smaller, now, disruptive } };
};

/** One proposal a cluster, in order of name; settings that members dispute are left to people, as changes.csv lists them. */
export const pooledProposals = (tally: ApplyTally): readonly ClusterProposal[] =>
  [...tally.keys()].sort().map((key) => {
    const { cluster, changes } = tally.get(key) as ClusterPool;
    return { cluster, changes: [...changes.values()].filter(({ disputed }) => !disputed).map(({ change }) => change) };
  });
