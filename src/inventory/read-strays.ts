/** Rows that belong to no host of hosts.csv: each is a problem, with the nearest name there is. */
import { readSlice, type SliceContent } from './read-slice.ts';
import type { InventoryMap } from './scan-inventory.ts';
import { PIECE, type Slice, type SlicePart } from './slice.ts';

/** Bytes read at a time, unless one piece is longer: an inventory of another fleet may be all strays. */
const BATCH = 4 << 20;

/** What is wrong with the rows of nobody, a bounded number of rows at a time, in order of the files. */
export function* readStrays(map: InventoryMap): Generator<SliceContent, void, undefined> {
  const { names } = map.names;
  // None of these rows names a host of the inventory, or it would not be here: only the nearest spelling is looked up.
  const known = { size: names.length, find: () => null, names: () => names };
  const strays = map.strays();
  for (const part of strays.parts) {
    for (const batch of batchesOf(part)) yield readSlice({ ...strays, parts: [batch] } satisfies Slice, known);
  }
}

function* batchesOf(part: SlicePart): Generator<SlicePart, void, undefined> {
  const { pieces, broken } = part;
  let first = 0;
  let bytes = 0;
  let refused = 0;
  for (let at = 0; at < pieces.length; at += PIECE) {
    bytes += pieces[at + 1] ?? 0;
    if (bytes < BATCH && at + PIECE < pieces.length) continue;
    const end = at + PIECE === pieces.length || part.isSorted ? Number.POSITIVE_INFINITY : (pieces[at + PIECE] ?? 0);
    const until = broken.findIndex(({ start }, index) => index >= refused && start >= end);
    const stop = until < 0 ? broken.length : until;
    yield { ...part, pieces: pieces.slice(first, at + PIECE), broken: broken.slice(refused, stop) };
    refused = stop;
    first = at + PIECE;
    bytes = 0;
  }
  if (pieces.length === 0 && broken.length > 0) yield part;
}
