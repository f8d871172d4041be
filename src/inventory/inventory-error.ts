import type { Problem } from '../model/problem.ts';
import { formatProblem } from './format-problem.ts';

/** The input cannot be read at all: a file or a required column is missing, or bytes that are no text. Nothing is planned. */
export class InventoryError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => formatProblem(problem)).join('\n'));
    this.name = 'InventoryError';
    this.problems = problems;
  }
}
