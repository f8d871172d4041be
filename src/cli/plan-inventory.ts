/** From an inventory folder to a report folder: scans, hands chunks out, takes unchanged clusters from an earlier report, and writes. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { headerLine, JOURNAL_SCHEMA, type JournalHeader } from '../fleet/journal.ts';
import { runChunks } from '../fleet/run-chunks.ts';
import { InventoryError } from '../inventory/inventory-error.ts';
import { readStrays } from '../inventory/read-strays.ts';
import { type InventoryMap, scanInventory } from '../inventory/scan-inventory.ts';
import type { ScanMemory } from '../inventory/scan-memory.ts';
import { compareNames } from '../model/name.ts';
import type { HostDigest } from '../reports/digest.ts';
import { pathSegment } from '../reports/path-segment.ts';
import type { RunFacts, RunSummary } from '../reports/run-summary.ts';
import type { Copier } from '../reports/copier.ts';
import { type Durability, PRIVATE, RunStore, scriptStagePath } from '../reports/run-store.ts';
import { digestText } from './digest-text.ts';
import type { Failure } from './announcer.ts';
import { type EarlierReport, openEarlierReport } from './earlier-report.ts';
import { planChunkOf } from './plan-work.ts';
import type { RunSettings } from './plan-chunk.ts';
import type { PlanPool } from './plan-pool.ts';
import { ProblemLog } from './problem-log.ts';
import { sizesOf } from './likely-unchanged.ts';
import { RUN_FILES } from './run-files.ts';
import { lockFolder } from './run-lock.ts';
import { RunStopped } from './run-stopped.ts';
import { RunWriter } from './run-writer.ts';
import { type HostSelection, selectHosts } from './select-hosts.ts';
import { readStandingReport } from './standing-report.ts';
import { readStopped, type StoppedRun } from './stopped-run.ts';
import { readVersion } from './version.ts';

/** At about half a millisecond a host this is a task of some 30 ms: long against the hand-over, short against a run. */
const CHUNK_HOSTS = 64;

export interface PlanRequest {
  readonly inventory: string;
  /** Folder of the report. */
  readonly folder: string;
  readonly settings: RunSettings;
  readonly only: string | null;
  readonly scripts: boolean;
  /** Go on with a run that was stopped. */
  readonly resume: boolean;
  /** Report whose unchanged clusters are taken as they are, by its folder, or open for several runs; null: plan every host. */
  readonly earlier: string | EarlierReport | null;
  /** A `staged` report may still be on its way to its place when the result is there. */
  readonly durability: Durability;
  readonly copier: Copier;
  /** What was found in the files of inventories that are mostly the same. */
  readonly memory: ScanMemory;
  readonly pool: PlanPool;
  readonly signal: AbortSignal;
  readonly onStart: (hosts: number) => void;
  readonly onProgress: (done: number, hosts: number) => void;
  /** Is told what the run says of each host, in order of name. */
  readonly onHost: (digest: HostDigest) => void;
}

export interface PlanResult {
  readonly summary: RunSummary;
  readonly failures: readonly Failure[];
  readonly problems: ProblemLog;
  /** Hosts of the inventory that were asked for. */
  readonly hosts: number;
  /** Hosts whose plans were taken from the earlier report. */
  readonly taken: number;
  /** Settles once the report is in its place. */
  readonly written: Promise<void>;
}

/**
 * Plans an inventory and writes its report.
 * @throws InventoryError and UsageError, after which nothing has changed; RunStopped where a later run can go on
 */
export const planInventory = async (request: PlanRequest): Promise<PlanResult> => {
  const { folder } = request;
  const lock = lockFolder(folder);
  const end = (): void => {
    rmSync(spillPath(folder), { recursive: true, force: true });
    lock.release();
  };
  const result = await planLocked(request).then(undefined, (error: unknown) => {
    end();
    throw error;
  });
  const written = result.written.finally(end);
  if (request.durability === 'durable') await written;
  // Whoever has a staged report waits for it, and is told then.
  else written.then(undefined, () => {});
  return { ...result, written };
};

const spillPath = (folder: string): string => join(folder, PRIVATE, 'spill');

const planLocked = async (request: PlanRequest): Promise<PlanResult> => {
  const standing = await standingOf(request);
  if (standing !== null) return standing;
  const map = await scan(request);
  const selection = selectHosts(map, request.only);
  const header = headerOf(request, map);
  request.onStart(selection.count);
  const journal = request.resume ? readStopped(request.folder, header) : null;
  const earlier = earlierOf(request, header.rules);
  const store = new RunStore(request.folder, RUN_FILES, journal, request.durability, request.copier);
  const writer = new RunWriter(store, request.settings.rawCells, isOrdered(map), request.onHost);
  const run: Run = { request, map, selection, header, earlier, store, writer, progress: { done: 0, taken: 0 } };
  const stop = async (error: unknown): Promise<never> => {
    const { done } = run.progress;
    const keep = done > 0 && !(error instanceof InventoryError);
    await store.abandon(keep);
    throw keep ? new RunStopped(error, done, selection.count) : error;
  };
  const close = (): void => {
    if (earlier !== request.earlier) earlier?.close();
  };
  try {
    const result = await writeAll(run, journal);
    return { ...result, written: result.written.then(undefined, stop).finally(close) };
  } catch (error) {
    return await stop(error).finally(close);
  }
};

/** What a run says whose report stands as it is; null: it has to be planned and written. */
const standingOf = async (request: PlanRequest): Promise<PlanResult | null> => {
  const { folder, inventory, earlier, resume, signal, onHost } = request;
  if (earlier !== folder || resume) return null;
  const rules = rulesOf(request);
  const standing = await readStandingReport({ inventory, folder, rules, signal, onHost }, (inputs) => factsOf(request, inputs));
  if (standing === null) return null;
  const { summary, hosts } = standing;
  request.onStart(hosts);
  request.onProgress(hosts, hosts);
  return { summary, failures: [], problems: new ProblemLog(), hosts, taken: hosts, written: Promise.resolve() };
};

