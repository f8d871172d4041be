/** `converge buy`: its options. The work stands in buy-run.ts and is loaded when it is wanted. */
import { decimalsOf } from '../units/money.ts';
import type { BuyOptions } from './buy-options.ts';
import { type Arguments, type Command, isSet, textOf, threadsOf } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';
import { UsageError } from './usage-error.ts';

const readBudget = (args: Arguments): string | null => {
  const budget = textOf(args, 'budget');
  if (budget !== null && decimalsOf(budget) === null) {
    throw new UsageError(
      `--budget (${budget}) is no amount.`,
      'Write a plain decimal such as 25000 or 1234.50, in the currency of the prices.',
    );
  }
  if (budget !== null && isSet(args, 'fix-all')) {
    throw new UsageError('--budget and --fix-all exclude each other.', 'Keep the one you want.');
  }
  if (budget === null && !isSet(args, 'fix-all')) {
    throw new UsageError(
      'Neither --budget nor --fix-all is given.',
      'Write --budget 25000 to spend at most that, or --fix-all to repair all that can be.',
    );
  }
  return budget;
};

const readOptions = (args: Arguments): BuyOptions => {
  const prices = textOf(args, 'prices');
  if (prices === null) throw new UsageError('--prices is missing.', 'Name a price list; inputs/prices.csv is an example.');
  return {
    inventory: inventoryOf(args),
    prices,
    budget: readBudget(args),
    out: textOf(args, 'out'),
    policy: textOf(args, 'policy'),
    threads: threadsOf(args),
    rawCells: isSet(args, 'raw-cells'),
  };
};

export const BUY: Command = {
  command: 'buy <inventory>',
  summary: 'Choose what to buy for short hosts within a budget, or to repair all of them for least money',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    prices: { type: 'string', describe: 'Price list (converge columns: prices.csv)' },
    budget: { type: 'string', describe: 'Most money to spend, in the currency of the prices' },
    'fix-all': { type: 'boolean', describe: 'Repair all that can be repaired, for least money' },
    out: { type: 'string', describe: 'Folder to write (default: reports/<date>-<inventory>-buy)' },
    policy: { type: 'string', describe: 'Policy file, YAML or JSON (default: converge policy)' },
    threads: { type: 'string', describe: 'Worker threads; 0 for none (default: one a processor)' },
    'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
  },
  examples: [
    ['converge buy inputs/demo --prices inputs/prices.csv --budget 2500', 'What 2500 repair best'],
    ['converge buy inputs/demo --prices inputs/prices.csv --fix-all', 'What it takes to repair all that can be repaired'],
  ],
  run: async (args, signal) => {
    const options = readOptions(args);
    const { runBuy } = await import('./buy-run.ts');
    return runBuy(options, signal);
  },
};
