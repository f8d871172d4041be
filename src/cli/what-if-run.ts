/** `converge what-if`: the baseline, then each scenario as an inventory of its own, and how they compare. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type InventoryText, readInventoryText } from '../inventory/inventory-text.ts';
import { readPrices } from '../inventory/read-prices.ts';
import { BASELINE } from '../inventory/scenario-file.ts';
import type { ScenarioComparison, UnplacedCount } from '../model/comparison.ts';
import type { Policy } from '../model/policy.ts';
import type { PriceList } from '../model/price-list.ts';
import type { Problem } from '../model/problem.ts';
import { renderScenario } from '../reports/what-if-screen.ts';
import { renderCompare, renderFleet, type WhatIfRun } from '../reports/what-if-tables.ts';
import { compareHosts, ranked, type Selves, selvesOf } from '../scenario/compare-hosts.ts';
import { countEdits } from '../scenario/count-edits.ts';
import type { UnplacedVm } from '../scenario/draft.ts';
import { openAnnouncer } from './announcer.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { type EarlierReport, openEarlierReport } from './earlier-report.ts';
import { FigureLog } from './figure-log.ts';
import { type FolderOptions, FolderPlanner, type PlannedFolder, settingsOf } from './plan-folder.ts';
import { rulesOf } from './plan-inventory.ts';
import { choosePolicy } from './plan-run.ts';
import { stateProblems } from './state-problems.ts';
import { openWhatIfFolder, writeInventory, writePolicy } from './what-if-folder.ts';
import { checkNames, formSteps, priceScenarios, readScenarios, type Step } from './what-if-steps.ts';

export interface WhatIfOptions {
  readonly inventory: string;
  readonly scenarios: readonly string[];
  readonly stack: boolean;
  readonly out: string | null;
  readonly policy: string | null;
  /** Price list of the parts that scenarios state; null: none. */
  readonly prices: string | null;
  readonly threads: number | null;
  readonly scripts: boolean;
  readonly rawCells: boolean;
  readonly quiet: boolean;
}

interface Context {
  readonly text: InventoryText;
  readonly inventory: string;
  readonly policy: Policy;
  /** Where files go for the time being, and where they will be found. */
  readonly staging: string;
  readonly settle: (name: string, written: Promise<void>) => void;
  readonly folder: string;
  readonly options: FolderOptions;
  readonly planner: FolderPlanner;
}

interface Planned extends WhatIfRun {
  readonly planned: PlannedFolder;
  readonly folder: string;
}

const countUnplaced = (vms: readonly UnplacedVm[]): readonly UnplacedCount[] => {
  const counts = new Map<string, number>();
  for (const { tier } of vms) counts.set(tier, (counts.get(tier) ?? 0) + 1);
  return [...counts].map(([tier, count]) => ({ tier, vms: count })).toSorted((a, b) => (a.tier < b.tier ? -1 : 1));
};

interface Baseline extends Planned {
  readonly log: FigureLog;
  readonly selves: Selves;
}

const planBaseline = async ({ inventory, staging, folder, policy, planner }: Context): Promise<Baseline> => {
  const log = new FigureLog();
  const earlier = join(folder, BASELINE);
  const planned = await planner.plan({ inventory, out: join(staging, BASELINE), policy, earlier, onHost: log.add });
  const { figures } = log;
  const selves = selvesOf(figures);
  const hosts = compareHosts(figures, figures, { cutOff: [], unplaced: [], memoryOver: [] }, selves);
  const comparison: ScenarioComparison = { name: BASELINE, about: '', cost: null, hosts, unplaced: [], held: 0, edits: [], policy: [] };
  return { comparison, summary: planned.summary, planned, folder: BASELINE, log, selves };
};

const planStep = async (context: Context, step: Step, baseline: Baseline, earlier: EarlierReport): Promise<Planned> => {
  const { text, staging, planner } = context;
  const folder = join(staging, step.folder);
  const policy = { ...context.policy, ...step.policy };
  const overrides = Object.keys(step.policy);
  if (overrides.length > 0) writePolicy(policy, join(folder, 'policy.yaml'));
  const log = new FigureLog(baseline.log);
  // Clusters that the scenario does not touch are as the baseline has them.
  const planned = await planner.plan({ inventory: join(folder, 'inventory'), out: folder, policy, earlier, onHost: log.add });
  const { name, about, cost, cutOff, unplaced, memoryOver, held } = step;
  const comparison: ScenarioComparison = {
    name,
    about,
    cost,
    hosts: compareHosts(baseline.log.figures, log.figures, { cutOff, unplaced, memoryOver }, baseline.selves),
    unplaced: countUnplaced(unplaced),
    held,
    edits: countEdits(text.tables, step.tables),
    policy: overrides,
  };
  return { comparison, summary: planned.summary, planned, folder: step.folder };
};

/** What a problem is, whatever its row says now and wherever it stands. */
const identityOf = ({ file, code, attribute, value, host }: Problem): string => JSON.stringify([file, code, attribute, value, host]);

/** Problems that the baseline does not have; those of the baseline are told once. */
const newProblems = ({ planned }: Planned, baseline: Planned): readonly Problem[] => {
  const known = new Set(baseline.planned.problems.first().map(identityOf));
  return planned.problems.first().filter((problem) => !known.has(identityOf(problem)));
};

