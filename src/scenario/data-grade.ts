/** A letter for how far the inputs of a plan can be trusted to decide it. */
import { type Grade, GRADES } from '../model/sensitivity.ts';
import type { PolicyKey } from '../model/policy.ts';

/** A: everything may be wrong by half or double; D: a fifth is enough for another answer. */
const LEAST_MARGINS = [2, 1.5, 1.2] as const;

/** Cells that the policy stands in for, each with the assumption that says so. */
const BLANK_CELLS: readonly PolicyKey[] = ['cpu_used_pct', 'drain_window_minutes', 'dirty_min_mbytes_per_second'];

export const assumedInputsOf = (assumptions: readonly PolicyKey[]): number => BLANK_CELLS.filter((key) => assumptions.includes(key)).length;

/** One or two blank inputs cost a grade, all three cost two. @param margin null: nothing flips */
export const gradeOf = (margin: number | null, assumedInputs: number): Grade => {
  const byMargin = margin === null ? 0 : LEAST_MARGINS.filter((least) => margin < least).length;
  const lost = assumedInputs === 0 ? 0 : assumedInputs < BLANK_CELLS.length ? 1 : 2;
  return GRADES[Math.min(GRADES.length - 1, byMargin + lost)] as Grade;
};
