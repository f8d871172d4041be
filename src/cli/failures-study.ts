/** The failure study of clusters, rendered: the work of one task, in a thread or not. */
import { studyFailures } from '../fleet/study-failures.ts';
import type { Policy } from '../model/policy.ts';
import { digestFailures, type FailuresDigest } from '../reports/failures-digest.ts';
import { renderFailures } from '../reports/failures-tables.ts';
import { matchesGlob } from '../model/match-glob.ts';
import type { ClusterHosts, StudyFragment } from './study-fleet.ts';

/** Plain data, read once by every thread. */
export interface FailuresSettings {
  readonly policy: Policy;
  /** Only hosts whose name matches are lost; null: each in turn. */
  readonly only: string | null;
}

export const studyFailuresOf = async (
  clusters: readonly ClusterHosts[],
  { policy, only }: FailuresSettings,
): Promise<readonly StudyFragment<FailuresDigest>[]> => {
  const fragments: StudyFragment<FailuresDigest>[] = [];
  for (const hosts of clusters) {
    const study = await studyFailures(hosts, { policy, isLost: (host) => only === null || matchesGlob(only, host) });
    const { cluster, violations } = study;
    fragments.push({ files: renderFailures(study, { rawCells: false }), digest: digestFailures(study), cluster, violations });
  }
  return fragments;
};
