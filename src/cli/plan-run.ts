/** `converge plan`: from the inventory to the report. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type Inventory, readInventory } from '../inventory/read-inventory.ts';
import { compareNames } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { DEFAULT_POLICY, POLICY_TABLE, type Policy } from '../model/policy.ts';
import type { HostDigest } from '../reports/digest.ts';
import type { RunFacts, RunSummary } from '../reports/run-summary.ts';
import { type Announcer, type Failure, openAnnouncer } from './announcer.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { type Fragment, renderFragment } from './fragment.ts';
import type { PlanOptions } from './plan-options.ts';
import { type FleetPool, planFleet, startPool, threadsFor } from './plan-fleet.ts';
import type { RunSettings } from './plan-and-render.ts';
import { openReport, type ReportWriter } from './report-writer.ts';
import { selectHosts } from './select-hosts.ts';
import { readVersion } from './version.ts';

export const readPolicyOf = async (path: string | null): Promise<Policy> => {
  if (path === null) return DEFAULT_POLICY;
  const { readPolicy } = await import('../inventory/policy-file.ts');
  return readPolicy(path);
};

const choosePolicy = async ({ policy: path, layouts }: PlanOptions): Promise<Policy> => {
  const policy = await readPolicyOf(path);
  return layouts ? { ...policy, max_layouts: POLICY_TABLE.max_layouts.max } : policy;
};

/** Merges two series that are each in order of host name. */
async function* mergeByName(planned: AsyncIterable<Fragment>, rejected: readonly Fragment[]): AsyncGenerator<Fragment, void, undefined> {
  let next = 0;
  for await (const fragment of planned) {
    for (
      let other = rejected[next];
      other !== undefined && compareNames(other.digest.host, fragment.digest.host) < 0;
      other = rejected[next]
    ) {
      next += 1;
      yield other;
    }
    yield fragment;
  }
  yield* rejected.slice(next);
}

export interface Run {
  readonly options: Pick<PlanOptions, 'rawCells'>;
  readonly settings: RunSettings;
  readonly inventory: Inventory;
  readonly pool: FleetPool | null;
  readonly threads: number;
  readonly announcer: Announcer;
  readonly signal: AbortSignal;
  /** Told of every host, in order of name. */
  readonly onHost?: (digest: HostDigest) => void;
}

const fragmentsOf = ({ settings, inventory, pool, threads, announcer, signal }: Run): AsyncIterable<Fragment> => {
  const { hosts } = inventory;
  let done = 0;
  const onDone = (more: number): void => {
    done += more;
    announcer.progress(done, hosts.length);
  };
  const rejected = inventory.rejected.map((outcome: Outcome) => renderFragment(outcome, settings));
  return mergeByName(planFleet({ hosts, settings, pool, threads, signal, onDone }), rejected);
};

const factsOf = ({ inventory, settings }: Run): RunFacts => ({
  version: readVersion(),
  inputs: inventory.files.map(({ name, sha256 }) => ({ file: name, sha256 })),
  policySha256: createHash('sha256').update(JSON.stringify(settings.policy)).digest('hex'),
});

/** Errors that no rejected host carries: rows without a host, of a host that is not listed, or that cost no more than their value. */
const problemsWithoutHost = ({ problems, rejected }: Inventory): readonly Problem[] => {
  const carried = new Set(rejected.flatMap((outcome) => outcome.problems));
  return problems.filter((problem) => problem.severity === 'error' && !carried.has(problem));
};

const writeAll = async (run: Run, writer: ReportWriter): Promise<{ summary: RunSummary; failures: readonly Failure[] }> => {
  const failures: Failure[] = [];
  for await (const fragment of fragmentsOf(run)) {
    if (fragment.violations.length > 0) failures.push({ host: fragment.digest.host, violations: fragment.violations });
    run.onHost?.(fragment.digest);
    await writer.add(fragment);
  }
  await writer.addRejects(problemsWithoutHost(run.inventory));
  run.signal.throwIfAborted();
  return { summary: await writer.finish(factsOf(run)), failures };
};

export const writeReport = async (run: Run, folder: string): Promise<{ summary: RunSummary; failures: readonly Failure[] }> => {
  const writer = await openReport(folder, run.options.rawCells);
  let written = false;
  try {
    const result = await writeAll(run, writer);
    written = true;
    return result;
  } finally {
    run.announcer.close();
    if (!written) await writer.abort();
  }
};

/** Every host that was read must be accounted for: a count that does not come out is our own fault. */
const exitCodeOf = ({ summary, failures }: { summary: RunSummary; failures: readonly Failure[] }, inventory: Inventory): ExitCode => {
  const read = inventory.hosts.length + inventory.rejected.length;
  const { planned, rejected, failed } = summary.counts;
  if (planned + rejected + failed !== read) {
    throw new Error(`${read} hosts were read, but ${planned} planned, ${rejected} rejected and ${failed} failed.`);
  }
  if (failures.length > 0) return EXIT_FAILED;
  return inventory.problems.some(({ severity }) => severity === 'error') ? EXIT_REJECTED : EXIT_DONE;
};

/**
 * Plans an inventory and writes its report.
 * @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted
 */
export const runPlan = async (options: PlanOptions, signal: AbortSignal): Promise<ExitCode> => {
  const settings: RunSettings = {
    policy: await choosePolicy(options),
    audit: options.audit,
    rawCells: options.rawCells,
    scripts: options.scripts,
  };
  const threads = threadsFor(options.inventory, options.threads ?? availableParallelism());
  const pool = await startPool(settings, threads, signal);
  try {
    return await planAndReport(options, settings, pool, threads, signal);
  } finally {
    await pool?.close();
  }
};

const planAndReport = async (
  options: PlanOptions,
  settings: RunSettings,
  pool: FleetPool | null,
  threads: number,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const inventory = selectHosts(readInventory(options.inventory), options.only);
  signal.throwIfAborted();
  const announcer = openAnnouncer(options.output, () => performance.now());
  const folder = options.out ?? defaultFolder(options.inventory, new Date());
  const { hosts, rejected, problems } = inventory;
  announcer.start({ hosts: hosts.length + rejected.length, rejected: rejected.length, threads, only: options.only });
  announcer.problems(problems, options.inventory);
  const result = await writeReport({ options, settings, inventory, pool, threads, announcer, signal }, folder);
  announcer.failures(result.failures);
  const exit = exitCodeOf(result, inventory);
  announcer.end({ summary: result.summary, folder, only: options.only });
  return exit;
};
