/** Rows that belong to no host of hosts.csv: each is a problem, with the nearest name there is. */
import { readSlice, type SliceContent } from './read-slice.ts';
import type { InventoryMap } from './scan-inventory.ts';

/** What is wrong with the rows of nobody. */
export const readStrays = (map: InventoryMap): SliceContent => {
  const { names } = map.names;
  // None of these rows names a host of the inventory, or it would not be here: only the nearest spelling is looked up.
  return readSlice(map.strays(), { size: names.length, find: () => null, names: () => names });
};
