/** `converge maintenance`: its options. The work stands in study-run.ts and is loaded when it is wanted. */
import { type Command, numberOf, textOf } from './command.ts';
import { readStudyOptions, STUDY_OPTIONS } from './study-options.ts';

const LAST_HOUR = 167;

export const MAINTENANCE: Command = {
  command: 'maintenance <inventory>',
  summary: 'Take each cluster through maintenance, host after host, and say how long that lasts',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    ...STUDY_OPTIONS,
    demand: { type: 'string', describe: 'CSV file with the demand of each hour of the week (docs/maintenance.md)' },
    start: { type: 'string', describe: 'Hour of the week at which the roll begins, 0 (Monday 00:00) to 167 (default: the best one)' },
  },
  examples: [
    ['converge maintenance inputs/demo', 'The roll of every cluster at the demand of the inventory'],
    ['converge maintenance fleet --demand week.csv', 'With the best hour to begin'],
    ['converge maintenance fleet --demand week.csv --start 142', 'From Saturday 22:00'],
  ],
  run: async (args, signal) => {
    const options = readStudyOptions(args);
    const start = numberOf(args, 'start', { min: 0, max: LAST_HOUR, whole: true });
    const demand = textOf(args, 'demand');
    const { runMaintenance } = await import('./maintenance-run.ts');
    return runMaintenance(options, { demand, start }, signal);
  },
};
