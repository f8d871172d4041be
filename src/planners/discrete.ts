/**
 * Roles on NICs of their own leave bandwidth idle that others lack. Where something is short or pressed, the host is
 * drafted with all its NICs in one team, and that is said only where the team attains strictly more.
 */
import type { Finding } from '../model/finding.ts';
import type { Policy } from '../model/policy.ts';
import { LAYOUT_TRAFFIC } from '../model/topology-plan.ts';
import { formatShare } from '../units/format-quantity.ts';
import { attainmentsOf, compareDrafts } from './compare-drafts.ts';
import { type LayoutPool, layoutPoolOf, trafficIn } from './layout.ts';
import type { PlanDraft } from './draft-plan.ts';
import { draftLayout } from './layouts.ts';
import type { LayoutQuestion } from './layouts-question.ts';

export interface Converged {
  readonly draft: PlanDraft;
  readonly findings: readonly Finding[];
}

/** Null where nothing is lacking, where the host is converged already, or where a rule forbids one team. */
export const convergedOf = (question: LayoutQuestion): Converged | null => {
  const { host, policy, today } = question;
  const pool = today.status === 'ok' ? null : layoutPoolOf(host);
  if (pool === null || !isDiscrete(pool)) return null;
  const nics = pool.nics.map(({ name }) => name);
  const traffic = trafficIn(host, pool);
  const draft = draftLayout(question, pool, [{ kind: 'team', nics, carries: LAYOUT_TRAFFIC.filter((each) => traffic.has(each)) }]);
  if (draft === null) return null;
  const before = attainmentsOf(today, policy);
  const after = attainmentsOf(draft, policy);
  // A switch without a layer attains nothing that could be compared.
  const isComparable = [...today.switches, ...draft.switches].every(({ levels, uplinks }) => uplinks.length === 0 || levels.length > 0);
  if (!isComparable || !attainsMore(after, before, policy) || compareDrafts(draft, today, policy) <= 0) return { draft, findings: [] };
  const values = { nics: nics.join(', '), today: inWords(before, after, before, policy), instead: inWords(before, after, after, policy) };
  return { draft, findings: [{ code: 'discrete-topology', severity: 'advice', subject: host.name, values }] };
};

/** Several switches, or NICs beside the switch, all of one speed. */
const isDiscrete = ({ nics }: LayoutPool): boolean =>
  new Set(nics.map((nic) => nic.switch)).size > 1 && nics.every(({ link }) => link === nics[0]?.link);

/** The first level that differs comes out better, in the order in which levels give way. */
const attainsMore = (after: readonly number[], before: readonly number[], policy: Policy): boolean => {
  for (const [index, attainment] of after.entries()) {
    const difference = attainment - (before[index] as number);
    if (Math.abs(difference) >= policy.min_gain) return difference > 0;
  }
  return false;
};

/** The attainments of one side, without the levels that both attain in full. */
const inWords = (before: readonly number[], after: readonly number[], told: readonly number[], policy: Policy): string =>
  policy.priorities
    .flatMap((level, index) =>
      Math.min(before[index] as number, after[index] as number) < 1 ? [`${level} ${formatShare(told[index] as number)}`] : [],
    )
    .join(', ');
