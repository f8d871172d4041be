/** One slice of an inventory → hosts that can be planned, hosts that cannot, and everything that is wrong with them. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { RejectedOutcome } from '../model/outcome.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { INVENTORY_TABLES } from './attributes.ts';
import { finishHost, HostDrafts } from './host-draft.ts';
import type { HostNames } from './host-names.ts';
import type { OpenTable } from './open-table.ts';
import { adaptersReader } from './read-adapters.ts';
import { type Clusters, clustersReader } from './read-clusters.ts';
import { hostsReader } from './read-hosts.ts';
import { nicsReader } from './read-nics.ts';
import { switchesReader } from './read-switches.ts';
import { vmsReader } from './read-vms.ts';
import { type BrokenRow, PIECE, type Slice, type SlicePart } from './slice.ts';
import { createSource, fileProblem, type Source } from './source.ts';
import { blockLength } from './spill.ts';
import { type KnownHosts, type RowReader, TableReader } from './table.ts';

export interface SliceContent {
  /** In order of name. */
  readonly hosts: readonly Host[];
  /** In order of name, each with all its problems. */
  readonly rejected: readonly RejectedOutcome[];
  /** Errors and notes, in order of file, line and column. */
  readonly problems: readonly Problem[];
  /** Rows that were read or refused, by file. */
  readonly rows: ReadonlyMap<InventoryTable, number>;
}

type HostTable = Exclude<InventoryTable, 'clusters.csv'>;

const READERS: Readonly<Record<Exclude<HostTable, 'hosts.csv'>, (known: KnownHosts) => RowReader>> = {
  'switches.csv': switchesReader,
  'nics.csv': nicsReader,
  'vms.csv': vmsReader,
  'adapters.csv': adaptersReader,
};

const readerOf = (table: InventoryTable, drafts: HostDrafts, known: KnownHosts): RowReader =>
  table === 'hosts.csv' || table === 'clusters.csv' ? hostsReader(drafts) : READERS[table](known);

/** Of a longer broken line only the beginning is shown. */
const LONGEST_SHOWN = 65_536;

const compareProblems = (a: Problem, b: Problem): number =>
  INVENTORY_TABLES.indexOf(a.file as InventoryTable) - INVENTORY_TABLES.indexOf(b.file as InventoryTable) ||
  a.line - b.line ||
  a.column - b.column;

export const sortProblems = (problems: readonly Problem[]): readonly Problem[] => problems.toSorted(compareProblems);

/**
 * Reads a slice, whose files are still those that were searched.
 * @param known hosts that rows may name and that are not of the slice: only for rows of nobody
 */
export const readSlice = (slice: Slice, known: KnownHosts | null = null): SliceContent => {
  const problems: Problem[] = [];
  const drafts = new HostDrafts();
  const rows = new Map<InventoryTable, number>();
  for (const part of slice.parts) {
    const reader = new TableReader(part.table, part.layout, readerOf(part.table, drafts, known ?? drafts), problems);
    readPart(part, reader, drafts);
    rows.set(part.table, reader.rows);
  }
  problems.sort(compareProblems);
  const only = slice.only === null ? null : new Set(slice.only);
  const wanted = drafts.all().filter(({ name }) => only === null || only.has(nameKey(name)));
  const clusters = new Map(slice.clusters);
  const elsewhere = new Map(slice.elsewhere);
  return {
    hosts: wanted.flatMap((draft) => {
      const host = finishHost(draft, clusters);
      return host === null ? [] : [noteElsewhere(host, elsewhere.get(host.name))];
    }),
    rejected: rejectedOutcomes(wanted, problems),
    problems: only === null ? problems : problems.filter(({ host }) => host === null || only.has(nameKey(host))),
    rows,
  };
};

/** In order of VM, those of its VMs that another host has too. */
const noteElsewhere = (host: Host, shared: Slice['elsewhere'][number][1] | undefined): Host => {
  if (shared === undefined) return host;
  const others = new Map(shared);
  const vmsElsewhere = host.vms.flatMap(({ name }) => {
    const other = others.get(nameKey(name));
    return other === undefined ? [] : [{ vm: name, host: other }];
  });
  return vmsElsewhere.length === 0 ? host : { ...host, vmsElsewhere };
};

const rejectedOutcomes = (drafts: readonly ReturnType<HostDrafts['all']>[number][], problems: readonly Problem[]): RejectedOutcome[] => {
  const byHost = groupByHost(problems);
  return drafts
    .filter((draft) => draft.isRejected)
    .map(({ name, cluster, os }) => ({ kind: 'rejected', host: name, cluster, os, problems: byHost.get(name) ?? [] }));
};

