/** A folder of five or six files, read whole: for commands that look at a whole fleet at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { RejectedOutcome } from '../model/outcome.ts';
import type { InventoryTable, Problem } from '../model/problem.ts';
import { readSlice, type SliceContent, sortProblems } from './read-slice.ts';
import { readStrays } from './read-strays.ts';
import { type InventoryMap, scanAtOnce } from './scan-inventory.ts';

export interface Inventory {
  /** In order of name. */
  readonly hosts: readonly Host[];
  /** In order of name, each with all its problems. */
  readonly rejected: readonly RejectedOutcome[];
  /** Errors and notes, in order of file, line and column. */
  readonly problems: readonly Problem[];
  /** `rows`: those that were read or refused, without header and blank lines. */
  readonly files: readonly { readonly name: InventoryTable; readonly sha256: string; readonly rows: number }[];
}

const CHUNK_HOSTS = 1024;

/** A folder for copies of inventory files, made when it is asked for. */
export const openSpill = (): { readonly folder: () => string; readonly remove: () => void } => {
  let made: string | null = null;
  return {
    folder: () => {
      made ??= mkdtempSync(join(tmpdir(), 'converge-spill-'));
      return made;
    },
    remove: () => {
      if (made !== null) rmSync(made, { recursive: true, force: true });
    },
  };
};

/**
 * Reads one inventory. Rows that cannot be read are problems of the answer; what keeps a whole file from being read
 * (missing or unreadable file, missing or repeated column, bytes that are no text) is an `InventoryError`, for all files at once.
 */
export const readInventory = (folder: string): Inventory => {
  const spill = openSpill();
  try {
    return readAll(scanAtOnce({ folder, chunkHosts: CHUNK_HOSTS, spillFolder: spill.folder }));
  } finally {
    spill.remove();
  }
};

const readAll = (map: InventoryMap): Inventory => {
  const contents = [...map.chunks.map((_, chunk) => readSlice(map.slice(chunk))), ...readStrays(map)];
  const all = <Item>(pick: (content: SliceContent) => readonly Item[]): Item[] => contents.flatMap((content) => [...pick(content)]);
  const rowsOf = (file: InventoryTable): number => contents.reduce((sum, { rows }) => sum + (rows.get(file) ?? 0), 0);
  return {
    hosts: all(({ hosts }) => hosts).sort((a, b) => compareNames(a.name, b.name)),
    rejected: all(({ rejected }) => rejected).sort((a, b) => compareNames(a.host, b.host)),
    problems: sortProblems([...map.problems, ...all(({ problems }) => problems)]),
    files: map.files.map((file) => ({ ...file, rows: rowsOf(file.name) })),
  };
};
