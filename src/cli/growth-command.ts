/** `converge growth`: its options. The work stands in growth-run.ts and is loaded when it is wanted. */
import type { GrowthRate, Load } from '../model/growth.ts';
import { type Arguments, type Command, textOf } from './command.ts';
import type { GrowthOptions } from './growth-options.ts';
import { QUESTION_OPTIONS, readQuestionOptions } from './question-options.ts';
import { UsageError } from './usage-error.ts';

const LOAD_WORDS = { demand: true, floors: true, memory: true, dirty: true } as const satisfies Readonly<Record<Load, true>>;
const isLoad = (word: string): word is Load => Object.hasOwn(LOAD_WORDS, word);

const readLoads = (args: Arguments): readonly Load[] => {
  const words = (textOf(args, 'grow') ?? 'demand').split(',').map((word) => word.trim());
  const loads = words.filter(isLoad);
  const unknown = words.find((word) => !isLoad(word));
  if (unknown !== undefined) {
    throw new UsageError(
      `--grow does not know "${unknown}".`,
      `Write one or more of ${Object.keys(LOAD_WORDS).join(', ')}, with commas between.`,
    );
  }
  return [...new Set(loads)];
};

const PERCENT = /^(-?\d+(?:\.\d+)?)\s*%$/;
const LEAST = -50;
const MOST = 1000;

const readPercent = (option: string, text: string): number => {
  const value = Number(PERCENT.exec(text.trim())?.[1] ?? Number.NaN);
  if (value >= LEAST && value <= MOST) return value / 100;
  throw new UsageError(`--${option} (${text}) is not a percentage from ${LEAST}% to ${MOST}%.`, 'Write it as 3% or 2.5%.');
};

const readRate = (given: string, band: string | null): GrowthRate => {
  const mid = readPercent('growth-per-month', given);
  if (band === null) return { low: mid, mid, high: mid };
  const [low, high, ...more] = band.split('..');
  if (low === undefined || high === undefined || more.length > 0) {
    throw new UsageError(`--band (${band}) is not a band.`, 'Write its two ends with two dots between: 1%..5%.');
  }
  const rate = { low: readPercent('band', low), mid, high: readPercent('band', high) };
  if (rate.low <= mid && mid <= rate.high) return rate;
  throw new UsageError(
    `--band (${band}) does not hold --growth-per-month (${given}).`,
    'Write the low end first, and the growth between both.',
  );
};

const readPace = (args: Arguments): GrowthOptions['pace'] => {
  const given = textOf(args, 'growth-per-month');
  const folder = textOf(args, 'history');
  const band = textOf(args, 'band');
  if (given !== null && folder !== null) {
    throw new UsageError('--growth-per-month and --history exclude each other.', 'Keep the one you want.');
  }
  if (given !== null) return { kind: 'given', rate: readRate(given, band) };
  if (band !== null)
    throw new UsageError('--band needs --growth-per-month.', 'Give the growth that the band is about; --history finds its own.');
  return folder === null ? null : { kind: 'history', folder };
};

export const GROWTH: Command = {
  command: 'growth <inventory>',
  summary: 'Find how much growth each host, cluster and traffic class stands, and when it runs out',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    'growth-per-month': { type: 'string', describe: 'How fast load grows, compounded, such as 3%' },
    band: { type: 'string', describe: 'How slow and how fast it may grow instead, such as 1%..5%' },
    history: { type: 'string', describe: 'Folder of earlier reports in folders named by date; the pace is taken from them' },
    grow: { type: 'string', describe: 'What grows: demand, floors, memory, dirty, with commas between (default: demand)' },
    ...QUESTION_OPTIONS,
  },
  examples: [
    ['converge growth inputs/demo', 'How much more traffic does each host stand?'],
    ['converge growth fleet --growth-per-month 3% --band 1%..5%', 'In which month is it used up?'],
    [
      'converge growth fleet --history reports --grow demand,memory,dirty',
      'The same at the pace of earlier reports, for VMs that grow too',
    ],
  ],
  run: async (args, signal) => {
    const [loads, pace] = [readLoads(args), readPace(args)];
    const options: GrowthOptions = { ...readQuestionOptions(args), loads, pace };
    const { runGrowth } = await import('./growth-run.ts');
    return runGrowth(options, signal);
  },
};