const factsOf = ({ settings }: PlanRequest, inputs: RunFacts['inputs']): RunFacts => ({
  version: readVersion(),
  inputs: inputs.map(({ file, sha256 }) => ({ file, sha256 })),
  policySha256: digestText(JSON.stringify(settings.policy)),
});

const earlierOf = ({ earlier }: PlanRequest, rules: string): EarlierReport | null => {
  if (typeof earlier === 'string') return openEarlierReport(earlier, rules);
  return earlier?.rules === rules ? earlier : null;
};

const scan = async ({ inventory, folder, signal, memory }: PlanRequest): Promise<InventoryMap> => {
  const spillFolder = (): string => {
    mkdirSync(spillPath(folder), { recursive: true });
    return spillPath(folder);
  };
  const steps = scanInventory({ folder: inventory, chunkHosts: CHUNK_HOSTS, spillFolder, memory });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await turn();
    signal.throwIfAborted();
  }
};

/** Digest of all that the plans of a run depend on besides the inventory. */
export const rulesOf = ({ settings, only, scripts }: Pick<PlanRequest, 'settings' | 'only' | 'scripts'>): string =>
  digestText(JSON.stringify([readVersion(), settings, only, scripts]));

const headerOf = (request: PlanRequest, map: InventoryMap): JournalHeader => {
  const sizes = sizesOf(request.inventory);
  return {
    schema: JOURNAL_SCHEMA,
    rules: rulesOf(request),
    inputs: map.files.map(({ name, sha256 }) => ({ file: name, sha256, bytes: sizes.get(name) ?? 0 })),
    chunks: map.chunks.length,
  };
};

/** Whether the chunks one behind the other are in order of host. */
const isOrdered = ({ chunks, names: { names } }: InventoryMap): boolean => {
  let last: string | null = null;
  for (const chunk of chunks) {
    for (const host of chunk) {
      const name = names[host] ?? '';
      if (last !== null && compareNames(last, name) > 0) return false;
      last = name;
    }
  }
  return true;
};

interface Run {
  readonly request: PlanRequest;
  readonly map: InventoryMap;
  readonly selection: HostSelection;
  readonly header: JournalHeader;
  readonly earlier: EarlierReport | null;
  readonly store: RunStore;
  readonly writer: RunWriter;
  readonly progress: { done: number; taken: number };
}

const writeAll = async (run: Run, journal: StoppedRun | null): Promise<PlanResult> => {
  const { request, map, selection, writer, store, progress } = run;
  if (journal === null) {
    store.record(headerLine(run.header));
    writer.begin();
  }
  for (const chunk of journal?.chunks ?? []) {
    progress.done += countHosts(chunk);
    writer.count(chunk);
    if (request.scripts) takeScripts(store, request, run.earlier, chunk.told.kept);
  }
  await planChunks(run, journal?.chunks.length ?? 0);
  await writer.orderHosts();
  for (const { problems } of readStrays(map)) {
    writer.addStrays(problems);
    request.signal.throwIfAborted();
  }
  writer.addStrays(map.problems);
  request.signal.throwIfAborted();
  const { summary, written } = writer.finish(factsOf(request, run.header.inputs));
  return { summary, failures: writer.failures, problems: writer.problems, hosts: selection.count, taken: progress.taken, written };
};

const countHosts = ({ clusters }: { readonly clusters: readonly { readonly hosts: readonly unknown[] }[] }): number =>
  clusters.reduce((sum, { hosts }) => sum + hosts.length, 0);

const planChunks = async (run: Run, first: number): Promise<void> => {
  const { request, map, selection, writer, progress, earlier, store } = run;
  const work = {
    map,
    earlier,
    pool: request.pool,
    scripts: request.scripts ? scriptStagePath(request.folder) : null,
    rawCells: request.settings.rawCells,
  };
  const numbers = map.chunks.map((_, chunk) => chunk).slice(first);
  const results = runChunks({
    items: numbers,
    chunks: numbers.map((_, index) => [index]),
    execute: async ([chunk = 0]) => [await planChunkOf(work, chunk, selection.ofChunk(chunk))],
    inFlight: request.pool.inFlight,
    died: (chunk, message) => {
      throw new Error(`Chunk ${chunk}: ${message}`);
    },
    signal: request.signal,
    onDone: () => {},
  });
  let chunk = first;
  for await (const result of results) {
    if (result.kind === 'unreadable') throw new InventoryError(result.problems);
    const kept = result.taken.map(pathSegment);
    if (request.scripts) takeScripts(store, request, earlier, kept);
    writer.add(chunk, result.clusters, { problems: result.problems, kept });
    result.results.forEach(request.pool.takeBack);
    progress.done += countHosts(result);
    progress.taken += result.clusters.filter(({ hosts }) => hosts[0]?.kind === 'earlier').reduce((sum, { hosts }) => sum + hosts.length, 0);
    request.onProgress(progress.done, selection.count);
    chunk += 1;
  }
};

/** Scripts of clusters that are as they were: they stay where they are, or are linked from where they are. */
const takeScripts = (store: RunStore, { folder }: PlanRequest, earlier: EarlierReport | null, kept: readonly string[]): void => {
  for (const cluster of kept) {
    if (earlier === null || earlier.folder === folder) store.scripts.keep(cluster, earlier?.scriptsOf(cluster) ?? null);
    else store.scripts.link(earlier.folder, cluster);
  }
};
