/** Is every refusal of a virtual function for a reason that holds, and could nobody refused simply be served? */
import type { VfRefused } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { VfCandidate, VfUplink } from './vf-facts.ts';
import { classOf } from './vf-facts.ts';
import { exceeds } from './tolerance.ts';

type Uplinks = ReadonlyMap<string, VfUplink>;

const uplinksOf = ({ on }: VfCandidate, uplinks: Uplinks): readonly VfUplink[] => {
  const own: VfUplink[] = [];
  for (const nic of on?.uplinks ?? []) {
    const uplink = uplinks.get(nic.name);
    if (uplink !== undefined) own.push(uplink);
  }
  return own;
};

const isFull = (uplink: VfUplink): boolean => uplink.used >= uplink.pool;

const isTooMuch = (uplink: VfUplink, rate: number): boolean => exceeds(uplink.load + rate, uplink.share);

const hasRoom = (uplink: VfUplink, rate: number): boolean => !isFull(uplink) && !isTooMuch(uplink, rate);

/** A rule about the adapter itself, or about a member of its guest team; null where only pools can refuse it. */
const ruleAgainst = (candidate: VfCandidate): VfRefused['because'] | null =>
  candidate.refusal ?? (candidate.team.some((member) => member.refusal !== null) ? 'team-member-refused' : null);

const poolReasonHolds = (candidate: VfCandidate, because: VfRefused['because'], uplinks: Uplinks): boolean => {
  // Members of a team go together, so what binds one of them binds all.
  const any = (binds: (uplink: VfUplink, member: VfCandidate) => boolean): boolean =>
    candidate.team.some((member) => {
      const own = uplinksOf(member, uplinks);
      return own.length === 0 || own.some((uplink) => binds(uplink, member));
    });
  switch (because) {
    case 'vf-pool-exhausted':
      return any(isFull);
    case 'vf-link-share':
      return any((uplink, member) => isTooMuch(uplink, member.rate));
    case 'guest-team-uplinks':
      return candidate.team.length > 1;
    default:
      return false;
  }
};

/** Can the members go to different uplinks that have room for them? Teams have two members, so trying all is cheap. */
const canPlace = (members: readonly VfCandidate[], taken: readonly VfUplink[], uplinks: Uplinks): boolean => {
  const [first, ...rest] = members;
  if (first === undefined) return true;
  return uplinksOf(first, uplinks).some(
    (uplink) => !taken.includes(uplink) && hasRoom(uplink, first.rate) && canPlace(rest, [...taken, uplink], uplinks),
  );
};

const judgeBinding = (refused: VfRefused, label: string, uplinks: Uplinks, violations: Violation[]): void => {
  const [limit, name] = refused.binding.split(':');
  const uplink = name === undefined ? undefined : uplinks.get(name);
  if (uplink === undefined || refused.because !== 'vf-pool-exhausted') return;
  const { nic } = uplink;
  const limits: Readonly<Record<string, number | null>> = {
    'vf-limit': nic.vfLimit,
    'vport-limit': nic.vportLimit === null ? null : nic.vportLimit - 1,
    'queue-pair-limit': nic.queuePairLimit === null ? null : nic.queuePairLimit - 1,
  };
  const stated = limit === undefined ? undefined : limits[limit];
  if (stated === undefined || (stated !== null && Math.max(0, stated) === uplink.pool && isFull(uplink))) return;
  violations.push({ rule: 'vf-binding', subject: label, message: `${refused.binding} does not bind.` });
};

export const judgeRefusal = (candidate: VfCandidate, refused: VfRefused, uplinks: Uplinks, violations: Violation[]): void => {
  const { label } = candidate;
  const rule = ruleAgainst(candidate);
  if (rule !== null) {
    if (refused.because === rule) return;
    violations.push({ rule: 'vf-refusal', subject: label, message: `It is refused for ${rule}, the plan states ${refused.because}.` });
    return;
  }
  if (!poolReasonHolds(candidate, refused.because, uplinks)) {
    violations.push({ rule: 'vf-refusal', subject: label, message: `${refused.because} is not true of the adapter.` });
    return;
  }
  judgeBinding(refused, label, uplinks, violations);
  if (canPlace(candidate.team, [], uplinks)) {
    violations.push({ rule: 'vf-could-be-added', subject: label, message: 'An uplink has a virtual function and room for its rate.' });
  }
};

/** A refused adapter of a class served earlier never leaves its place to one served later. */
export const judgeServedOrder = (
  refused: readonly VfCandidate[],
  served: readonly (readonly [VfCandidate, VfUplink])[],
  violations: Violation[],
): void => {
  for (const one of refused) {
    if (one.team.length > 1 || ruleAgainst(one) !== null) continue;
    for (const [other, uplink] of served) {
      if (other.team.length > 1 || other.on !== one.on || classOf(one) >= classOf(other)) continue;
      if (exceeds(uplink.load - other.rate + one.rate, uplink.share)) continue;
      const message = `${other.label} is served after it, and gives place enough on ${uplink.nic.name}.`;
      violations.push({ rule: 'vf-served-order', subject: one.label, message });
      break;
    }
  }
};
