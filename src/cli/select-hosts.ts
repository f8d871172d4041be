/** The part of an inventory that --only asks for. */
import { nearest } from '../inventory/nearest.ts';
import type { InventoryMap } from '../inventory/scan-inventory.ts';
import { matchesGlob } from '../model/match-glob.ts';
import { UsageError } from './usage-error.ts';

export interface HostSelection {
  readonly count: number;
  /** Hosts of a chunk that are asked for, by number, in order of name. */
  readonly ofChunk: (chunk: number) => readonly number[];
}

/** @throws UsageError where no host matches */
export const selectHosts = ({ names: { names }, chunks }: InventoryMap, only: string | null): HostSelection => {
  if (only === null) return { count: names.length, ofChunk: (chunk) => chunks[chunk] ?? [] };
  const wanted = new Set(names.flatMap((name, host) => (matchesGlob(only, name) ? [host] : [])));
  if (wanted.size === 0) {
    const near = nearest(only, names);
    const remedy = near === null ? 'Use * for any characters and ? for one, in quotes.' : `Maybe you meant ${near}.`;
    throw new UsageError(`--only (${only}) matches none of the ${names.length} hosts.`, remedy);
  }
  return { count: wanted.size, ofChunk: (chunk) => (chunks[chunk] ?? []).filter((host) => wanted.has(host)) };
};
