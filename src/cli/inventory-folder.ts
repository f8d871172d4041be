/** The folder of an inventory: named as it must be to be read, and never written over. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Arguments, positionalOf } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * The argument INVENTORY of a command.
 * @throws UsageError where it is no folder: five complaints about its five files would not name the one mistake
 */
export const inventoryOf = (args: Arguments): string => {
  const folder = positionalOf(args, 'inventory');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`There is no folder ${folder}.`, 'Name the folder that holds the inventory files.');
  if (found.isDirectory()) return folder;
  throw new UsageError(`${folder} is a file, and an inventory is a folder of files.`, `Maybe write ${dirname(folder)}.`);
};

/** Files that every inventory has and no report. */
const ONLY_IN_INVENTORIES = ['switches.csv', 'vms.csv', 'adapters.csv'] as const;

/**
 * A report has a hosts.csv, a nics.csv and a clusters.csv too: in the folder of an inventory they would replace what was exported.
 * @throws UsageError where a report cannot go to this folder, before anything is written
 */
export const refuseAsReport = (folder: string): void => {
  const target = statSync(folder, { throwIfNoEntry: false });
  if (target !== undefined && !target.isDirectory()) {
    throw new UsageError(`${folder} is a file, and a report is a folder of files.`, 'Name a folder with --out.');
  }
  const found = ONLY_IN_INVENTORIES.find((name) => existsSync(join(folder, name)));
  if (found === undefined) return;
  throw new UsageError(
    `${folder} holds an inventory (${found}), and a report would replace its hosts.csv and nics.csv.`,
    'Name another folder with --out.',
  );
};
