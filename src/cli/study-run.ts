/** What `converge failures` and `converge maintenance` share: from the inventory to a folder that appears whole or not at all. */
import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type Inventory, readInventory } from '../inventory/read-inventory.ts';
import { nearest } from '../inventory/nearest.ts';
import type { Host } from '../model/host.ts';
import type { Problem } from '../model/problem.ts';
import { headerOf } from '../reports/render-outcome.ts';
import { renderRejects } from '../reports/rejects-table.ts';
import { openRun, type RunWriter } from '../reports/write-run.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { matchesGlob } from '../model/match-glob.ts';
import { paint } from './paint.ts';
import { threadsFor } from './plan-pool.ts';
import { openProgress } from './progress.ts';
import { stateProblems } from './state-problems.ts';
import { type ClusterHosts, type StudyFragment, studyFleet } from './study-fleet.ts';
import { UsageError } from './usage-error.ts';

export interface StudyOptions {
  readonly inventory: string;
  /** null: named after the date, the inventory and the command. */
  readonly out: string | null;
  readonly policy: string | null;
  readonly threads: number | null;
  /** Only clusters whose name matches; null: all. */
  readonly cluster: string | null;
}

export interface Study<Digest> {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly study: (clusters: readonly ClusterHosts[]) => Promise<readonly StudyFragment<Digest>[]>;
  readonly worker: URL;
  readonly workerData: unknown;
  readonly screen: (digests: readonly Digest[], options: { readonly width: number; readonly folder: string }) => string;
}

/** @throws UsageError where no cluster matches */
export const selectClusters = (hosts: readonly Host[], glob: string | null): readonly Host[] => {
  if (glob === null) return hosts;
  const chosen = hosts.filter(({ cluster }) => matchesGlob(glob, cluster));
  if (chosen.length > 0) return chosen;
  const names = [...new Set(hosts.map(({ cluster }) => cluster))];
  const near = nearest(glob, names);
  const remedy = near === null ? 'Use * for any characters and ? for one, in quotes.' : `Maybe you meant ${near}.`;
  throw new UsageError(`--cluster (${glob}) matches none of the ${names.length} clusters.`, remedy);
};

const errorsOf = ({ problems }: Inventory): readonly Problem[] => problems.filter(({ severity }) => severity === 'error');

const stateViolations = (fragments: readonly StudyFragment<unknown>[]): string =>
  fragments
    .flatMap(({ cluster, violations }) =>
      violations.map(
        ({ rule, subject, message }) =>
          `${paint('red', 'error')}: ${cluster}: ${subject} failed by a fault of converge: ${rule}: ${message}\n    Please report it.\n`,
      ),
    )
    .join('');

/** Files of a run, each begun by its header, so that a file without rows says so and an older one does not stay. */
const begin = async (run: RunWriter, headers: Readonly<Record<string, string>>, problems: readonly Problem[]): Promise<void> => {
  for (const [file, header] of Object.entries(headers)) await run.append(file, header);
  await run.append('rejects.csv', headerOf('rejects.csv') + renderRejects(problems, { rawCells: false }));
};

const write = async <Digest>(
  folder: string,
  fragments: AsyncIterable<StudyFragment<Digest>>,
  headers: Readonly<Record<string, string>>,
  problems: readonly Problem[],
): Promise<readonly StudyFragment<Digest>[]> => {
  const existed = existsSync(folder);
  const run = await openRun(folder);
  const told: StudyFragment<Digest>[] = [];
  let written = false;
  try {
    await begin(run, headers, problems);
    for await (const fragment of fragments) {
      for (const [file, text] of Object.entries(fragment.files)) if (text !== '') await run.append(file, text);
      told.push({ ...fragment, files: {} });
    }
    await run.commit();
    written = true;
    return told;
  } finally {
    if (!written) await run.abort();
    if (!written && !existed && (await readdir(folder)).length === 0) await rmdir(folder);
  }
};

/**
 * Studies the clusters of an inventory and writes the report.
 * @param studyOf what to study; it may refuse what else the user gave beside the inventory
 * @throws InventoryError and UsageError before anything is written; the signal's reason when interrupted
 */
export const runStudy = async <Digest>(
  options: StudyOptions,
  studyOf: (inventory: Inventory) => Study<Digest>,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const threads = threadsFor(options.inventory, options.threads ?? availableParallelism());
  const inventory = readInventory(options.inventory);
  const study = studyOf(inventory);
  const hosts = selectClusters(inventory.hosts, options.cluster);
  const folder = options.out ?? `${defaultFolder(options.inventory, new Date())}-${study.name}`;
  process.stderr.write(stateProblems(inventory.problems, options.inventory, 'rejects.csv'));
  const progress = openProgress(process.stderr, () => performance.now(), 'clusters');
  const total = new Set(hosts.map(({ cluster }) => cluster)).size;
  let done = 0;
  const onDone = (clusters: number): void => {
    done += clusters;
    progress.show(done, total);
  };
  const fragments = studyFleet({ ...study, hosts, threads, signal, onDone });
  const told = await write(folder, fragments, study.headers, errorsOf(inventory)).finally(progress.clear);
  process.stderr.write(stateViolations(told));
  const digests = told.flatMap(({ digest }) => (digest === null ? [] : [digest]));
  process.stdout.write(`${study.screen(digests, { width: process.stdout.columns || 100, folder })}\n`);
  if (told.some(({ violations }) => violations.length > 0)) return EXIT_FAILED;
  return errorsOf(inventory).length > 0 ? EXIT_REJECTED : EXIT_DONE;
};
