/** Equality of recomputed figures: two ways to the same number differ in the last binary digits only. */
import type { Violation } from '../model/outcome.ts';

const RELATIVE = 1e-9;

export const isClose = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= RELATIVE * Math.max(1, Math.abs(a), Math.abs(b));

/** True for a > b beyond the tolerance, and for figures that are no numbers: those must never pass a bound. */
export const exceeds = (a: number, b: number): boolean => !(a <= b) && !isClose(a, b);

/** Adds a violation unless the plan states what was recomputed; null stands for a blank. */
export const expectFigure = (
  violations: Violation[],
  rule: string,
  subject: string,
  expected: number | null,
  stated: number | null,
  what: string,
): void => {
  if (expected === null ? stated === null : stated !== null && isClose(expected, stated)) return;
  violations.push({ rule, subject, message: `${what} is ${expected ?? 'blank'}, the plan states ${stated ?? 'a blank'}.` });
};
