/** Where the rows of every chunk stand in one file: kept as runs of rows, or, where rows of a host stand anywhere, sorted on disk. */
import { join } from 'node:path';
import { FileScan, type FoundBroken, type RowSorter } from './file-scan.ts';
import { type HostNames, NOBODY } from './host-names.ts';
import type { OpenTable } from './open-table.ts';
import { Runs } from './runs.ts';
import { type BrokenRow, PIECE, type SlicePart } from './slice.ts';
import { Spill } from './spill.ts';
import type { VmHolders } from './vm-holders.ts';
import { ByteWindow } from './byte-window.ts';

/** Runs that are kept however few hosts there are. */
const FEW_RUNS = 4096;
/** Runs for every host: a file in order of host has one, one in order of something else as many as it has rows. */
const RUNS_PER_HOST = 4;

/** Hosts put together for planning; NOBODY's rows have a chunk of their own, behind all others. */
export interface Chunks {
  /** Number of the chunk of each cluster. */
  readonly ofCluster: Int32Array;
  readonly count: number;
}

export interface TableIndex {
  readonly table: OpenTable;
  readonly part: (chunk: number) => SlicePart;
  /** Digest of the bytes of the rows of each cluster; null: they were sorted on disk, and none was taken. */
  readonly digests: ReadonlyMap<number, string> | null;
  /** The same of another file with the same bytes; null: the rows were sorted on disk, for one run. */
  readonly movedTo: ((table: OpenTable) => TableIndex) | null;
}

export interface Scanning {
  readonly names: HostNames;
  /** null: hosts.csv is being read, and there are no chunks yet. */
  readonly chunks: () => Chunks;
  readonly holders: VmHolders | null;
  /** Column of the second cell: the VM, or the cluster. */
  readonly second: number;
  readonly spillFolder: () => string;
}

/** Scans one file; between windows the caller may do other things. */
export function* indexTable(table: OpenTable, scanning: Scanning): Generator<void, TableIndex, undefined> {
  const first = new RunSorter(table, scanning);
  yield* scan(table, table.window, scanning, first);
  if (!first.isScattered) return first.finish();
  // The digest of the file comes from the first window, which therefore reads to the end.
  while (!table.window.atEnd) {
    table.window.advance(table.window.until);
    yield;
  }
  const second = new SpillSorter(table, scanning, new Spill(join(scanning.spillFolder(), `${table.table}.sorted`)));
  yield* scan(table, new ByteWindow(table.file), scanning, second);
  return second.finish();
}

/** Scans to the end of the file, or until its rows turn out to be scattered. */
function* scan(
  table: OpenTable,
  window: ByteWindow,
  { names, second }: Scanning,
  sorter: RunSorter | SpillSorter,
): Generator<void, void, undefined> {
  sorter.window = window;
  const run = new FileScan({ table: table.table, window, header: table.header, second, names, sorter }).run();
  while (run.next().done !== true && !sorter.isScattered) yield;
}

/** What both ways of keeping rows share: whose a row is, and broken rows. */
abstract class Sorter implements RowSorter {
  window: ByteWindow;
  isScattered = false;
  protected readonly broken: FoundBroken[] = [];
  protected readonly table: OpenTable;
  protected readonly scanning: Scanning;
  readonly #isHosts: boolean;

  constructor(table: OpenTable, scanning: Scanning) {
    this.table = table;
    this.scanning = scanning;
    this.window = table.window;
    this.#isHosts = table.table === 'hosts.csv';
  }

  hostOf(host: string, second: string): number {
    return this.#isHosts ? this.scanning.names.add(host, second) : this.scanning.names.find(host);
  }

  take(host: number, start: number, end: number, line: number, text: string | null, from: number, to: number): void {
    const { holders, names } = this.scanning;
    this.keep(host === NOBODY ? NOBODY : (names.clusterOf[host] ?? NOBODY), start, end, line);
    if (holders === null || host === NOBODY) return;
    if (text === null) holders.add(host, this.window.bytes, from, to);
    else holders.addText(host, text);
  }

  takeBroken(row: FoundBroken): void {
    this.broken.push(row);
  }

  protected abstract keep(cluster: number, start: number, end: number, line: number): void;
  abstract leave(): void;

  /** Broken rows of every chunk. */
  protected brokenByChunk({ ofCluster, count }: Chunks): ReadonlyMap<number, BrokenRow[]> {
    const byChunk = new Map<number, BrokenRow[]>();
    for (const { number, ...row } of this.broken) {
      const chunk = number === NOBODY ? count : (ofCluster[this.scanning.names.clusterOf[number] ?? 0] ?? count);
      const rows = byChunk.get(chunk) ?? [];
      byChunk.set(chunk, rows);
      rows.push(row);
    }
    return byChunk;
  }
}

