/** The part of a whole inventory in memory that --only asks for. */
import { nearest } from '../inventory/nearest.ts';
import type { Inventory } from '../inventory/read-inventory.ts';
import { matchesGlob } from '../model/match-glob.ts';
import { UsageError } from './usage-error.ts';

/**
 * Hosts, rejected hosts and problems whose host matches; problems that belong to no host stay, because nobody knows whose
 * they are.
 * @throws UsageError where no host matches
 */
export const selectFromInventory = (inventory: Inventory, only: string | null): Inventory => {
  if (only === null) return inventory;
  const hosts = inventory.hosts.filter(({ name }) => matchesGlob(only, name));
  const rejected = inventory.rejected.filter(({ host }) => matchesGlob(only, host));
  if (hosts.length + rejected.length === 0) {
    const names = [...inventory.hosts.map(({ name }) => name), ...inventory.rejected.map(({ host }) => host)];
    const near = nearest(only, names);
    const remedy = near === null ? 'Use * for any characters and ? for one, in quotes.' : `Maybe you meant ${near}.`;
    throw new UsageError(`--only (${only}) matches none of the ${names.length} hosts.`, remedy);
  }
  const problems = inventory.problems.filter(({ host }) => host === null || matchesGlob(only, host));
  return { ...inventory, hosts, rejected, problems };
};
