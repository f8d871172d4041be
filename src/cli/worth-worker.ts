/** Body of a worker thread of `converge worth`. */
import { workerData } from 'node:worker_threads';
import type { Host } from '../model/host.ts';
import type { HostWorth } from '../model/worth.ts';
import { weighOptions, type WorthSettings } from './weigh-options.ts';

const settings = workerData as WorthSettings;

export default (hosts: readonly Host[]): Promise<readonly HostWorth[]> => weighOptions(hosts, settings);
