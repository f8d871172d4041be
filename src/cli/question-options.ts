/** The options that all commands share which ask a what-if question of a whole inventory. */
import { type Arguments, type Command, isSet, textOf, threadsOf } from './command.ts';
import { inventoryOf } from './inventory-folder.ts';

export interface QuestionOptions {
  readonly inventory: string;
  /** null: named after the date, the inventory and the command. */
  readonly out: string | null;
  readonly policy: string | null;
  readonly threads: number | null;
  readonly only: string | null;
  readonly rawCells: boolean;
}

export const QUESTION_OPTIONS = {
  out: { type: 'string', describe: 'Folder to write (default: reports/<date>-<inventory>-<command>)' },
  policy: { type: 'string', describe: 'Policy file, YAML or JSON (default: converge policy)' },
  threads: { type: 'string', describe: 'Worker threads; 0 for none (default: one a processor)' },
  only: { type: 'string', describe: 'Ask only of hosts whose name matches, with * and ?' },
  'raw-cells': { type: 'boolean', describe: 'Do not protect spreadsheets from cells that begin with = + - @' },
} as const satisfies Command['options'];

export const readQuestionOptions = (args: Arguments): QuestionOptions => ({
  inventory: inventoryOf(args),
  out: textOf(args, 'out'),
  policy: textOf(args, 'policy'),
  threads: threadsOf(args),
  only: textOf(args, 'only'),
  rawCells: isSet(args, 'raw-cells'),
});
