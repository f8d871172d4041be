/**
 * The report of an earlier run as a store of plans: a cluster of which nothing has changed since is taken from there, byte
 * for byte, instead of being planned again.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { type JournaledChunk, type JournaledCluster, parseLine, readChunkLines, readHeaderLine } from '../fleet/journal.ts';
import { compareNames } from '../model/name.ts';
import { isUntouched, readStates } from '../reports/run-marks.ts';
import { indexPath, placeOf } from '../reports/run-store.ts';
import { headerOfRun, RUN_FILES } from './run-files.ts';

export interface EarlierHost {
  readonly host: string;
  /** Where its rows begin in each file, in order of RUN_FILES, and how long they are. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

interface Place {
  /** Line of the index. */
  readonly at: number;
  readonly end: number;
  readonly cluster: number;
  /** Numbers of its hosts in order of the report. */
  readonly hosts: readonly number[];
}

const FILES = RUN_FILES.length;

export class EarlierReport {
  readonly folder: string;
  readonly #index: Buffer;
  readonly #places: ReadonlyMap<string, Place>;
  /** FILES offsets a host, in the order in which the index lists them. */
  readonly #offsets: Float64Array;
  readonly #open = new Map<number, number>();
  #line: { readonly at: number; readonly chunk: JournaledChunk<unknown> } | null = null;

  constructor(folder: string, index: Buffer, places: ReadonlyMap<string, Place>, offsets: Float64Array) {
    this.folder = folder;
    this.#index = index;
    this.#places = places;
    this.#offsets = offsets;
  }

  /** The hosts of the cluster that had this digest; null where there is none. */
  find(digest: string): readonly EarlierHost[] | null {
    const place = this.#places.get(digest);
    if (place === undefined) return null;
    const cluster = this.#clusterAt(place);
    return (
      cluster?.hosts.map(({ host, lengths }, index) => {
        const from = (place.hosts[index] ?? 0) * FILES;
        return { host, lengths, offsets: Array.from(this.#offsets.subarray(from, from + FILES)) };
      }) ?? null
    );
  }

  #clusterAt({ at, end, cluster }: Place): JournaledCluster | null {
    if (this.#line?.at !== at) {
      const chunk = parseLine<JournaledChunk<unknown>>(this.#index, at, end);
      if (chunk === null) return null;
      this.#line = { at, chunk };
    }
    return this.#line.chunk.clusters[cluster] ?? null;
  }

  /** The open file, by its place among RUN_FILES. */
  file(place: number): number {
    const known = this.#open.get(place);
    if (known !== undefined) return known;
    const file = openSync(placeOf(this.folder, RUN_FILES[place] ?? ''), 'r');
    this.#open.set(place, file);
    return file;
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }
}

/** @returns null where there is nothing that could be taken: no index, other rules, or files that were changed by hand */
export const openEarlierReport = (folder: string, rules: string): EarlierReport | null => {
  const path = indexPath(folder);
  const states = readStates(folder);
  if (states === null || !existsSync(path) || !startsWithRules(path, rules)) return null;
  if (!RUN_FILES.every((file) => isUntouched(folder, file, states))) return null;
  const index = readFileSync(path);
  const start = readHeaderLine(index);
  if (start === null || start.header.rules !== rules) return null;
  const places = new Map<string, Place>();
  const hosts: { readonly name: string; readonly lengths: readonly number[] }[] = [];
  for (const { chunk, at, end } of readChunkLines<unknown>(index, start.end)) {
    chunk.clusters.forEach((cluster, number) => {
      const numbers = cluster.hosts.map(({ host, lengths }) => hosts.push({ name: host, lengths }) - 1);
      if (cluster.digest !== null) places.set(cluster.digest, { at, end, cluster: number, hosts: numbers });
    });
  }
  return new EarlierReport(folder, index, places, offsetsOf(hosts));
};

/** Looks at the first line alone: an index of another policy may be large. */
const startsWithRules = (path: string, rules: string): boolean => {
  const file = openSync(path, 'r');
  const start = Buffer.alloc(4096);
  const read = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return start.toString('utf8', 0, read).includes(rules);
};

/** Rows stand in order of host, behind the header of each file. */
const offsetsOf = (hosts: readonly { readonly name: string; readonly lengths: readonly number[] }[]): Float64Array => {
  const offsets = new Float64Array(hosts.length * FILES);
  const ends = RUN_FILES.map((file) => Buffer.byteLength(headerOfRun(file)));
  const order = hosts.map((_, index) => index).sort((a, b) => compareNames(hosts[a]?.name ?? '', hosts[b]?.name ?? ''));
  for (const index of order) {
    for (let place = 0; place < FILES; place += 1) {
      offsets[index * FILES + place] = ends[place] ?? 0;
      ends[place] = (ends[place] ?? 0) + (hosts[index]?.lengths[place] ?? 0);
    }
  }
  return offsets;
};