const groupByHost = (problems: readonly Problem[]): Map<string | null, Problem[]> => {
  const byHost = new Map<string | null, Problem[]>();
  for (const problem of problems) {
    const known = byHost.get(problem.host);
    if (known === undefined) byHost.set(problem.host, [problem]);
    else known.push(problem);
  }
  return byHost;
};

/** Good and broken rows, in the order in which they stand in the file. */
const readPart = (part: SlicePart, reader: TableReader, drafts: HostDrafts): void => {
  const { pieces, broken, isSorted } = part;
  if (pieces.length === 0 && broken.length === 0) return;
  const file = openSync(part.path, 'r');
  const brokenFile = broken.length === 0 || part.brokenPath === part.path ? file : openSync(part.brokenPath, 'r');
  let next = 0;
  const refuseBefore = (start: number): void => {
    for (let row = broken[next]; row !== undefined && row.start < start; row = broken[next]) {
      next += 1;
      refuse(part, reader, brokenFile, row, drafts);
    }
  };
  for (let at = 0; at < pieces.length; at += PIECE) {
    const [start, length, line] = [pieces[at] ?? 0, pieces[at + 1] ?? 0, pieces[at + 2] ?? 0];
    if (!isSorted) refuseBefore(start);
    reader.readPiece(isSorted ? readBlock(part, file, start, length, line) : readPiece(part, file, start, length, line));
  }
  refuseBefore(Number.POSITIVE_INFINITY);
  closeSync(file);
  if (brokenFile !== file) closeSync(brokenFile);
};

const refuse = ({ table, layout }: SlicePart, reader: TableReader, file: number, row: BrokenRow, drafts: HostDrafts): void => {
  const { start, end, length, line, why, fields, host } = row;
  const bytes = readBytes(file, start, Math.min(end - start, LONGEST_SHOWN));
  const source = createSource(table, bytes, layout.delimiter, (local) => local + line - 1);
  const draft = host === null ? null : (drafts.find(host) ?? (table === 'hosts.csv' ? drafts.add(host, line) : null));
  reader.readBroken(source, why, fields, length, draft);
};

const readPiece = ({ table, layout }: SlicePart, file: number, start: number, length: number, line: number): Source =>
  createSource(table, readBytes(file, start, length), layout.delimiter, (local) => local + line - 1);

const readBlock = ({ table, layout }: SlicePart, file: number, at: number, bytes: number, lines: number): Source => {
  const block = readBytes(file, at, blockLength({ at, bytes, lines }));
  // A copy: 32-bit numbers must start at an even place in memory.
  const numbers = new Uint32Array(new Uint8Array(block.subarray(bytes)).buffer);
  return createSource(table, block.subarray(0, bytes), layout.delimiter, (local) => numbers[local - 1] ?? 0);
};

const readBytes = (file: number, at: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, at + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
};

/**
 * Whether the files of a slice are still those that were searched.
 * @returns a problem for each that is not: what stands at the places of its rows now is anybody's guess
 */
export const findChangedFiles = ({ parts }: Slice): readonly Problem[] =>
  parts.flatMap((part) => {
    const { table, path, state, isSorted } = part;
    if (part.pieces.length === 0 && part.broken.length === 0) return [];
    const now = statSync(isSorted ? part.brokenPath : path, { throwIfNoEntry: false });
    if (now !== undefined && (state === null || (state.size === now.size && state.modified === now.mtimeMs))) return [];
    const message = 'The file was changed, or taken away, while it was being read.';
    return [fileProblem('error', table, 0, { code: 'file-changed', message, remedy: 'Run again once nobody writes it.' })];
  });

/** Reads clusters.csv whole: a row a cluster. */
export const readClusterTable = ({ table, window, header }: OpenTable, names: HostNames, clusters: Clusters, problems: Problem[]): void => {
  const reader = new TableReader(table, header, clustersReader(names.clusters, clusters), problems);
  let { at, line } = header;
  for (;;) {
    const end = window.atEnd ? window.bytes.length : window.bytes.lastIndexOf(0x0a) + 1;
    const first = line;
    const bytes = Buffer.from(window.bytes.subarray(at, end));
    reader.readPiece(createSource(table, bytes, header.delimiter, (local) => local + first - 1));
    for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a, feed + 1)) line += 1;
    if (window.atEnd) return;
    window.advance(end);
    at = 0;
  }
};
