/** Inventory folders → report folders: the whole of `converge plan`, for a command that plans several under one roof. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { ScanMemory } from '../inventory/scan-memory.ts';
import type { Policy } from '../model/policy.ts';
import { CopyThread, DIRECT_COPIER } from '../reports/copier.ts';
import type { HostDigest } from '../reports/digest.ts';
import type { RunSummary } from '../reports/run-summary.ts';
import type { Failure } from './announcer.ts';
import type { EarlierReport } from './earlier-report.ts';
import type { RunSettings } from './plan-chunk.ts';
import { planInventory, type PlanRequest, type PlanResult } from './plan-inventory.ts';
import { openPlanPool, type PlanPool, threadsFor } from './plan-pool.ts';
import type { ProblemLog } from './problem-log.ts';
import { openProgress } from './progress.ts';
import { RunStopped } from './run-stopped.ts';

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
  readonly problems: ProblemLog;
  /** Hosts whose plans were taken from the earlier report. */
  readonly taken: number;
  /** Settles once the report is in its place. */
  readonly written: Promise<void>;
}

export interface FolderTask {
  readonly inventory: string;
  readonly out: string;
  readonly policy: Policy;
  /** Report whose unchanged clusters are taken as they are, by its folder, or open for several tasks. */
  readonly earlier: string | EarlierReport;
  /** Is told what the run says of each host, in order of name. */
  readonly onHost: (digest: HostDigest) => void;
}

const SILENT = { show: (): void => {}, clear: (): void => {} };

export const settingsOf = (policy: Policy, { rawCells }: Pick<FolderOptions, 'rawCells'>): RunSettings => ({ policy, audit: 0, rawCells });

/** What was done of a run that stopped is of no use here: the folder goes, and nothing can be resumed. */
const planWhole = (request: PlanRequest): Promise<PlanResult> =>
  planInventory(request).then(
    (result) => result,
    (error: unknown) => {
      throw error instanceof RunStopped ? error.cause : error;
    },
  );

interface OpenPool {
  readonly key: string;
  readonly pool: PlanPool;
}

type Threads = Pick<PlanRequest, 'pool' | 'copier'>;

/** Plans folder after folder. Threads stay while the policy is the same: they start, and compile what they run, once. */
export class FolderPlanner {
  readonly #options: FolderOptions;
  readonly #memory = new ScanMemory();
  readonly #copier = new CopyThread();
  #open: OpenPool | null = null;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  /**
   * Plans the inventory in a folder and writes its report, as `converge plan` does, but leaves it to the caller to make it durable.
   * The report may still be on its way to its place then: see `written`.
   * @throws InventoryError before anything is written; the signal's reason when interrupted
   */
  async plan({ inventory, out, policy, earlier, onHost }: FolderTask): Promise<PlannedFolder> {
    const { scripts, signal, quiet } = this.#options;
    const settings = settingsOf(policy, this.#options);
    const threads = await this.#threadsFor(settings, inventory);
    const progress = quiet ? SILENT : openProgress(process.stderr, () => performance.now());
    const run = { inventory, folder: out, settings, only: null, scripts, resume: false, earlier, ...threads, signal, onHost };
    try {
      const { summary, failures, problems, taken, written } = await planWhole({
        ...run,
        durability: 'staged',
        memory: this.#memory,
        onStart: () => {},
        onProgress: progress.show,
      });
      return { summary, failures, problems, taken, written };
    } finally {
      progress.clear();
    }
  }

  async #threadsFor(settings: RunSettings, inventory: string): Promise<Threads> {
    const threads = threadsFor(inventory, this.#options.threads ?? availableParallelism());
    const key = JSON.stringify([settings, threads]);
    if (this.#open?.key !== key) {
      await this.#open?.pool.close();
      this.#open = { key, pool: await openPlanPool(settings, threads, this.#options.signal) };
    }
    return { pool: this.#open.pool, copier: threads === 0 ? DIRECT_COPIER : this.#copier };
  }

  /** Nothing is copied any more: files may be closed. */
  idle(): Promise<void> {
    return this.#copier.idle();
  }

  async close(): Promise<void> {
    await this.#copier.close();
    await this.#open?.pool.close();
    this.#open = null;
  }
}