const tell = (run: Planned, baseline: Planned, { folder, options }: Context): void => {
  const { comparison, summary } = run;
  process.stderr.write(stateProblems(newProblems(run, baseline), join(folder, run.folder, 'inventory'), 'rejects.csv'));
  openAnnouncer('quiet', () => performance.now()).failures(run.planned.failures);
  if (options.quiet) return;
  const [better, worse] = [ranked(comparison.hosts, 'better'), ranked(comparison.hosts, 'worse')];
  const screen = {
    comparison,
    summary,
    baseline: baseline.summary,
    better,
    worse,
    folder: join(folder, run.folder),
    planned: summary.counts.read - run.planned.taken,
  };
  process.stdout.write(`${renderScenario(screen)}\n\n`);
};

const exitCodeOf = (runs: readonly Planned[]): ExitCode => {
  if (runs.some(({ planned }) => planned.failures.length > 0)) return EXIT_FAILED;
  const isRejected = runs.some(({ planned }) => planned.problems.errors > 0);
  return isRejected ? EXIT_REJECTED : EXIT_DONE;
};

/** The report of the baseline, with what is told of its hosts in memory: read once for all scenarios. */
const openBaseline = ({ staging, policy, options }: Context, { log }: Baseline): EarlierReport => {
  const rules = rulesOf({ settings: settingsOf(policy, options), only: null, scripts: options.scripts });
  const report = openEarlierReport(join(staging, BASELINE), rules, log.digests);
  if (report === null) throw new Error('The baseline has just been planned, and its report cannot be read.');
  return report;
};

/** The edited inventory of each step is written while the step before it is planned. */
const planSteps = async (context: Context, steps: readonly Step[], baseline: Baseline, earlier: EarlierReport): Promise<Planned[]> => {
  const { text, inventory, staging, settle } = context;
  const write = (step: Step | undefined): Promise<void> => {
    if (step === undefined) return Promise.resolve();
    const written = writeInventory(text, step.tables, inventory, join(staging, step.folder, 'inventory'));
    // A disk that fails is told when its step comes.
    written.then(undefined, () => {});
    return written;
  };
  const runs: Planned[] = [];
  let ready = write(steps[0]);
  try {
    for (const [index, step] of steps.entries()) {
      await ready;
      ready = write(steps[index + 1]);
      const run = await planStep(context, step, baseline, earlier);
      settle(step.folder, run.planned.written);
      runs.push(run);
    }
  } finally {
    await Promise.allSettled([ready]);
  }
  return runs;
};

/** @throws InventoryError with every problem of the list */
const pricesOf = ({ prices: path }: WhatIfOptions): PriceList | null => {
  if (path === null) return null;
  const { notes, ...prices } = readPrices(path, []);
  process.stderr.write(stateProblems(notes, '', null));
  return prices;
};

const planAll = async (context: Context, steps: readonly Step[]): Promise<readonly Planned[]> => {
  const { planner, settle } = context;
  const baseline = await planBaseline(context);
  settle(BASELINE, baseline.planned.written);
  await baseline.planned.written;
  const earlier = openBaseline(context, baseline);
  const others = await planSteps(context, steps, baseline, earlier).finally(async () => {
    await planner.idle();
    earlier.close();
  });
  const runs: readonly Planned[] = [baseline, ...others];
  const { staging, options } = context;
  writeFileSync(join(staging, 'compare.csv'), renderCompare(runs, options));
  writeFileSync(join(staging, 'fleet.csv'), renderFleet(runs, options));
  return runs;
};

/**
 * Plans the baseline and every scenario, and writes how they compare.
 * @throws ScenarioError, InventoryError, PolicyError and UsageError before anything is planned; the signal's reason when interrupted
 */
export const runWhatIf = async (options: WhatIfOptions, signal: AbortSignal): Promise<ExitCode> => {
  const { inventory, threads, rawCells, scripts, quiet } = options;
  const read = readScenarios(options.scenarios);
  checkNames(read);
  const scenarios = priceScenarios(read, pricesOf(options));
  const policy = await choosePolicy({ policy: options.policy, layouts: false });
  const text = readInventoryText(inventory);
  const steps = formSteps(text, scenarios, options.stack);
  const folder = options.out ?? `${defaultFolder(inventory, new Date())}-what-if`;
  const { staging, settle, commit, close } = openWhatIfFolder(folder);
  const planning: FolderOptions = { threads, rawCells, scripts, quiet, signal };
  const planner = new FolderPlanner(planning);
  const context: Context = { text, inventory, policy, staging, settle, folder, options: planning, planner };
  try {
    const runs = await planAll(context, steps);
    signal.throwIfAborted();
    await commit();
    const [baseline, ...others] = runs as readonly [Planned, ...Planned[]];
    const { problems } = baseline.planned;
    process.stderr.write(stateProblems(problems.first(), inventory, `${join(folder, BASELINE)}/rejects.csv`, problems.total));
    openAnnouncer('quiet', () => performance.now()).failures(baseline.planned.failures);
    for (const run of others) tell(run, baseline, context);
    if (!quiet) process.stdout.write(`Compare   ${join(folder, 'compare.csv')} by host, ${join(folder, 'fleet.csv')} by scenario\n`);
    return exitCodeOf(runs);
  } finally {
    await planner.close();
    close();
  }
};
