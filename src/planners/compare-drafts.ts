/** Which of two drafts of one host serves it better. */
import type { HostStatus, Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import { drainAttainment } from './host-status.ts';
import type { PlanDraft } from './draft-plan.ts';

const STATUSES: readonly HostStatus[] = ['short', 'pressed', 'ok'];
const SAME = 1e-9;

/** Positive where a is better: status, then a later first short level, then its attainment, then a shorter drain. */
export const compareDrafts = (a: PlanDraft, b: PlanDraft, policy: Policy): number => {
  const byStatus = STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status);
  if (byStatus !== 0) return byStatus;
  const byLevel = placeOf(a, policy) - placeOf(b, policy);
  if (byLevel !== 0) return byLevel;
  const byAttainment = (a.firstShort?.attainment ?? 1) - (b.firstShort?.attainment ?? 1);
  if (Math.abs(byAttainment) > SAME) return byAttainment;
  return (drainOf(b) ?? 0) - (drainOf(a) ?? 0);
};

/** Better by so much that a maintenance window is worth it. */
export const isClearlyBetter = (a: PlanDraft, b: PlanDraft, policy: Policy): boolean => {
  if (compareDrafts(a, b, policy) <= 0) return false;
  if (a.status !== b.status || placeOf(a, policy) !== placeOf(b, policy)) return true;
  if ((a.firstShort?.attainment ?? 1) - (b.firstShort?.attainment ?? 1) >= policy.min_gain) return true;
  const [mine, other] = [drainOf(a), drainOf(b)];
  return mine !== null && other !== null && mine < other * (1 - policy.time_tolerance);
};

/** Places of no short level are behind all others. */
const placeOf = ({ firstShort }: PlanDraft, { priorities }: Policy): number =>
  firstShort === null ? priorities.length : priorities.indexOf(firstShort.level);

/** In seconds, at the rate that migration can count on; null where nothing migrates. */
export const drainOf = ({ migration }: PlanDraft): number | null =>
  migration === null ? null : (migration.drainGuaranteed ?? migration.drainAtCap);

/** What the host attains at each level, in order of priority: the worst of its switches, and the window wherever migration leaves. */
export const attainmentsOf = ({ switches, migration }: PlanDraft, policy: Policy): readonly number[] =>
  policy.priorities.map((level: Level) => {
    const worst = Math.min(
      1,
      ...switches.flatMap(({ levels }) => levels.filter((each) => each.level === level).map(({ attainment }) => attainment)),
    );
    return level === 'drain' && migration !== null && !migration.windowMet ? Math.min(worst, drainAttainment(migration)) : worst;
  });
