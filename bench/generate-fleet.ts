/** A synthetic fleet as the five files of an inventory. Same size, severity and seed → the same bytes. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { drawHost, HEADERS, type HostRows } from './draw-host.ts';
import { createRandom } from './random.ts';

export interface FleetSize {
  readonly hosts: number;
  readonly vmsPerHost: number;
  /** 0 benign … 100 pathological: small links, floors beyond capacity, memory written faster than it is sent. */
  readonly severity: number;
  readonly seed: number;
}

export const INVENTORY_FILES = ['hosts', 'switches', 'nics', 'vms', 'adapters'] as const satisfies readonly (keyof HostRows)[];

const CLUSTER_SIZE = 8;

/** The rows of each host, one host after the other. */
function* drawFleet({ hosts, vmsPerHost, severity, seed }: FleetSize): Generator<HostRows, void, undefined> {
  const random = createRandom(seed);
  let os = '2019';
  // As wide as the last number: a host that stood out of order would have the whole report put into order a second time.
  const numbered = (prefix: string, width: number, number: number, last: number): string =>
    `${prefix}-${String(number).padStart(Math.max(width, String(last).length), '0')}`;
  for (let index = 0; index < hosts; index += 1) {
    // A cluster runs one operating system.
    if (index % CLUSTER_SIZE === 0) os = random.pick(['2012r2', '2016', '2019', '2019', '2022', '2025']);
    const cluster = numbered('cluster', 4, Math.floor(index / CLUSTER_SIZE) + 1, Math.ceil(hosts / CLUSTER_SIZE));
    const name = numbered('host', 5, index + 1, hosts);
    yield drawHost(random, { name, cluster, os, vms: vmsPerHost, severity: severity / 100 });
  }
}

/** The text of each file, by its name without `.csv`. */
export const generateFleet = (size: FleetSize): ReadonlyMap<string, string> => {
  const lines = new Map<keyof HostRows, string[]>(INVENTORY_FILES.map((file) => [file, [HEADERS[file]]]));
  for (const rows of drawFleet(size)) for (const file of INVENTORY_FILES) lines.get(file)?.push(...rows[file]);
  return new Map([...lines].map(([file, rows]) => [file, `${rows.join('\n')}\n`]));
};

/** Hosts written together: a fleet may be larger than the longest string. */
const TOGETHER = 1000;

/** @returns bytes written */
export const writeFleet = (folder: string, size: FleetSize): number => {
  mkdirSync(folder, { recursive: true });
  const files = INVENTORY_FILES.map((name) => ({ name, file: openSync(join(folder, `${name}.csv`), 'w'), lines: [HEADERS[name]] }));
  let bytes = 0;
  const flush = (): void => {
    for (const { file, lines } of files) {
      if (lines.length > 0) bytes += writeSync(file, `${lines.join('\n')}\n`);
      lines.length = 0;
    }
  };
  let drawn = 0;
  for (const rows of drawFleet(size)) {
    for (const { name, lines } of files) lines.push(...rows[name]);
    drawn += 1;
    if (drawn % TOGETHER === 0) flush();
  }
  flush();
  for (const { file } of files) closeSync(file);
  return bytes;
};
