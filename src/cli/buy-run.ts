/** `converge buy`: from inventory and prices to the purchase and its reports. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { CHUNK_HOSTS, groupByCluster } from '../fleet/form-chunks.ts';
import { openPool, type Pool } from '../fleet/pool.ts';
import { type Execute, runChunks } from '../fleet/run-chunks.ts';
import { type Inventory, readInventory } from '../inventory/read-inventory.ts';
import { readPrices } from '../inventory/read-prices.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { ClusterNeeds, Offer, PurchaseReport, Standing } from '../model/purchase.ts';
import { decide } from '../purchase/decide.ts';
import { renderPurchaseScreen } from '../reports/purchase-screen.ts';
import { renderPurchase } from '../reports/purchase-tables.ts';
import { parseMoney } from '../units/money.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { BuyOptions } from './buy-options.ts';
import { type BuyResult, type BuyTask, lostCluster, runBuyTasks } from './buy-task.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { threadsFor } from './plan-pool.ts';
import { openProgress } from './progress.ts';
import { stateProblems } from './state-problems.ts';
import type { BuySettings } from './try-options.ts';
import { UsageError } from './usage-error.ts';
import { writeFiles } from './write-files.ts';

/** In the currency of the prices: the sum whose worth beside the budget is stated. */
const MORE = '1000';

/** Runs the clusters of a fleet through the workers. */
interface Crew {
  readonly execute: Execute<BuyTask, BuyResult>;
  readonly inFlight: number;
  readonly signal: AbortSignal;
  readonly onDone: (hosts: number) => void;
}

/** Whole clusters to a task, until it holds enough hosts. */
const chunksOf = (tasks: readonly BuyTask[]): readonly (readonly number[])[] => {
  const chunks: number[][] = [];
  let held = CHUNK_HOSTS;
  tasks.forEach(({ hosts }, index) => {
    if (held + hosts.length > CHUNK_HOSTS) {
      chunks.push([]);
      held = 0;
    }
    chunks.at(-1)?.push(index);
    held += hosts.length;
  });
  return chunks;
};

const runTasks = async (tasks: readonly BuyTask[], { execute, inFlight, signal, onDone }: Crew): Promise<readonly BuyResult[]> => {
  const results: BuyResult[] = [];
  const done = runChunks({ items: tasks, chunks: chunksOf(tasks), execute, inFlight, died: lostCluster, signal, onDone: () => {} });
  for await (const result of done) {
    onDone(tasks[results.length]?.hosts.length ?? 0);
    results.push(result);
  }
  return results;
};

const needsOf = async (clusters: readonly (readonly Host[])[], crew: Crew): Promise<readonly ClusterNeeds[]> => {
  const results = await runTasks(
    clusters.map((hosts) => ({ hosts, purchases: null })),
    crew,
  );
  return results.flatMap((result) => (result.kind === 'needs' ? [result.needs] : []));
};

/** The clusters that something is bought for, planned with all of it in place. */
const planTogether = async (
  clusters: readonly (readonly Host[])[],
  bought: readonly Offer[],
  crew: Crew,
): Promise<ReadonlyMap<string, Standing | null>> => {
  const options = new Map(bought.flatMap(({ option, parts }) => parts.map(({ host }) => [nameKey(host), option] as const)));
  const touched = clusters.filter((hosts) => hosts.some(({ name }) => options.has(nameKey(name))));
  const tasks = touched.map((hosts): BuyTask => {
    const own = hosts.flatMap(({ name }) => {
      const option = options.get(nameKey(name));
      return option === undefined ? [] : [[nameKey(name), option] as const];
    });
    return { hosts, purchases: new Map(own) };
  });
  const results = await runTasks(tasks, { ...crew, onDone: () => {} });
  return new Map(
    results.flatMap((result, index) => {
      const hosts = touched[index] ?? [];
      return result.kind === 'standings' ? hosts.map(({ name }, at) => [name, result.standings[at] ?? null] as const) : [];
    }),
  );
};

const inThisProcess =
  (settings: BuySettings, signal: AbortSignal): Execute<BuyTask, BuyResult> =>
  async (tasks) => {
    // Signals are delivered between turns of the event loop only.
    await turn();
    signal.throwIfAborted();
    return runBuyTasks(tasks, settings);
  };

const exitCodeOf = ({ problems }: Inventory, { clusters }: PurchaseReport): ExitCode => {
  if (clusters.some(({ hosts }) => hosts.some(({ before, failed }) => before === null || failed > 0))) return EXIT_FAILED;
  return problems.some(({ severity }) => severity === 'error') ? EXIT_REJECTED : EXIT_DONE;
};

/** The budget, null where it is whatever it takes, and the step to either side of it that alternatives are asked for. */
const sumsOf = (stated: string | null, scale: number): Pick<PurchaseReport, 'budget' | 'more'> => {
  const budget = stated === null ? null : parseMoney(stated, scale);
  const more = parseMoney(MORE, scale);
  if ((budget === null && stated !== null) || more === null) {
    throw new UsageError('The budget is too large to be counted with the decimals of the prices.', 'Write a smaller one.');
  }
  return { budget, more };
};

/**
 * Tries what could be bought, chooses, plans the clusters with all of it and writes the reports.
 * @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted
 */
export const runBuy = async (options: BuyOptions, signal: AbortSignal): Promise<ExitCode> => {
  const policy = await readPolicyOf(options.policy);
  const { notes, ...prices } = readPrices(options.prices, [options.budget ?? '0', MORE]);
  const { currency, scale } = prices;
  const { budget, more } = sumsOf(options.budget, scale);
  const threads = threadsFor(options.inventory, options.threads ?? availableParallelism());
  const settings: BuySettings = { policy: { ...policy, max_layouts: 0 }, prices };
  const pool: Pool<BuyTask, BuyResult> | null =
    threads === 0 ? null : openPool({ worker: new URL('./buy-worker.js', import.meta.url), workerData: settings, threads, signal });
  try {
    const inventory = readInventory(options.inventory);
    process.stderr.write(stateProblems(notes, '', null) + stateProblems(inventory.problems, options.inventory, null));
    const clusters = groupByCluster(inventory.hosts).map((members) => members.map((index) => inventory.hosts[index] as Host));
    const progress = openProgress(process.stderr, () => performance.now());
    let done = 0;
    const onDone = (hosts: number): void => {
      done += hosts;
      progress.show(done, inventory.hosts.length);
    };
    const crew: Crew = { execute: pool?.execute ?? inThisProcess(settings, signal), inFlight: Math.max(1, 2 * threads), signal, onDone };
    const needs = await needsOf(clusters, crew);
    progress.clear();
    const decision = decide(needs, budget, more);
    const together = await planTogether(clusters, decision.bought, crew);
    signal.throwIfAborted();
    const rejected = inventory.rejected.length;
    const report: PurchaseReport = { currency, scale, budget, more, clusters: needs, decision, together, rejected };
    const folder = options.out ?? `${defaultFolder(options.inventory, new Date())}-buy`;
    await writeFiles(folder, renderPurchase(report, { rawCells: options.rawCells }));
    process.stdout.write(`${renderPurchaseScreen(report, folder)}\n`);
    return exitCodeOf(inventory, report);
  } finally {
    await pool?.close();
  }
};
