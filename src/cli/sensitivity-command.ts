/** `converge sensitivity`: its options. The work stands in sensitivity-run.ts and is loaded when it is wanted. */
import type { Command } from './command.ts';
import { QUESTION_OPTIONS, readQuestionOptions } from './question-options.ts';

export const SENSITIVITY: Command = {
  command: 'sensitivity <inventory>',
  summary: 'Find how wrong the inputs may be before a plan says something else, and which VMs to measure first',
  positionals: { inventory: 'Folder with the inventory files' },
  options: QUESTION_OPTIONS,
  examples: [
    ['converge sensitivity inputs/demo', 'Whose plan hangs by a thread?'],
    ["converge sensitivity fleet --only 'HV-BER-*'", 'The same for some hosts'],
  ],
  run: async (args, signal) => {
    const options = readQuestionOptions(args);
    const { runSensitivity } = await import('./sensitivity-run.ts');
    return runSensitivity(options, signal);
  },
};
