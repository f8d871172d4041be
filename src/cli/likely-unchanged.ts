/** A guess, before anything is read, whether a run will find all of its clusters in an earlier report. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHeaderLine } from '../fleet/journal.ts';
import { INVENTORY_FILES } from '../inventory/attributes.ts';
import { indexPath } from '../reports/run-store.ts';

/** The files of an inventory and their bytes; those that are missing are left out. */
export const sizesOf = (inventory: string): ReadonlyMap<string, number> =>
  new Map(
    INVENTORY_FILES.flatMap((file) => {
      const found = statSync(join(inventory, file), { throwIfNoEntry: false });
      return found === undefined ? [] : [[file, found.size] as const];
    }),
  );

/** Larger than the first line of an index. */
const HEADER_BYTES = 8192;

/**
 * Whether an inventory has as many bytes in each file as the one of a report that was planned by the same rules. A change that keeps the size of
 * its file is not seen: the run then finds out, and is right all the same.
 */
export const isLikelyUnchanged = (inventory: string, report: string, rules: string): boolean => {
  const path = indexPath(report);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  const file = openSync(path, 'r');
  const start = Buffer.alloc(HEADER_BYTES);
  const read = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  const header = readHeaderLine(start.subarray(0, read))?.header;
  const sizes = sizesOf(inventory);
  return (
    header?.rules === rules && header.inputs.length === sizes.size && header.inputs.every((each) => sizes.get(each.file) === each.bytes)
  );
};
