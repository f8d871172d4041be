/** Body of a worker thread of `converge sensitivity`. */
import { workerData } from 'node:worker_threads';
import { doubtHosts } from '../fleet/doubt-hosts.ts';
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import type { HostSensitivity } from '../model/sensitivity.ts';

const policy = workerData as Policy;

export default (hosts: readonly Host[]): Promise<readonly HostSensitivity[]> => doubtHosts(hosts, policy);
