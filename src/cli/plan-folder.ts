/** One inventory folder → one report folder: the whole of `converge plan`, for a command that plans several. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Policy } from '../model/policy.ts';
import type { HostDigest } from '../reports/digest.ts';
import { placeOf } from '../reports/run-store.ts';
import type { RunSummary } from '../reports/run-summary.ts';
import type { Failure } from './announcer.ts';
import { planInventory, type PlanRequest, type PlanResult } from './plan-inventory.ts';
import { openPlanPool, threadsFor } from './plan-pool.ts';
import type { ProblemLog } from './problem-log.ts';
import { openProgress } from './progress.ts';
import { DIGESTS } from './run-files.ts';
import { RunStopped } from './run-stopped.ts';

export interface FolderOptions {
  /** null: as many as the machine has processors. */
  readonly threads: number | null;
  readonly rawCells: boolean;
  /** Write apply/. */
  readonly scripts: boolean;
  readonly quiet: boolean;
  /** Report whose unchanged clusters are taken as they are; null: plan every host. */
  readonly earlier: string | null;
  readonly signal: AbortSignal;
}

export interface PlannedFolder {
  readonly summary: RunSummary;
  readonly failures: readonly Failure[];
  readonly problems: ProblemLog;
  /** Hosts whose plans were taken from the earlier report. */
  readonly taken: number;
  /** What is told of each host, in order of name. */
  readonly hosts: readonly HostDigest[];
}

const SILENT = { show: (): void => {}, clear: (): void => {} };

const readDigests = (folder: string): readonly HostDigest[] =>
  readFileSync(placeOf(folder, DIGESTS), 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as HostDigest]));

/** What was done of a run that stopped is of no use here: the folder goes, and nothing can be resumed. */
const planWhole = (request: PlanRequest): Promise<PlanResult> =>
  planInventory(request).then(
    (result) => result,
    (error: unknown) => {
      throw error instanceof RunStopped ? error.cause : error;
    },
  );

/**
 * Plans the inventory in a folder and writes its report, as `converge plan` does.
 * @throws InventoryError before anything is written; the signal's reason when interrupted
 */
export const planFolder = async (inventory: string, out: string, policy: Policy, options: FolderOptions): Promise<PlannedFolder> => {
  const { rawCells, scripts, signal, earlier } = options;
  const settings = { policy, audit: 0, rawCells };
  const threads = threadsFor(inventory, options.threads ?? availableParallelism());
  const pool = await openPlanPool(settings, threads, signal);
  const progress = options.quiet ? SILENT : openProgress(process.stderr, () => performance.now());
  const request = { inventory, folder: out, settings, only: null, scripts, resume: false, earlier, pool, signal };
  try {
    const result = await planWhole({ ...request, onStart: () => {}, onProgress: progress.show });
    const { summary, failures, problems, taken } = result;
    return { summary, failures, problems, taken, hosts: readDigests(out) };
  } finally {
    progress.clear();
    await pool.close();
  }
};
