/** Body of a worker thread of `converge buy`: plans stay here, only standings cross the threads. */
import { workerData } from 'node:worker_threads';
import { type BuyResult, type BuyTask, runBuyTasks } from './buy-task.ts';
import type { BuySettings } from './try-options.ts';

const settings = workerData as BuySettings;

export default (tasks: readonly BuyTask[]): Promise<readonly BuyResult[]> => runBuyTasks(tasks, settings);
