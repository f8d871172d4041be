/**
 * What was found in the files of an inventory, for whoever scans another that is mostly the same: a file with the same bytes,
 * beside a hosts.csv with the same bytes, has its rows in the same places.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InventoryTable } from '../model/problem.ts';
import type { HostNames } from './host-names.ts';
import type { OpenTable } from './open-table.ts';
import type { TableIndex } from './table-index.ts';
import type { VmHolders } from './vm-holders.ts';

/** One inventory, scanned. */
export interface Scanned {
  readonly folder: string;
  readonly names: HostNames;
  readonly holders: VmHolders;
  readonly indexes: readonly TableIndex[];
  readonly files: readonly { readonly name: InventoryTable; readonly sha256: string }[];
}

/** What is known of a file before it is scanned. */
export interface KnownTable {
  readonly index: TableIndex;
  readonly sha256: string;
}

export class ScanMemory {
  #first: Scanned | null = null;
  #sizes = new Map<InventoryTable, number>();

  /** Keeps the first inventory, against which all others are held. */
  keep(scanned: Scanned): void {
    if (this.#first !== null) return;
    this.#first = scanned;
    this.#sizes = new Map(scanned.files.map(({ name }) => [name, sizeOf(scanned.folder, name)]));
  }

  /** Hosts and VM names of the inventory that is kept; null: hosts.csv has other bytes, so that nothing can be taken. */
  openFor(folder: string): Scanned | null {
    return this.#hasSame(folder, 'hosts.csv') ? this.#first : null;
  }

  /** The index of the same bytes; null: the file must be scanned. */
  find(folder: string, table: OpenTable): KnownTable | null {
    const index = this.#first?.indexes.find((each) => each.table.table === table.table)?.movedTo?.(table);
    return index !== undefined && this.#hasSame(folder, table.table) ? { index, sha256: this.#digestOf(table.table) } : null;
  }

  /** A file of another size is not read for this. */
  #hasSame(folder: string, table: InventoryTable): boolean {
    if (this.#sizes.get(table) !== sizeOf(folder, table)) return false;
    return createHash('sha256').update(readFileSync(join(folder, table))).digest('hex') === this.#digestOf(table);
  }

  #digestOf(table: InventoryTable): string {
    return this.#first?.files.find(({ name }) => name === table)?.sha256 ?? '';
  }
}

const sizeOf = (folder: string, table: InventoryTable): number => statSync(join(folder, table), { throwIfNoEntry: false })?.size ?? 0;
