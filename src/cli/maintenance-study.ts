/** The rolling maintenance of clusters, rendered: the work of one task, in a thread or not. */
import { type MaintenanceSettings, studyMaintenance } from '../fleet/study-maintenance.ts';
import { digestMaintenance, type MaintenanceDigest } from '../reports/maintenance-screen.ts';
import { renderMaintenance } from '../reports/maintenance-tables.ts';
import type { ClusterHosts, StudyFragment } from './study-fleet.ts';

export const studyMaintenanceOf = async (
  clusters: readonly ClusterHosts[],
  settings: MaintenanceSettings,
): Promise<readonly StudyFragment<MaintenanceDigest>[]> => {
  const fragments: StudyFragment<MaintenanceDigest>[] = [];
  for (const hosts of clusters) {
    const study = await studyMaintenance(hosts, settings);
    const { cluster, violations } = study;
    fragments.push({ files: renderMaintenance(study, { rawCells: false }), digest: digestMaintenance(study), cluster, violations });
  }
  return fragments;
};
