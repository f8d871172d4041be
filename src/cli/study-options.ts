/** Options that the studies of clusters share. */
import { type Arguments, type Command, textOf, threadsOf } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';
import type { StudyOptions } from './study-run.ts';

export const STUDY_OPTIONS: Command['options'] = {
  out: { type: 'string', describe: 'Folder to write (default: reports/<date>-<inventory>-<command>)' },
  policy: { type: 'string', describe: 'Policy file, YAML or JSON (default: converge policy)' },
  cluster: { type: 'string', describe: 'Study only clusters whose name matches, with * and ?' },
  threads: { type: 'string', describe: 'Worker threads; 0 for none (default: one a processor)' },
};

/** @throws UsageError */
export const readStudyOptions = (args: Arguments): StudyOptions => ({
  inventory: inventoryOf(args),
  out: textOf(args, 'out'),
  policy: textOf(args, 'policy'),
  threads: threadsOf(args),
  cluster: textOf(args, 'cluster'),
});
