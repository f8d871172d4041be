/** What is wrong with an inventory of any size: how much, and the first of it in order of the files, whatever order it comes in. */
import { sortProblems } from '../inventory/read-slice.ts';
import type { Problem } from '../model/problem.ts';

/** More than anybody reads; rejects.csv has them all. */
const MOST_KEPT = 10_000;

export class ProblemLog {
  errors = 0;
  total = 0;
  #kept: Problem[] = [];

  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.total += 1;
      if (problem.severity === 'error') this.errors += 1;
      this.#kept.push(problem);
    }
    if (this.#kept.length > 2 * MOST_KEPT) this.#kept = sortProblems(this.#kept).slice(0, MOST_KEPT);
  }

  /** The first ones, in order of file, line and column. */
  first(): readonly Problem[] {
    return sortProblems(this.#kept).slice(0, MOST_KEPT);
  }
}
