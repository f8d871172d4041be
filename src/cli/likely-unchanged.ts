/** Whether an inventory is the one of an earlier report: a guess by sizes before anything is read, then proof by digests. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type JournalHeader, readHeaderLine } from '../fleet/journal.ts';
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

/** What the index of a report begins with; null: there is none. */
const headerOf = (report: string): JournalHeader | null => {
  const path = indexPath(report);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const file = openSync(path, 'r');
  const start = Buffer.alloc(HEADER_BYTES);
  const read = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return readHeaderLine(start.subarray(0, read))?.header ?? null;
};

/**
 * The header of a report that was planned by the same rules from an inventory with as many bytes in each file; null: there is none. A change
 * that keeps the size of its file is not seen.
 */
const likelyHeader = (inventory: string, report: string, rules: string): JournalHeader | null => {
  const header = headerOf(report);
  const sizes = sizesOf(inventory);
  const isLikely =
    header?.rules === rules && header.inputs.length === sizes.size && header.inputs.every(({ file, bytes }) => sizes.get(file) === bytes);
  return isLikely ? header : null;
};

/** Whether a run will likely find all of its clusters in a report. Where it does not, the run finds out, and is right all the same. */
export const isLikelyUnchanged = (inventory: string, report: string, rules: string): boolean =>
  likelyHeader(inventory, report, rules) !== null;

const BLOCK_BYTES = 1 << 20;

/** SHA-256 in hexadecimal digits. Signals are delivered between blocks. */
const digestFile = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
      hash.update(block.subarray(0, read));
      await turn();
      signal.throwIfAborted();
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
};

/**
 * The inventory files of a report that was planned by the same rules from the same bytes; null: it was not.
 * @throws what the file system throws; the signal's reason when interrupted
 */
export const sameInputs = async (
  inventory: string,
  report: string,
  rules: string,
  signal: AbortSignal,
): Promise<JournalHeader['inputs'] | null> => {
  const header = likelyHeader(inventory, report, rules);
  for (const { file, sha256 } of header?.inputs ?? []) {
    if ((await digestFile(join(inventory, file), signal)) !== sha256) return null;
  }
  return header?.inputs ?? null;
};
