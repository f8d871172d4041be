/** Problems on the error stream: all of them, or the first few where a file has the others. */
import { formatProblem } from '../inventory/format-problem.ts';
import type { Problem } from '../model/problem.ts';
import { paint } from './paint.ts';

/** More would scroll the first ones, which are the ones to mend first, off the screen. */
const SHOWN = 20;

const coloured = (text: string): string =>
  text.replace(/: (error|note) /, (_whole, word: string) => `: ${paint(word === 'error' ? 'red' : 'yellow', word)} `);

/**
 * @param folder goes before file names, so that an editor can jump there; '' where they are whole paths already
 * @param rest file with all of them, for those that are not shown; null: there is none, and all are shown
 * @param total how many there are, where not all are at hand
 */
export const stateProblems = (problems: readonly Problem[], folder: string, rest: string | null, total = problems.length): string => {
  const shown = rest === null ? problems : problems.slice(0, SHOWN);
  const stated = shown.map((problem) => `${coloured(formatProblem(problem, folder))}\n`).join('');
  return shown.length === total ? stated : `${stated}and ${total - shown.length} more in ${rest}\n`;
};
