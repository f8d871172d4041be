/** Body of a worker thread of `converge maintenance`. */
import { workerData } from 'node:worker_threads';
import type { MaintenanceSettings } from '../fleet/study-maintenance.ts';
import type { MaintenanceDigest } from '../reports/maintenance-screen.ts';
import { studyMaintenanceOf } from './maintenance-study.ts';
import type { ClusterHosts, StudyFragment } from './study-fleet.ts';

const settings = workerData as MaintenanceSettings;

export default (clusters: readonly ClusterHosts[]): Promise<readonly StudyFragment<MaintenanceDigest>[]> =>
  studyMaintenanceOf(clusters, settings);
