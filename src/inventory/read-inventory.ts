/** A folder of five or six files → hosts that can be planned, hosts that cannot, and everything that is wrong, in one run. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../model/host.ts';
import type { RejectedOutcome } from '../model/outcome.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { INVENTORY_TABLES, isOptional } from './attributes.ts';
import type { Decoded } from './decode.ts';
import { decode } from './decode.ts';
import type { Header } from './header.ts';
import { readHeader } from './header.ts';
import { finishHost, HostDrafts, noteVmsElsewhere } from './host-draft.ts';
import { InventoryError } from './inventory-error.ts';
import { adaptersReader } from './read-adapters.ts';
import { readBytes } from './read-bytes.ts';
import { type Clusters, clustersReader } from './read-clusters.ts';
import { hostsReader } from './read-hosts.ts';
import { nicsReader } from './read-nics.ts';
import { switchesReader } from './read-switches.ts';
import { vmsReader } from './read-vms.ts';
import { createSource, fileProblem } from './source.ts';
import type { RowReader, Table } from './table.ts';
import { readTable } from './table.ts';

export interface Inventory {
  /** In order of name. */
  readonly hosts: readonly Host[];
  /** In order of name, each with all its problems. */
  readonly rejected: readonly RejectedOutcome[];
  /** Errors and notes, in order of file, line and column. */
  readonly problems: readonly Problem[];
  /** `rows`: those that were read or refused, without header and blank lines. */
  readonly files: readonly { readonly name: InventoryTable; readonly sha256: string; readonly rows: number }[];
  readonly ignoredColumns: readonly { readonly file: InventoryTable; readonly column: string }[];
}

export interface OpenedFile extends Table {
  readonly sha256: string;
}

const READERS: Readonly<Record<InventoryTable, (drafts: HostDrafts, clusters: Clusters) => RowReader>> = {
  'hosts.csv': hostsReader,
  'switches.csv': switchesReader,
  'nics.csv': nicsReader,
  'vms.csv': vmsReader,
  'adapters.csv': adaptersReader,
  'clusters.csv': clustersReader,
};

const encodingNotes = (file: InventoryTable, { encoding }: Decoded): Problem[] => {
  if (encoding === 'utf-8') return [];
  const isMark = encoding === 'utf-8-bom';
  const code = isMark ? 'byte-order-mark' : 'utf-16';
  const message = isMark ? 'The file starts with a byte order mark.' : `The file is ${encoding.toUpperCase()}.`;
  return [fileProblem('note', file, 0, { code, message, remedy: 'Nothing needs doing.' })];
};

/** One file up to its header, or all that keeps it from being read. */
const openFile = (folder: string, file: InventoryTable, notes: Problem[]): OpenedFile | { readonly problems: readonly Problem[] } => {
  const read = readBytes(join(folder, file));
  if ('statement' in read) {
    const isLeftOut = isOptional(file) && read.statement.code !== 'file-unreadable';
    return { problems: isLeftOut ? [] : [fileProblem('error', file, 0, read.statement)] };
  }
  const decoded = decode(read.bytes);
  if ('expected' in decoded) {
    const message = `The line holds bytes that are not ${decoded.expected}.`;
    const statement = { code: 'bytes-undecodable', message, remedy: 'Save the file as UTF-8.' };
    return { problems: [fileProblem('error', file, decoded.line, statement)] };
  }
  const header: Header | { readonly problems: readonly Problem[] } = readHeader(file, decoded.bytes);
  if ('problems' in header) return header;
  notes.push(...encodingNotes(file, decoded), ...header.notes);
  const sha256 = createHash('sha256').update(read.bytes).digest('hex');
  return { file, header, sha256, source: createSource(file, decoded.bytes, header.delimiter) };
};

/** @throws InventoryError with all that keeps any of the files from being read */
export const openFolder = (folder: string, notes: Problem[]): readonly OpenedFile[] => {
  const opened: OpenedFile[] = [];
  const fatal: Problem[] = [];
  for (const name of INVENTORY_TABLES) {
    const file = openFile(folder, name, notes);
    if ('problems' in file) fatal.push(...file.problems);
    else opened.push(file);
  }
  if (fatal.length > 0) throw new InventoryError(fatal);
  return opened;
};

const compareProblems = (a: Problem, b: Problem): number =>
  INVENTORY_TABLES.indexOf(a.file as InventoryTable) - INVENTORY_TABLES.indexOf(b.file as InventoryTable) ||
  a.line - b.line ||
  a.column - b.column;

const rejectedOutcomes = (drafts: HostDrafts, problems: readonly Problem[]): RejectedOutcome[] => {
  const byHost = new Map<string | null, Problem[]>();
  for (const problem of problems) {
    const known = byHost.get(problem.host);
    if (known === undefined) byHost.set(problem.host, [problem]);
    else known.push(problem);
  }
  return drafts
    .all()
    .filter((draft) => draft.isRejected)
    .map((draft) => ({
      kind: 'rejected' as const,
      host: draft.name,
      cluster: draft.cluster,
      os: draft.os,
      problems: byHost.get(draft.name) ?? [],
    }));
};

/**
 * Reads one inventory. Rows that cannot be read are problems of the answer; what keeps a whole file from being read
 * (missing or unreadable file, missing or repeated column, bytes that are no text) is an `InventoryError`, for all files at once.
 */
export const readInventory = (folder: string): Inventory => {
  const problems: Problem[] = [];
  const opened = openFolder(folder, problems);
  const drafts = new HostDrafts();
  const clusters: Clusters = new Map();
  const files = opened.map((table) => {
    const rows = readTable(table, READERS[table.file](drafts, clusters), problems);
    return { name: table.file, sha256: table.sha256, rows };
  });
  problems.sort(compareProblems);
  return {
    hosts: noteVmsElsewhere(drafts.all().flatMap((draft) => finishHost(draft, clusters) ?? [])),
    rejected: rejectedOutcomes(drafts, problems),
    problems,
    files,
    ignoredColumns: opened.flatMap(({ file, header }) => header.ignored.map((column) => ({ file, column }))),
  };
};
