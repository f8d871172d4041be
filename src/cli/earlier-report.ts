/**
 * The report of an earlier run as a store of plans: a cluster of which nothing has changed since is taken from there, byte
 * for byte, instead of being planned again.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type JournaledChunk, type JournaledCluster, parseLine, readChunkLines, readHeaderLine } from '../fleet/journal.ts';
import { compareNames } from '../model/name.ts';
import type { HostDigest } from '../reports/digest.ts';
import { pathSegment } from '../reports/path-segment.ts';
import { isUntouched, readState } from '../reports/run-marks.ts';
import { indexPath, placeOf } from '../reports/run-store.ts';
import { SCRIPTS } from '../reports/script-stage.ts';
import { areScriptsUntouched, type ScriptState, type ScriptStates } from '../reports/script-states.ts';
import { DIGESTS, headerOfRun, RUN_FILES } from './run-files.ts';

export interface EarlierHost {
  readonly host: string;
  /** Where its rows begin in each file, in order of RUN_FILES, and how long they are. */
  readonly offsets: Float64Array;
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
const DIGEST_PLACE = RUN_FILES.indexOf(DIGESTS);
const DIGESTS_AT_ONCE = 1 << 20;

/** What is told of each host of a report, by its name. */
export type KnownDigests = ReadonlyMap<string, HostDigest>;

/** What the index of a report says. */
interface Index {
  readonly bytes: Buffer;
  readonly places: ReadonlyMap<string, Place>;
  /** FILES offsets a host, in the order in which the index lists them. */
  readonly offsets: Float64Array;
  readonly scripts: ScriptStates;
  /** Clusters of the report, those that no run takes from it among them. */
  readonly clusters: number;
}

export class EarlierReport {
  readonly folder: string;
  /** Digest of all that its plans depend on besides the inventory. */
  readonly rules: string;
  readonly #index: Buffer;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #clusters: number;
  /** FILES offsets a host, in the order in which the index lists them. */
  readonly #offsets: Float64Array;
  readonly #scripts: ReadonlyMap<string, readonly ScriptState[]>;
  readonly #known: KnownDigests;
  readonly #open = new Map<number, number>();
  /** Digests that were read together. */
  #read: { readonly at: number; readonly bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) };
  #line: { readonly at: number; readonly chunk: JournaledChunk<unknown> } | null = null;

  constructor(folder: string, rules: string, index: Index, known: KnownDigests) {
    this.folder = folder;
    this.rules = rules;
    this.#known = known;
    this.#index = index.bytes;
    this.#places = index.places;
    this.#clusters = index.clusters;
    this.#offsets = index.offsets;
    // A cluster may bear the name of something that every object has.
    this.#scripts = new Map(Object.entries(index.scripts));
  }

  /** The hosts of the cluster that had this digest; null where there is none, or its scripts were touched by hand. */
  find(digest: string): readonly EarlierHost[] | null {
    const place = this.#places.get(digest);
    if (place === undefined) return null;
    const cluster = this.#clusterAt(place);
    if (cluster === null || !this.#hasItsScripts(pathSegment(cluster.cluster))) return null;
    return cluster.hosts.map(({ host, lengths }, index) => {
      const from = (place.hosts[index] ?? 0) * FILES;
      return { host, lengths, offsets: this.#offsets.subarray(from, from + FILES) };
    });
  }

  /** Every host of the report, in order of name; null where one of its clusters cannot be taken. */
  allHosts(): readonly EarlierHost[] | null {
    if (this.#places.size < this.#clusters) return null;
    const hosts: EarlierHost[] = [];
    for (const digest of this.#places.keys()) {
      const members = this.find(digest);
      if (members === null) return null;
      hosts.push(...members);
    }
    return hosts.sort((a, b) => compareNames(a.host, b.host));
  }

  #hasItsScripts(cluster: string): boolean {
    return areScriptsUntouched(join(this.folder, SCRIPTS, cluster), this.scriptsOf(cluster));
  }

  /** What the scripts of a cluster were when the report was written, by the folder of the cluster. */
  scriptsOf(cluster: string): readonly ScriptState[] {
    return this.#scripts.get(cluster) ?? [];
  }

  #clusterAt({ at, end, cluster }: Place): JournaledCluster | null {
    if (this.#line?.at !== at) {
      const chunk = parseLine<JournaledChunk<unknown>>(this.#index, at, end);
      if (chunk === null) return null;
      this.#line = { at, chunk };
    }
    return this.#line.chunk.clusters[cluster] ?? null;
  }

  /** What is told of a host. */
  digestOf({ host, offsets, lengths }: EarlierHost): HostDigest {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    return JSON.parse(this.#digestText(offsets[DIGEST_PLACE] ?? 0, lengths[DIGEST_PLACE] ?? 0)) as HostDigest;
  }

  /** Hosts are asked for in the order of the file, so many are read at once. */
  #digestText(at: number, length: number): string {
    if (at < this.#read.at || at + length > this.#read.at + this.#read.bytes.length) {
      const bytes = Buffer.allocUnsafe(Math.max(length, DIGESTS_AT_ONCE));
      this.#read = { at, bytes: bytes.subarray(0, readSync(this.file(DIGEST_PLACE), bytes, 0, bytes.length, at)) };
    }
    return this.#read.bytes.toString('utf8', at - this.#read.at, at - this.#read.at + length);
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

/**
 * @param known digests that need not be read again
 * @returns null where there is nothing that could be taken: no index, other rules, or files that were changed by hand
 */
export const openEarlierReport = (folder: string, rules: string, known: KnownDigests = new Map()): EarlierReport | null => {
  const path = indexPath(folder);
  const state = readState(folder);
  if (state === null || !existsSync(path) || !startsWithRules(path, rules)) return null;
  if (!RUN_FILES.every((file) => isUntouched(folder, file, state.files))) return null;
  const index = readFileSync(path);
  const start = readHeaderLine(index);
  if (start === null || start.header.rules !== rules) return null;
  const places = new Map<string, Place>();
  let clusters = 0;
  const hosts: { readonly name: string; readonly lengths: readonly number[] }[] = [];
  for (const { chunk, at, end } of readChunkLines<unknown>(index, start.end)) {
    clusters += chunk.clusters.length;
    chunk.clusters.forEach((cluster, number) => {
      const numbers = cluster.hosts.map(({ host, lengths }) => hosts.push({ name: host, lengths }) - 1);
      if (cluster.digest !== null) places.set(cluster.digest, { at, end, cluster: number, hosts: numbers });
    });
  }
  return new EarlierReport(folder, rules, { bytes: index, places, offsets: offsetsOf(hosts), scripts: state.scripts, clusters }, known);
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
