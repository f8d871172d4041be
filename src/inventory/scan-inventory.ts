/**
 * Finds where the rows of every host stand, without reading them: the inventory of any size becomes slices of whole
 * clusters, each small enough to be read, planned and forgotten by whoever gets it.
 */
import { closeSync } from 'node:fs';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { compareNames, nameKey } from '../model/name.ts';
import { INVENTORY_TABLES } from './attributes.ts';
import { HOST } from './host-attributes.ts';
import { HostNames } from './host-names.ts';
import { InventoryError } from './inventory-error.ts';
import { type OpenTable, openTable } from './open-table.ts';
import { readClusterTable } from './read-slice.ts';
import type { Clusters } from './read-clusters.ts';
import type { ScanMemory } from './scan-memory.ts';
import type { Slice } from './slice.ts';
import { fileProblem } from './source.ts';
import { type Chunks, indexTable, type TableIndex } from './table-index.ts';
import { VM } from './vm-attributes.ts';
import { VmHolders } from './vm-holders.ts';

/** Hosts of a chunk, by their numbers, in order of name; clusters are whole, and one that is larger is a chunk by itself. */
export type HostChunk = readonly number[];

export interface InventoryMap {
  /** Every host that hosts.csv names, whether it can be planned or not. */
  readonly names: HostNames;
  /** In order of the first host of each. */
  readonly chunks: readonly HostChunk[];
  readonly slice: (chunk: number) => Slice;
  /** Rows that belong to no host. */
  readonly strays: () => Slice;
  /** Digest of all that the plans of a cluster depend on, by its number; null where none was taken. */
  readonly digest: (cluster: number) => readonly string[] | null;
  /** Notes on the files, and what is wrong with clusters.csv. */
  readonly problems: readonly Problem[];
  readonly files: readonly { readonly name: InventoryTable; readonly sha256: string }[];
}

export interface ScanRequest {
  readonly folder: string;
  /** Hosts of a chunk, unless a cluster has more. */
  readonly chunkHosts: number;
  /** Folder for copies of files whose rows of a host stand anywhere; made when it is wanted. */
  readonly spillFolder: () => string;
  /** Scans of inventories that are mostly the same. */
  readonly memory?: ScanMemory;
}

/**
 * Scans an inventory; between two windows the caller may do other things.
 * @throws InventoryError for what keeps a whole file from being read, of all files at once
 */
export function* scanInventory(request: ScanRequest): Generator<void, InventoryMap, undefined> {
  const tables = openTables(request);
  const problems = tables.flatMap(({ notes }) => notes);
  const scanned = yield* scanTables(tables, request, problems);
  const { names, holders, indexes, clusters, chunks } = scanned;
  const files = tables.map(({ table, digest }) => ({ name: table, sha256: scanned.digests.get(table) ?? digest() }));
  for (const { file, window } of tables) {
    closeSync(file);
    window.release();
  }
  request.memory?.keep({ folder: request.folder, names, holders, indexes, files });
  if (names.names.length === 0) problems.push(fileProblem('note', 'hosts.csv', 0, NO_HOSTS));
  const sharing = sharingOf(names, holders);
  holders.release();
  names.release();
  const sliceOf = (chunk: number, hosts: HostChunk): Slice => ({
    only: null,
    parts: indexes.map((index) => index.part(chunk)),
    clusters: clusterRows(names, hosts, clusters),
    elsewhere: hosts.flatMap((host) => {
      const told = sharing.get(host);
      return told === undefined ? [] : [told];
    }),
  });
  return {
    names,
    chunks,
    slice: (chunk) => sliceOf(chunk, chunks[chunk] ?? []),
    strays: () => sliceOf(chunks.length, []),
    digest: digestsOf(names, indexes, clusters, sharing),
    problems,
    files,
  };
}

interface ScannedTables {
  readonly names: HostNames;
  readonly holders: VmHolders;
  readonly indexes: readonly TableIndex[];
  readonly clusters: Clusters;
  readonly chunks: readonly HostChunk[];
  /** Of files that an earlier scan knew, which need no other. */
  readonly digests: ReadonlyMap<InventoryTable, string>;
}

/** hosts.csv comes first: it says which chunk the rows of the other files go to. */
function* scanTables(
  tables: readonly OpenTable[],
  { folder, chunkHosts, spillFolder, memory }: ScanRequest,
  problems: Problem[],
): Generator<void, ScannedTables, undefined> {
  const names = new HostNames();
  let holders = new VmHolders();
  const digests = new Map<InventoryTable, string>();
  let numbers = NO_CHUNKS;
  let chunks: readonly HostChunk[] = [];
  const clusters: Clusters = new Map();
  const indexes: TableIndex[] = [];
  for (const table of tables) {
    if (table.table === 'clusters.csv') {
      readClusterTable(table, names, clusters, problems);
      continue;
    }
    const known = table.table === 'hosts.csv' ? null : (memory?.find(folder, table, names) ?? null);
    if (known !== null) digests.set(table.table, known.sha256);
    if (known !== null && table.table === 'vms.csv') holders = known.holders;
    const ofVms = table.table === 'vms.csv' ? holders : null;
    const scanning = { names, second: secondColumn(table), holders: ofVms, chunks: () => numbers, spillFolder };
    indexes.push(known?.index ?? (yield* indexTable(table, scanning)));
    if (table.table === 'hosts.csv') {
      chunks = formChunks(names, chunkHosts);
      numbers = chunkNumbers(names, chunks);
    }
  }
  return { names, holders, indexes, clusters, chunks, digests };
}

