/** Body of a worker thread of `converge growth`. */
import { workerData } from 'node:worker_threads';
import { growHosts, type GrowthSettings } from '../fleet/grow-hosts.ts';
import type { HostGrowth, LostHost } from '../model/growth.ts';
import type { Host } from '../model/host.ts';

const settings = workerData as GrowthSettings;

export default (hosts: readonly Host[]): Promise<readonly (HostGrowth | LostHost)[]> => growHosts(hosts, settings);
