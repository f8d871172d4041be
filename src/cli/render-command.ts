/** `converge render`: every file of a report again, from its outcomes. */
import { type Command, isSet, positionalOf, textOf } from './command.ts';

export const RENDER: Command = {
  command: 'render <report>',
  summary: 'Write all files of a report again from its outcomes.jsonl',
  positionals: { report: 'Folder that `converge plan` wrote' },
  options: {
    out: { type: 'string', describe: 'Folder to write (default: the report itself)' },
    'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
  },
  examples: [['converge render reports/2026-01-31-demo --raw-cells', 'Write the CSV files again, unprotected']],
  run: async (args, signal) => {
    const { runRender } = await import('./render-run.ts');
    return runRender(positionalOf(args, 'report'), textOf(args, 'out'), isSet(args, 'raw-cells'), signal);
  },
};
