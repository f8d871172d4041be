/** `converge worth`: its options. The work stands in worth-run.ts and is loaded when it is wanted. */
import { type Command, isSet, textOf } from './command.ts';
import { QUESTION_OPTIONS, readQuestionOptions } from './question-options.ts';
import type { WorthOptions } from './worth-options.ts';

export const WORTH: Command = {
  command: 'worth <inventory>',
  summary: 'Weigh for each short host what one part or change would gain, by planning the host with it',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    prices: { type: 'string', describe: 'Price list (default: prices.csv of the inventory, where there is one)' },
    pressed: { type: 'boolean', describe: 'Weigh the options of hosts that are only pressed, too' },
    ...QUESTION_OPTIONS,
  },
  examples: [
    ['converge worth inputs/demo', 'What would help the short hosts most?'],
    ["converge worth fleet --only 'HV-BER-*' --pressed", 'The same for hosts that miss only a late level'],
    ['converge worth fleet --prices offer.csv', 'What is most for the money?'],
  ],
  run: async (args, signal) => {
    const options: WorthOptions = { ...readQuestionOptions(args), prices: textOf(args, 'prices'), pressed: isSet(args, 'pressed') };
    const { runWorth } = await import('./worth-run.ts');
    return runWorth(options, signal);
  },
};
