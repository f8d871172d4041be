/** How little the worst adapter can be pressed at best: closed forms that no mapping undercuts. */
import type { PinningCase } from './pinning-case.ts';

export const leastLoad = (of: PinningCase): number =>
  of.losses.reduce((bound, family) => Math.max(bound, leastAfterLoss(of, family)), leastWhole(of));

/**
 * With every member at work. The adapters that need most lie on some j members, whose weights they share with the
 * default flow on each: some member among them then carries at least the mean.
 */
const leastWhole = ({ rates, flows, defaultWeight }: PinningCase): number => {
  const fastest = [...rates].sort((a, b) => b - a);
  let bound = 0;
  let sum = 0;
  for (const { weight, need } of [...flows].sort((a, b) => b.need - a.need)) {
    if (need <= 0) break;
    bound = Math.max(bound, (need * (weight + defaultWeight)) / (fastest[0] as number));
    sum += weight;
    let capacity = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, rate] of fastest.entries()) {
      capacity += rate;
      least = Math.min(least, (sum + (index + 1) * defaultWeight) / capacity);
    }
    bound = Math.max(bound, need * least);
  }
  return bound;
};

/**
 * After the loss of one group of a family that splits the team. Say the most demanding adapter lies in a group with the
 * weight D in all: when that group fails, some survivor holds D and the mean of the rest; when the heaviest other group
 * fails, the adapter's own member holds at least the adapter and that group. The first grows with D, the second falls.
 */
const leastAfterLoss = ({ rates, flows, defaultWeight }: PinningCase, family: readonly (readonly number[])[]): number => {
  let most = { weight: 0, needAfterLoss: 0 };
  for (const flow of flows) if (flow.needAfterLoss > most.needAfterLoss) most = flow;
  if (most.needAfterLoss <= 0) return 0;
  const total = flows.reduce((sum, { weight }) => sum + weight, 0);
  const ofOthers = 1 / (family.length - 1);
  let least = Number.POSITIVE_INFINITY;
  for (const home of family) {
    const ofSurvivors = 1 / (rates.length - home.length);
    const meeting = (most.weight + total * (ofOthers - ofSurvivors)) / (1 - ofSurvivors + ofOthers);
    const held = Math.min(total, Math.max(most.weight, meeting));
    least = Math.min(least, Math.max(held + (total - held) * ofSurvivors, most.weight + (total - held) * ofOthers));
  }
  return (most.needAfterLoss * (least + defaultWeight)) / Math.max(...rates);
};
