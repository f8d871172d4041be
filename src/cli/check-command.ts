/** `converge check`: the judgement of `plan` on an inventory, without a plan. */
import { type Command, isSet } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';

export const CHECK: Command = {
  command: 'check <inventory>',
  summary: 'Validate an inventory and write nothing',
  positionals: { inventory: 'Folder with the inventory files' },
  options: { quiet: { type: 'boolean', describe: 'Print errors only' } },
  examples: [['converge check inputs/demo', 'Tell every problem of the demo inventory']],
  run: async (args) => {
    const { runCheck } = await import('./check-run.ts');
    return runCheck(inventoryOf(args), isSet(args, 'quiet'));
  },
};
