/** Reads a line of outcomes.jsonl back, so that every other file can be rendered from it again. */
import type { Outcome } from '../model/outcome.ts';

const REQUIRED: Readonly<Record<Outcome['kind'], readonly string[]>> = {
  planned: ['host', 'cluster', 'os', 'managedBy', 'plan', 'findings', 'blockers', 'changes', 'binding', 'reason', 'northSouth'],
  rejected: ['host', 'cluster', 'os', 'problems'],
  failed: ['host', 'cluster', 'os', 'violations'],
};

const isKind = (value: unknown): value is Outcome['kind'] => typeof value === 'string' && Object.hasOwn(REQUIRED, value);

/**
 * The outcome that a line of outcomes.jsonl holds.
 * @throws SyntaxError for a line that is not JSON; Error for JSON that is no outcome of this version.
 */
export const outcomeFromJson = (line: string): Outcome => {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('kind' in value) || !isKind(value.kind)) {
    throw new Error(
      'The line is not an outcome: its kind is neither planned, rejected nor failed. Point to a folder that `converge plan` wrote.',
    );
  }
  const missing = REQUIRED[value.kind].filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) {
    throw new Error(`The outcome lacks ${missing.join(', ')}. Plan the inventory again with this version of converge.`);
  }
  return value as Outcome;
};
