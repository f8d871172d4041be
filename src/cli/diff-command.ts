/** `converge diff`: what a run says otherwise than an earlier one. */
import { type Command, isSet, positionalOf, textOf } from './command.ts';

export const DIFF: Command = {
  command: 'diff <old> <new>',
  summary: 'Say what differs between two reports, and why',
  positionals: {
    old: 'Folder of the earlier report; HISTORY/previous is the run before HISTORY/latest',
    new: 'Folder of the later report, such as HISTORY/latest',
  },
  options: {
    out: { type: 'string', describe: 'Write every difference as CSV: a file, or a folder for diff.csv' },
    'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
    'exit-code': { type: 'boolean', describe: 'End with 1 where a host stands worse than it did' },
    json: { type: 'boolean', describe: 'One JSON event a line on standard output, and nothing else' },
  },
  examples: [
    ['converge diff history/previous history/latest', 'Compare the last two runs of a history'],
    ['converge diff reports/monday reports/friday --out week.csv', 'Write every difference'],
  ],
  run: async (args, signal) => {
    const { runDiff } = await import('./diff-run.ts');
    return runDiff(
      {
        earlier: positionalOf(args, 'old'),
        now: positionalOf(args, 'new'),
        out: textOf(args, 'out'),
        rawCells: isSet(args, 'raw-cells'),
        exitCode: isSet(args, 'exit-code'),
        output: isSet(args, 'json') ? 'json' : 'text',
      },
      signal,
    );
  },
};
