/** `converge what-if`: its options. The work stands in what-if-run.ts and is loaded when it is wanted. */
import { type Command, isSet, positionalsOf, textOf, threadsOf } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';

export const WHAT_IF: Command = {
  command: 'what-if <inventory> <scenario..>',
  summary: 'Plan an inventory as it is and as scenarios would make it, and compare',
  positionals: { inventory: 'Folder with the inventory files', scenario: 'Scenario files (docs/what-if.md)' },
  options: {
    stack: { type: 'boolean', describe: 'Apply each scenario on top of the ones before it, in the order given' },
    out: { type: 'string', describe: 'Folder to write (default: reports/<date>-<inventory>-what-if)' },
    policy: { type: 'string', describe: 'Policy file of the baseline; scenarios may override it' },
    prices: { type: 'string', describe: 'Price list (prices.csv) of the parts that scenarios state' },
    threads: { type: 'string', describe: 'Worker threads; 0 for none (default: one a processor)' },
    scripts: { type: 'boolean', describe: 'Write apply/ too: nobody applies a plan to hardware that is not bought, so it is left out' },
    'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
    quiet: { type: 'boolean', describe: 'Print errors only' },
  },
  examples: [
    ['converge what-if inputs/demo inputs/scenarios/25g-uplinks.yaml', 'What faster uplinks would bring'],
    ['converge what-if fleet growth.yaml 25g.yaml --stack', 'Growth, and then faster uplinks on top of it'],
  ],
  run: async (args, signal) => {
    const { runWhatIf } = await import('./what-if-run.ts');
    return runWhatIf(
      {
        inventory: inventoryOf(args),
        scenarios: positionalsOf(args, 'scenario'),
        stack: isSet(args, 'stack'),
        out: textOf(args, 'out'),
        policy: textOf(args, 'policy'),
        prices: textOf(args, 'prices'),
        threads: threadsOf(args),
        scripts: isSet(args, 'scripts'),
        rawCells: isSet(args, 'raw-cells'),
        quiet: isSet(args, 'quiet'),
      },
      signal,
    );
  },
};
