/** Problems on the error stream: the first few in full, the rest as a number. */
import { formatProblem } from '../inventory/format-problem.ts';
import type { Problem } from '../model/problem.ts';
import { paint } from './paint.ts';

/** More would scroll the first ones, which are the ones to mend first, off the screen. */
const SHOWN = 20;

const coloured = (text: string): string =>
  text.replace(/: (error|note) /, (_whole, word: string) => `: ${paint(word === 'error' ? 'red' : 'yellow', word)} `);

/**
 * @param folder goes before file names, so that an editor can jump there; '' where they are whole paths already
 * @param rest where the problems that are not shown can be found; null: nowhere
 */
export const stateProblems = (problems: readonly Problem[], folder: string, rest: string | null): string => {
  const shown = problems.slice(0, SHOWN).map((problem) => `${coloured(formatProblem(problem, folder))}\n`);
  const hidden = problems.length - shown.length;
  return `${shown.join('')}${hidden === 0 ? '' : `and ${hidden} more${rest === null ? '' : ` in ${rest}`}\n`}`;
};
