/** Whether a host stands better or worse than it did. */
import { LEVELS, type Level } from '../model/levels.ts';
import type { Outcome } from '../model/outcome.ts';
import type { HostStatus } from '../model/plan.ts';
import { formatDecimal } from '../units/format-decimal.ts';

export const STATUSES = ['ok', 'pressed', 'short', 'rejected', 'failed'] as const;
export type ReportedStatus = HostStatus | 'rejected' | 'failed';

export interface Standing {
  readonly status: ReportedStatus;
  readonly level: Level | null;
  /** 1 where nothing falls short. Rounded as reports write it. */
  readonly attainment: number;
}

export const standingOf = (outcome: Outcome): Standing => {
  if (outcome.kind !== 'planned') return { status: outcome.kind, level: null, attainment: 1 };
  const { status, firstShort } = outcome.plan;
  return { status, level: firstShort?.level ?? null, attainment: Number(formatDecimal(firstShort?.attainment ?? 1)) };
};

const rank = ({ status }: Standing): number => STATUSES.indexOf(status);
/** The later the first short level, the better; without one, better still. */
const levelRank = ({ level }: Standing): number => (level === null ? LEVELS.length : LEVELS.indexOf(level));

/** Below 0: a stands better than b. By status, then by the first short level, then by how much of it is attained. */
export const compareStandings = (a: Standing, b: Standing): number =>
  rank(a) - rank(b) || levelRank(b) - levelRank(a) || b.attainment - a.attainment;
