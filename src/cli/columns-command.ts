/** `converge columns`: what every file of an inventory holds. */
import type { Command } from './command.ts';
import { EXIT_DONE } from './exit-codes.ts';

export const COLUMNS: Command = {
  command: 'columns',
  summary: 'Print every column of the inventory files: type, range, blank, meaning',
  positionals: {},
  options: {},
  examples: [['converge columns', 'Look up what a column means and where it is exported from']],
  run: async () => {
    const { describeColumns } = await import('../inventory/describe-columns.ts');
    process.stdout.write(describeColumns());
    return EXIT_DONE;
  },
};
