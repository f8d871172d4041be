/** What the commands do alike that ask of single hosts: read them, name the folder, account for every host. */
import { type Inventory, readInventory } from '../inventory/read-inventory.ts';
import type { Violation } from '../model/outcome.ts';
import { defaultFolder } from './default-folder.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { paint } from './paint.ts';
import type { QuestionOptions } from './question-options.ts';
import { selectFromInventory } from './select-from-inventory.ts';
import { stateProblems } from './state-problems.ts';

/** Reads the inventory and says what is wrong with it. @throws InventoryError, UsageError */
export const hostsToAsk = ({ inventory: folder, only }: QuestionOptions): Inventory => {
  const inventory = selectFromInventory(readInventory(folder), only);
  process.stderr.write(stateProblems(inventory.problems, folder, 'the list that `converge check` prints'));
  return inventory;
};

export const folderOf = ({ out, inventory }: QuestionOptions, command: string): string =>
  out ?? `${defaultFolder(inventory, new Date())}-${command}`;

export interface LostAnswer {
  readonly host: string;
  readonly violations: readonly Violation[];
}

/** Hosts that we failed are named on the error stream. */
export const stateLost = (lost: readonly LostAnswer[]): void => {
  for (const { host, violations } of lost) {
    const reasons = violations.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
    process.stderr.write(`${paint('red', 'error')}: ${host} failed by a fault of converge: ${reasons}\n    Please report it.\n`);
  }
};

export const exitOf = ({ problems }: Inventory, failed: number): ExitCode => {
  if (failed > 0) return EXIT_FAILED;
  return problems.some(({ severity }) => severity === 'error') ? EXIT_REJECTED : EXIT_DONE;
};

/** Every host that was read is planned, rejected or failed, as in every other run. */
export const countLine = ({ hosts, rejected }: Inventory, failed: number): string =>
  `${hosts.length + rejected.length} hosts read = ${hosts.length - failed} planned + ${rejected.length} rejected + ${failed} failed`;
