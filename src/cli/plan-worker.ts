/**
 * Body of a worker thread. Rows are rendered here, so that the main thread only puts texts one behind the other, and
 * plans, which are many times the size of what is said about them, never cross the threads.
 */
import { workerData } from 'node:worker_threads';
import type { Host } from '../model/host.ts';
import type { Fragment } from './fragment.ts';
import { planAndRender, type RunSettings } from './plan-and-render.ts';

const settings = workerData as RunSettings;

export default (hosts: readonly Host[]): Promise<readonly Fragment[]> => planAndRender(hosts, settings);
