/** `converge failures`: its options. The work stands in study-run.ts and is loaded when it is wanted. */
import { type Command, textOf } from './command.ts';
import { readStudyOptions, STUDY_OPTIONS } from './study-options.ts';

export const FAILURES: Command = {
  command: 'failures <inventory>',
  summary: 'Lose each host, port, card and top-of-rack switch in turn, and say what is not survived',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    ...STUDY_OPTIONS,
    only: { type: 'string', describe: 'Lose only hosts whose name matches, and their ports, with * and ?' },
  },
  examples: [
    ['converge failures inputs/demo', 'Every single loss of the demo fleet'],
    ["converge failures fleet --cluster 'prod-*' --out reports/prod-failures", 'Some clusters, into a folder of your own'],
  ],
  run: async (args, signal) => {
    const options = readStudyOptions(args);
    const only = textOf(args, 'only');
    const { runFailures } = await import('./failures-run.ts');
    return runFailures(options, only, signal);
  },
};
