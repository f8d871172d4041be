/** The rules of the compatibility table that speak about a host, for `converge explain`. */
import type { CompatibilityVerdict } from '../model/compatibility-verdict.ts';
import { padEnd } from './terminal-text.ts';

const ORDER = ['triggered', 'not-observable', 'holds'] as const satisfies readonly CompatibilityVerdict['status'][];
const WORDS = { triggered: 'broken', 'not-observable': 'not seen', holds: 'holds' } as const;

/** Broken ones first; without any, nothing is said. */
export const compatibilityLines = (verdicts: readonly CompatibilityVerdict[]): readonly string[] => {
  if (verdicts.length === 0) return [];
  const sorted = ORDER.flatMap((status) => verdicts.filter((each) => each.status === status));
  return [
    '',
    'Compatibility',
    ...sorted.map(({ rule, status, subjects }) => `  ${padEnd(WORDS[status], 8)} ${rule}: ${briefly(subjects)}`),
  ];
};

const briefly = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