/** An export that broke off looks like this, and a night without hosts must not pass for a quiet one. */
const NO_HOSTS = {
  code: 'no-hosts',
  message: 'The file holds no host, so there is nothing to plan.',
  remedy: 'Check the export, unless the inventory is meant to be empty.',
};

/** The same at once, for callers that have nothing else to do meanwhile. */
export const scanAtOnce = (request: ScanRequest): InventoryMap => {
  const steps = scanInventory(request);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

const NO_CHUNKS: Chunks = { ofCluster: new Int32Array(0), count: 0 };

const openTables = ({ folder, spillFolder }: ScanRequest): readonly OpenTable[] => {
  const opened = INVENTORY_TABLES.map((table) => openTable(folder, table, spillFolder));
  const fatal = opened.flatMap((table) => (table !== null && 'problems' in table ? table.problems : []));
  const sound = opened.filter((table): table is OpenTable => table !== null && 'window' in table);
  if (fatal.length === 0) return sound;
  for (const { file } of sound) closeSync(file);
  throw new InventoryError(fatal);
};

const secondColumn = ({ table, header }: OpenTable): number => {
  if (table === 'hosts.csv') return header.columns[HOST.cluster.position] ?? -1;
  return table === 'vms.csv' ? (header.columns[VM.vm.position] ?? -1) : -1;
};

const formChunks = ({ names, clusterOf }: HostNames, size: number): readonly HostChunk[] => {
  const order = names.map((_, host) => host).sort((a, b) => compareNames(names[a] ?? '', names[b] ?? ''));
  const members = new Map<number, number[]>();
  for (const host of order) {
    const cluster = clusterOf[host] ?? 0;
    const known = members.get(cluster);
    if (known === undefined) members.set(cluster, [host]);
    else known.push(host);
  }
  const place = new Int32Array(order.length);
  order.forEach((host, at) => {
    place[host] = at;
  });
  const chunks: number[][] = [];
  for (const hosts of members.values()) {
    const open = chunks.at(-1);
    if (open === undefined || open.length + hosts.length > size) chunks.push([...hosts]);
    else open.push(...hosts);
  }
  return chunks.map((chunk) => chunk.sort((a, b) => (place[a] ?? 0) - (place[b] ?? 0)));
};

const chunkNumbers = ({ clusterOf, clusters }: HostNames, hostChunks: readonly HostChunk[]): Chunks => {
  const ofCluster = new Int32Array(clusters.length);
  hostChunks.forEach((hosts, chunk) => {
    for (const host of hosts) ofCluster[clusterOf[host] ?? 0] = chunk;
  });
  return { ofCluster, count: hostChunks.length };
};

type Sharing = ReadonlyMap<number, Slice['elsewhere'][number]>;

/** One VM runs on one host, so one of the rows is stale: each host is told of the first other that has the name too. */
const sharingOf = ({ names }: HostNames, { shared }: VmHolders): Sharing => {
  const sharing = new Map<number, [string, [string, string][]]>();
  for (const [vm, holders] of shared) {
    const [first = 0, second = 0] = [...holders].sort((a, b) => compareNames(names[a] ?? '', names[b] ?? ''));
    for (const host of holders) {
      const known = sharing.get(host) ?? [names[host] ?? '', []];
      sharing.set(host, known);
      known[1].push([vm, names[host === first ? second : first] ?? '']);
    }
  }
  return sharing;
};

const clusterRows = ({ clusterOf, clusters: written }: HostNames, hosts: HostChunk, clusters: Clusters): Slice['clusters'] => {
  const keys = new Set(hosts.map((host) => nameKey(written[clusterOf[host] ?? 0] ?? '')));
  return [...keys].flatMap((key) => {
    const row = clusters.get(key);
    return row === undefined ? [] : [[key, { clusterUplink: row.clusterUplink, spareHosts: row.spareHosts }] as const];
  });
};

/** All that is read of a cluster, and how: rows, columns, its row of clusters.csv, VMs that stand elsewhere too. */
const digestsOf = (names: HostNames, indexes: readonly TableIndex[], clusters: Clusters, sharing: Sharing): InventoryMap['digest'] => {
  if (indexes.some(({ digests }) => digests === null)) return () => null;
  const layouts = indexes.map(({ table }) => JSON.stringify([table.header.delimiter, table.header.width, table.header.columns]));
  const elsewhere = new Map<number, string[]>();
  for (const [host, told] of sharing) {
    const cluster = names.clusterOf[host] ?? 0;
    elsewhere.set(cluster, [...(elsewhere.get(cluster) ?? []), JSON.stringify(told)]);
  }
  return (cluster) => [
    ...layouts,
    ...indexes.map(({ digests }) => digests?.get(cluster) ?? ''),
    JSON.stringify(clusters.get(nameKey(names.clusters[cluster] ?? '')) ?? null),
    ...(elsewhere.get(cluster) ?? []).sort(),
  ];
};
