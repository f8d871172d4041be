/** `converge plan`: its options. The work stands in plan-run.ts and is loaded when it is wanted. */
import { type Arguments, type Command, isSet, numberOf, textOf, threadsOf } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';
import type { PlanOptions } from './plan-options.ts';
import { UsageError } from './usage-error.ts';
import type { HistoryOptions } from './history-run.ts';

const readOptions = (args: Arguments): PlanOptions => {
  if (isSet(args, 'json') && isSet(args, 'quiet')) {
    throw new UsageError('--json and --quiet exclude each other.', 'Keep the one you want.');
  }
  return {
    inventory: inventoryOf(args),
    out: textOf(args, 'out'),
    policy: textOf(args, 'policy'),
    threads: threadsOf(args),
    only: textOf(args, 'only'),
    audit: numberOf(args, 'audit', { min: 0, max: 100, whole: false }) ?? 0,
    layouts: isSet(args, 'layouts'),
    rawCells: isSet(args, 'raw-cells'),
    scripts: !isSet(args, 'skip-scripts'),
    queue: textOf(args, 'queue'),
    resume: isSet(args, 'resume'),
    earlier: null,
    fresh: isSet(args, 'fresh'),
    output: isSet(args, 'json') ? 'json' : isSet(args, 'quiet') ? 'quiet' : 'text',
  };
};

const MAX_RUNS = 100_000;

/** null: the run goes to a folder of its own, not to a history. */
const readHistory = (args: Arguments): HistoryOptions | null => {
  const folder = textOf(args, 'history');
  const runs = numberOf(args, 'keep', { min: 1, max: MAX_RUNS, whole: true });
  const days = numberOf(args, 'keep-days', { min: 1, max: MAX_RUNS, whole: false });
  if (folder === null && (runs !== null || days !== null)) {
    throw new UsageError('--keep and --keep-days need --history.', 'Write --history DIR, or leave them out.');
  }
  if (folder !== null && textOf(args, 'out') !== null) {
    throw new UsageError('--history and --out exclude each other.', 'Keep the one you want.');
  }
  return folder === null ? null : { folder, keep: { runs, days } };
};

export const PLAN: Command = {
  command: 'plan <inventory>',
  summary: 'Plan every host of an inventory and write the reports',
  positionals: { inventory: 'Folder with the inventory files' },
  options: {
    out: { type: 'string', describe: 'Folder to write (default: reports/<date>-<inventory>)' },
    history: { type: 'string', describe: 'Folder of dated runs to add this one to; its latest leads to the newest whole run' },
    keep: { type: 'string', describe: 'With --history: remove all but the newest so many runs of this inventory' },
    'keep-days': { type: 'string', describe: 'With --history: remove runs older than so many days; with --keep, those that neither keeps' },
    policy: { type: 'string', describe: 'Policy file, YAML or JSON (default: converge policy)' },
    threads: { type: 'string', describe: 'Worker threads; 0 for none (default: one a processor)' },
    only: { type: 'string', describe: 'Plan only hosts whose name matches, with * and ?' },
    audit: { type: 'string', describe: 'Percentage of hosts to solve a second way and compare' },
    layouts: {
      type: 'boolean',
      describe: 'Plan up to 200 other layouts of the NICs of each short host, whatever max_layouts of the policy says',
    },
    'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
    'skip-scripts': { type: 'boolean', describe: 'Write no apply/: four small files a host take a big fleet longer than the plan' },
    queue: { type: 'string', describe: 'Let workers plan, wherever they run: redis://HOST:PORT (see converge worker --help)' },
    resume: { type: 'boolean', describe: 'Go on with a run that was stopped, where it stopped' },
    fresh: { type: 'boolean', describe: 'Plan every host, also where nothing changed since the report in the folder' },
    json: { type: 'boolean', describe: 'One JSON event a line on standard output, and nothing else' },
    quiet: { type: 'boolean', describe: 'Print errors only' },
  },
  examples: [
    ['converge plan inputs/demo', 'Plan the demo fleet'],
    ['converge plan fleet --policy strict.yaml --out reports/strict', 'Plan under another policy'],
    ['converge plan fleet --history history --keep 30', 'The nightly run: thirty of them, and the latest'],
    ["converge plan fleet --only 'HV-BER-*' --audit 5", 'Plan some hosts and audit one in twenty'],
  ],
  run: async (args, signal) => {
    const options = readOptions(args);
    const history = readHistory(args);
    const { runPlan } = await import('./plan-run.ts');
    if (history === null) return runPlan(options, signal);
    const { runInHistory } = await import('./history-run.ts');
    return runInHistory(options, history, (into) => runPlan(into, signal));
  },
};
