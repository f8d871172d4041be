/**
 * A part of an inventory that can be read by itself: the rows of some hosts, by where they stand. Plain data, a few numbers
 * a host, so that it crosses threads and machines at no cost; whoever reads it opens the files himself.
 */
import type { InventoryTable } from '../model/problem.ts';
import type { FileState } from './byte-window.ts';
import type { Layout } from './header.ts';
import type { ClusterRow } from './host-draft.ts';
import type { BrokenLine } from './records.ts';

/** A line that no reader accepts, and whose it is. Offsets are of the file. */
export interface BrokenRow {
  readonly start: number;
  readonly end: number;
  /** Bytes of the line, its line end not counted. */
  readonly length: number;
  readonly line: number;
  readonly why: BrokenLine;
  readonly fields: number;
  /** As hosts.csv writes it; null: nobody's. */
  readonly host: string | null;
}

/** Numbers of one piece: where it starts, its bytes, then the line of its first row, or how many lines stand behind it. */
export const PIECE = 3;

export interface SlicePart {
  readonly table: InventoryTable;
  /** File with the rows: the inventory's own, or a copy in UTF-8, or one that is sorted by chunk. */
  readonly path: string;
  /** What the file was when it was searched; null: it is our own copy. */
  readonly state: FileState | null;
  readonly layout: Layout;
  /** PIECE numbers for every piece, in order of the file. */
  readonly pieces: Float64Array;
  /** Every piece carries the line of each of its rows behind it. */
  readonly isSorted: boolean;
  /** File with the broken rows: the inventory's own, or a copy in UTF-8. */
  readonly brokenPath: string;
  readonly broken: readonly BrokenRow[];
}

export interface Slice {
  /** Hosts of the slice that are wanted, by name key; null: all. */
  readonly only: readonly string[] | null;
  readonly parts: readonly SlicePart[];
  /** Rows of clusters.csv, by name key. */
  readonly clusters: readonly (readonly [cluster: string, row: ClusterRow])[];
  /** By host name: its VMs that another host has too, by name key, with that host. */
  readonly elsewhere: readonly (readonly [host: string, vms: readonly (readonly [vm: string, host: string])[]])[];
}
