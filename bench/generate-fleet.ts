/** A synthetic fleet as the five files of an inventory. Same size, severity and seed → the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
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

/** The text of each file, by its name without `.csv`. */
export const generateFleet = ({ hosts, vmsPerHost, severity, seed }: FleetSize): ReadonlyMap<string, string> => {
  const random = createRandom(seed);
  const lines = new Map<keyof HostRows, string[]>(INVENTORY_FILES.map((file) => [file, [HEADERS[file]]]));
  let os = '2019';
  for (let index = 0; index < hosts; index += 1) {
    // A cluster runs one operating system.
    if (index % CLUSTER_SIZE === 0) os = random.pick(['2012r2', '2016', '2019', '2019', '2022', '2025']);
    const cluster = `cluster-${String(Math.floor(index / CLUSTER_SIZE) + 1).padStart(4, '0')}`;
    const name = `host-${String(index + 1).padStart(5, '0')}`;
    const rows = drawHost(random, { name, cluster, os, vms: vmsPerHost, severity: severity / 100 });
    for (const file of INVENTORY_FILES) lines.get(file)?.push(...rows[file]);
  }
  return new Map([...lines].map(([file, rows]) => [file, `${rows.join('\n')}\n`]));
};

/** @returns bytes written */
export const writeFleet = (folder: string, size: FleetSize): number => {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const [file, text] of generateFleet(size)) {
    writeFileSync(join(folder, `${file}.csv`), text);
    bytes += Buffer.byteLength(text);
  }
  return bytes;
};
