/** `converge plan`: options → policy, threads and folder; then what became of it. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { ScanMemory } from '../inventory/scan-memory.ts';
import { POLICY_TABLE, type Policy } from '../model/policy.ts';
import { readPolicyOf } from './choose-policy.ts';
import { openAnnouncer } from './announcer.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import type { RunSettings } from './plan-chunk.ts';
import { openQueuedPool } from './open-queue-pool.ts';
import { isLikelyUnchanged } from './likely-unchanged.ts';
import { planInventory, type PlanResult, rulesOf } from './plan-inventory.ts';
import type { PlanOptions } from './plan-options.ts';
import { copierFor, openPlanPool, type PlanPool, threadsFor } from './plan-pool.ts';
import { refuseAsReport } from './inventory-folder.ts';

export const choosePolicy = async ({ policy: path, layouts }: Pick<PlanOptions, 'policy' | 'layouts'>): Promise<Policy> => {
  const policy = await readPolicyOf(path);
  return layouts ? { ...policy, max_layouts: POLICY_TABLE.max_layouts.max } : policy;
};

/** Every host that was read must be accounted for: a count that does not come out is our own fault. */
const exitCodeOf = ({ summary, failures, problems, hosts }: PlanResult): ExitCode => {
  const { planned, rejected, failed } = summary.counts;
  if (planned + rejected + failed !== hosts) {
    throw new Error(`${hosts} hosts were read, but ${planned} planned, ${rejected} rejected and ${failed} failed.`);
  }
  if (failures.length > 0) return EXIT_FAILED;
  return problems.errors > 0 ? EXIT_REJECTED : EXIT_DONE;
};

/** The report from which unchanged clusters are taken; null: from none. */
const earlierOf = ({ fresh, earlier }: PlanOptions, folder: string): string | null => (fresh ? null : (earlier ?? folder));

/**
 * Plans an inventory and writes its report.
 * @throws PolicyError, InventoryError and UsageError before anything is written; RunStopped where a later run can go on
 */
export const runPlan = async (options: PlanOptions, signal: AbortSignal): Promise<ExitCode> => {
  const settings: RunSettings = { policy: await choosePolicy(options), audit: options.audit, rawCells: options.rawCells };
  const threads = options.queue === null ? threadsFor(options.inventory, options.threads ?? availableParallelism()) : 0;
  const folder = options.out ?? defaultFolder(options.inventory, new Date());
  refuseAsReport(folder);
  const earlier = earlierOf(options, folder);
  const isIdle = earlier !== null && isLikelyUnchanged(options.inventory, earlier, rulesOf({ ...options, settings }));
  const pool =
    options.queue === null
      ? await openPlanPool(settings, threads, signal, isIdle ? 'asked' : 'now')
      : await openQueuedPool(options.queue, settings, folder, signal, (text) => process.stderr.write(text));
  try {
    return await planAndAnnounce(options, folder, settings, pool, threads, signal);
  } finally {
    await pool.close();
  }
};

const planAndAnnounce = async (
  options: PlanOptions,
  folder: string,
  settings: RunSettings,
  pool: PlanPool,
  threads: number,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const announcer = openAnnouncer(options.output, () => performance.now());
  const copier = copierFor(threads);
  const { inventory, only, scripts, resume } = options;
  const request = {
    inventory,
    folder,
    settings,
    only,
    scripts,
    resume,
    pool,
    signal,
    durability: 'durable' as const,
    copier,
    memory: new ScanMemory(),
  };
  const result = await planInventory({
    ...request,
    earlier: earlierOf(options, folder),
    onStart: (hosts) => announcer.start({ hosts, threads, only }),
    onProgress: announcer.progress,
    onHost: () => {},
  }).finally(() => Promise.all([announcer.close(), copier.close()]));
  announcer.problems(result.problems, inventory);
  announcer.failures(result.failures);
  const exit = exitCodeOf(result);
  announcer.end({ summary: result.summary, folder, only, taken: result.taken });
  return exit;
};
