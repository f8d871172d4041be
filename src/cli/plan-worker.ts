/**
 * Body of a worker thread. Rows are read and rendered here: the main thread knows where things stand, and neither a host
 * nor a plan ever crosses the threads.
 */
import { workerData } from 'node:worker_threads';
import { handOver } from '../fleet/transfer.ts';
import { memoryOf } from './fragment.ts';
import { type ChunkResult, type ChunkTask, planSlice, type RunSettings } from './plan-chunk.ts';

const settings = workerData as RunSettings;

export default async ([task]: readonly ChunkTask[]): Promise<readonly ChunkResult[]> => {
  if (task === undefined) return [];
  const result = await planSlice(task, settings);
  if (result.kind === 'unreadable') return [result];
  const memory = memoryOf(result);
  return handOver([result], memory === null ? [] : [result.lengths.buffer, memory]);
};