type Found = Pick<SlicePart, 'path' | 'pieces' | 'isSorted' | 'broken'>;

const partOf = ({ table, path: brokenPath, state, header }: OpenTable, found: Found): SlicePart => {
  const { delimiter, width, columns } = header;
  return { table, state, layout: { delimiter, width, columns }, brokenPath, ...found };
};

class RunSorter extends Sorter {
  readonly #digests = new Map<number, string>();
  readonly #runs = new Runs((cluster, digest) => this.#digests.set(cluster, `${this.#digests.get(cluster) ?? ''}${digest}`));

  protected keep(cluster: number, start: number, end: number, line: number): void {
    const { base, bytes } = this.window;
    this.#runs.add(cluster, base + start, base + end, line, bytes, base);
    if (this.#runs.count > FEW_RUNS && this.table.table !== 'hosts.csv') {
      this.isScattered = this.#runs.count > RUNS_PER_HOST * this.scanning.names.names.length;
    }
  }

  /** The digest of a cluster tells a broken row too: it would be the same without, where the row stands at the end of a run. */
  override takeBroken(row: FoundBroken): void {
    super.takeBroken(row);
    this.#runs.close(this.window.bytes, this.window.base);
    const cluster = this.scanning.names.clusterOf[row.number] ?? NOBODY;
    this.#digests.set(cluster, `${this.#digests.get(cluster) ?? ''}${row.why}`);
  }

  leave(): void {
    this.#runs.hashUpTo(this.window.bytes, this.window.base);
  }

  finish(): TableIndex {
    this.#runs.close(this.window.bytes, this.window.base);
    let pieces: ReadonlyMap<number, Float64Array> | null = null;
    let broken: ReadonlyMap<number, BrokenRow[]> | null = null;
    const indexOf = (table: OpenTable): TableIndex => ({
      table,
      digests: this.#digests,
      part: (chunk) => {
        pieces ??= piecesByChunk(this.#runs, this.scanning.chunks());
        broken ??= this.brokenByChunk(this.scanning.chunks());
        const found = { pieces: pieces.get(chunk) ?? NO_PIECES, broken: broken.get(chunk) ?? [] };
        return partOf(table, { ...found, path: table.path, isSorted: false });
      },
      movedTo: indexOf,
    });
    return indexOf(this.table);
  }
}

const NO_PIECES = new Float64Array(0);

/** Runs that touch within a chunk are one piece. */
const piecesByChunk = (runs: Runs, { ofCluster, count }: Chunks): ReadonlyMap<number, Float64Array> => {
  const growing = new Map<number, number[]>();
  for (let index = 0; index < runs.count; index += 1) {
    const { start, end, line, cluster } = runs.at(index);
    const chunk = cluster === NOBODY ? count : (ofCluster[cluster] ?? count);
    const pieces = growing.get(chunk) ?? [];
    growing.set(chunk, pieces);
    const last = pieces.length - PIECE;
    if (last >= 0 && (pieces[last] ?? 0) + (pieces[last + 1] ?? 0) === start) pieces[last + 1] = (pieces[last + 1] ?? 0) + end - start;
    else pieces.push(start, end - start, line);
  }
  return new Map([...growing].map(([chunk, pieces]) => [chunk, Float64Array.from(pieces)]));
};

class SpillSorter extends Sorter {
  readonly #spill: Spill;
  readonly #chunks: Chunks;

  constructor(table: OpenTable, scanning: Scanning, spill: Spill) {
    super(table, { ...scanning, holders: null });
    this.#spill = spill;
    this.#chunks = scanning.chunks();
  }

  protected keep(cluster: number, start: number, end: number, line: number): void {
    const { ofCluster, count } = this.#chunks;
    this.#spill.add(cluster === NOBODY ? count : (ofCluster[cluster] ?? count), this.window.bytes.subarray(start, end), line);
  }

  leave(): void {}

  finish(): TableIndex {
    this.#spill.finish();
    const broken = this.brokenByChunk(this.#chunks);
    return {
      table: this.table,
      digests: null,
      part: (chunk) => {
        const blocks = this.#spill.blocksOf(chunk).flatMap(({ at, bytes, lines }) => [at, bytes, lines]);
        const found = { pieces: Float64Array.from(blocks), broken: broken.get(chunk) ?? [] };
        return partOf(this.table, { ...found, path: this.#spill.path, isSorted: true });
      },
      movedTo: null,
    };
  }
}
