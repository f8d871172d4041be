/**
 * What was found in the files of an inventory, for whoever scans another that is mostly the same: where hosts.csv names the same
 * hosts in the same clusters, a file with the same bytes has the rows of each in the same places.
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
  /** Of vms.csv. */
  readonly holders: VmHolders;
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

  /** What a file holds that has the same bytes as the one that is kept; null: it must be scanned. */
  find(folder: string, table: OpenTable, names: HostNames): KnownTable | null {
    const first = this.#first;
    const index = first?.indexes.find((each) => each.table.table === table.table)?.movedTo?.(table);
    if (first === null || index === undefined || !first.names.equals(names) || !this.#hasSame(folder, table.table)) return null;
    return { index, holders: first.holders, sha256: this.#digestOf(table.table) };
  }

  /** A file of another size is not read for this. */
  #hasSame(folder: string, table: InventoryTable): boolean {
    if (this.#sizes.get(table) !== sizeOf(folder, table)) return false;
    return (
      createHash('sha256')
        .update(readFileSync(join(folder, table)))
        .digest('hex') === this.#digestOf(table)
    );
  }

  #digestOf(table: InventoryTable): string {
    return this.#first?.files.find(({ name }) => name === table)?.sha256 ?? '';
  }
}

const sizeOf = (folder: string, table: InventoryTable): number => statSync(join(folder, table), { throwIfNoEntry: false })?.size ?? 0;
