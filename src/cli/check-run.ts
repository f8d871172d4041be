/** `converge check`: every problem of an inventory, in full. */
import { readInventory } from '../inventory/read-inventory.ts';
import { EXIT_DONE, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { stateProblems } from './state-problems.ts';

/** @throws InventoryError where the inventory cannot be read at all */
export const runCheck = (folder: string, quiet: boolean): ExitCode => {
  const { hosts, rejected, problems } = readInventory(folder);
  const told = quiet ? problems.filter(({ severity }) => severity === 'error') : problems;
  process.stderr.write(stateProblems(told, folder, null));
  if (!quiet) process.stdout.write(`${hosts.length + rejected.length} hosts read = ${hosts.length} valid + ${rejected.length} rejected\n`);
  return problems.some(({ severity }) => severity === 'error') ? EXIT_REJECTED : EXIT_DONE;
};
