/** Body of a worker thread of `converge failures`. */
import { workerData } from 'node:worker_threads';
import type { FailuresDigest } from '../reports/failures-digest.ts';
import { type FailuresSettings, studyFailuresOf } from './failures-study.ts';
import type { ClusterHosts, StudyFragment } from './study-fleet.ts';

const settings = workerData as FailuresSettings;

export default (clusters: readonly ClusterHosts[]): Promise<readonly StudyFragment<FailuresDigest>[]> =>
  studyFailuresOf(clusters, settings);
