/** One chunk of a run: what can be taken from an earlier report is taken, the rest goes to a worker, and no host is lost with one. */
import { workerDied } from '../fleet/failed-outcome.ts';
import { type Salvaged, salvage } from '../fleet/lose-no-cluster.ts';
import { nameKey } from '../model/name.ts';
import type { Problem } from '../model/problem.ts';
import type { InventoryMap } from '../inventory/scan-inventory.ts';
import { digestText } from './digest-text.ts';
import type { EarlierHost, EarlierReport } from './earlier-report.ts';
import { renderHosts } from './fragment.ts';
import type { ChunkResult, ChunkTask, PlannedChunk } from './plan-chunk.ts';
import type { PlanPool } from './plan-pool.ts';
import type { HostRows, WrittenCluster } from './run-writer.ts';

export interface WorkRequest {
  readonly map: InventoryMap;
  readonly earlier: EarlierReport | null;
  readonly pool: PlanPool;
  /** Folder below which workers write scripts; null: they write none. */
  readonly scripts: string | null;
  readonly rawCells: boolean;
}

export interface ChunkWork {
  readonly kind: 'planned';
  readonly clusters: readonly WrittenCluster[];
  readonly problems: readonly Problem[];
  /** Clusters that were taken from the earlier report. */
  readonly taken: readonly string[];
  /** What workers sent; the pool wants it back once it is written. */
  readonly results: readonly PlannedChunk[];
}

export type WorkResult = ChunkWork | Extract<ChunkResult, { readonly kind: 'unreadable' }>;

interface Cluster {
  readonly name: string;
  readonly digest: string | null;
  readonly hosts: readonly string[];
  readonly earlier: readonly EarlierHost[] | null;
}

/** @param hosts of the chunk that are wanted, in order of name */
export const planChunkOf = async (request: WorkRequest, chunk: number, hosts: readonly number[]): Promise<WorkResult> => {
  const clusters = clustersOf(request, hosts);
  const missing = clusters.filter(({ earlier }) => earlier === null);
  const isWhole = missing.length === clusters.length && hosts.length === request.map.chunks[chunk]?.length;
  const done = missing.length === 0 ? NOTHING : await planMissing(request, chunk, missing, isWhole);
  if ('kind' in done) return done;
  const rows = rowsByHost(done.results, deadHosts(done.dead, missing, request.rawCells));
  return {
    kind: 'planned',
    clusters: clusters.map((cluster) => writtenCluster(cluster, rows, request.earlier)),
    problems: done.results.flatMap(({ problems }) => problems),
    taken: clusters.filter(({ earlier }) => earlier !== null).map(({ name }) => name),
    results: done.results,
  };
};

const NOTHING: Salvaged<PlannedChunk> = { results: [], dead: [] };

const clustersOf = ({ map, earlier }: WorkRequest, hosts: readonly number[]): readonly Cluster[] => {
  const members = new Map<number, number[]>();
  for (const host of hosts) {
    const cluster = map.names.clusterOf[host] ?? 0;
    members.set(cluster, [...(members.get(cluster) ?? []), host]);
  }
  return [...members].map(([cluster, numbers]) => {
    const parts = map.digest(cluster);
    const digest = parts === null ? null : digestText(parts.join('\n'));
    const names = numbers.map((host) => map.names.names[host] ?? '');
    const found = digest === null ? null : (earlier?.find(digest) ?? null);
    const isSame = found?.length === names.length && found.every(({ host }, index) => host === names[index]);
    return { name: map.names.clusters[cluster] ?? '', digest, hosts: names, earlier: isSame ? found : null };
  });
};

const planMissing = async (
  { map, pool, scripts }: WorkRequest,
  chunk: number,
  missing: readonly Cluster[],
  isWhole: boolean,
): Promise<Salvaged<PlannedChunk> | Extract<ChunkResult, { kind: 'unreadable' }>> => {
  const slice = map.slice(chunk);
  let unreadable: Extract<ChunkResult, { kind: 'unreadable' }> | null = null;
  const planSome = async (hosts: readonly string[] | null): Promise<{ readonly result: PlannedChunk } | { readonly lost: string }> => {
    const task: ChunkTask = { slice: { ...slice, only: hosts?.map(nameKey) ?? null }, scripts, used: null };
    const ended = await pool.execute([task]).then(
      ([result]) => result ?? 'The worker gave no result.',
      (reason: unknown) => (reason instanceof Error && reason.message !== '' ? reason.message : 'The worker gave no reason.'),
    );
    if (typeof ended === 'string') return { lost: ended };
    if (ended.kind === 'planned') return { result: ended };
    unreadable = ended;
    return { lost: 'A file of the inventory changed.' };
  };
  const all = missing.flatMap(({ hosts }) => hosts);
  const ended = await planSome(isWhole ? null : all);
  if (unreadable !== null) return unreadable;
  if ('result' in ended) return { results: [ended.result], dead: [] };
  if (pool.isClosing()) return NOTHING;
  const salvaged = await salvage(
    missing.map(({ hosts }) => hosts),
    planSome,
  );
  return unreadable ?? salvaged;
};

/** Hosts that took their worker with them, as a chunk of their own. */
const deadHosts = (dead: Salvaged<PlannedChunk>['dead'], clusters: readonly Cluster[], rawCells: boolean): PlannedChunk | null => {
  if (dead.length === 0) return null;
  const clusterOf = new Map(clusters.flatMap(({ name, hosts }) => hosts.map((host) => [host, name] as const)));
  // The row of the host stands in a file that this thread does not read, so its version is not known here.
  const outcomes = dead.map(({ host, message }) => workerDied({ name: host, cluster: clusterOf.get(host) ?? '', os: '' }, message));
  const rendered = renderHosts(
    outcomes.map((outcome) => ({ outcome, loose: [] })),
    { rawCells },
  );
  return { ...rendered, kind: 'planned', hosts: rendered.hosts.map((host) => ({ ...host, isRepeatable: false })), problems: [] };
};

const rowsByHost = (
  results: readonly PlannedChunk[],
  dead: PlannedChunk | null,
): ReadonlyMap<string, HostRows & { readonly kind: 'planned' }> => {
  const rows = new Map<string, HostRows & { readonly kind: 'planned' }>();
  for (const chunk of dead === null ? results : [...results, dead]) {
    chunk.hosts.forEach(({ host }, index) => rows.set(nameKey(host), { kind: 'planned', chunk, index }));
  }
  return rows;
};

const writtenCluster = (
  { name, digest, hosts, earlier }: Cluster,
  rows: ReadonlyMap<string, HostRows & { readonly kind: 'planned' }>,
  report: EarlierReport | null,
): WrittenCluster => {
  if (earlier !== null && report !== null) {
    return { cluster: name, digest, hosts: earlier.map((host): HostRows => ({ kind: 'earlier', report, host })) };
  }
  const planned = hosts.map((host) => {
    const found = rows.get(nameKey(host));
    if (found === undefined) throw new Error(`The worker said nothing of the host ${host}.`);
    return found;
  });
  const isRepeatable = planned.every(({ chunk, index }) => chunk.hosts[index]?.isRepeatable === true);
  return { cluster: name, digest: isRepeatable ? digest : null, hosts: planned };
};
