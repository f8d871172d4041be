/** One inventory folder → one report folder: the whole of `converge plan`, for a command that plans several. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { readInventory } from '../inventory/read-inventory.ts';
import type { Policy } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { HostDigest } from '../reports/digest.ts';
import type { RunSummary } from '../reports/run-summary.ts';
import type { Announcer, Failure } from './announcer.ts';
import { startPool, threadsFor } from './plan-fleet.ts';
import { writeReport } from './plan-run.ts';
import { openProgress } from './progress.ts';

export interface FolderOptions {
  /** null: as many as the machine has processors. */
  readonly threads: number | null;
  readonly rawCells: boolean;
  /** Write apply/. */
  readonly scripts: boolean;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

export interface PlannedFolder {
  readonly summary: RunSummary;
  readonly failures: readonly Failure[];
  readonly problems: readonly Problem[];
  /** What was asked of each host, in order of name. */
  readonly hosts: readonly HostDigest[];
}

const NOTHING = (): void => {};

const announcerOf = (quiet: boolean): Announcer => {
  const progress = quiet ? { show: NOTHING, clear: NOTHING } : openProgress(process.stderr, () => performance.now());
  return {
    start: NOTHING,
    problems: NOTHING,
    progress: progress.show,
    failures: NOTHING,
    end: NOTHING,
    close: progress.clear,
  };
};

/**
 * Plans the inventory in a folder and writes its report, as `converge plan` does.
 * @throws InventoryError before anything is written; the signal's reason when interrupted
 */
export const planFolder = async (inventory: string, out: string, policy: Policy, options: FolderOptions): Promise<PlannedFolder> => {
  const { rawCells, scripts, signal } = options;
  const settings = { policy, audit: 0, rawCells, scripts };
  const threads = threadsFor(inventory, options.threads ?? availableParallelism());
  const pool = await startPool(settings, threads, signal);
  try {
    const read = readInventory(inventory);
    signal.throwIfAborted();
    const hosts: HostDigest[] = [];
    const announcer = announcerOf(options.quiet);
    const onHost = (digest: HostDigest): void => {
      hosts.push(digest);
    };
    const run = { options: { rawCells }, settings, inventory: read, pool, threads, announcer, signal, onHost };
    const { summary, failures } = await writeReport(run, out);
    return { summary, failures, problems: read.problems, hosts };
  } finally {
    await pool?.close();
  }
};
