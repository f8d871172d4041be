/** How hard a mapping presses on the promises: 1 is just enough, 2 leaves the worst adapter half of what it needs. */
import type { PinningCase } from './pinning-case.ts';

/** The largest need over what is guaranteed, over all adapters, with every member and after every single failure. */
export const loadOf = (of: PinningCase, mapping: readonly number[]): number => {
  const { rates, flows, defaultWeight, losses } = of;
  const weights = rates.map(() => defaultWeight);
  const needs = rates.map(() => 0);
  const needsAfterLoss = rates.map(() => 0);
  for (let index = 0; index < flows.length; index += 1) {
    const flow = flows[index] as PinningCase['flows'][number];
    const member = mapping[index] as number;
    weights[member] = (weights[member] as number) + flow.weight;
    if (flow.need > (needs[member] as number)) needs[member] = flow.need;
    if (flow.needAfterLoss > (needsAfterLoss[member] as number)) needsAfterLoss[member] = flow.needAfterLoss;
  }
  let worst = 0;
  for (let member = 0; member < rates.length; member += 1) {
    worst = Math.max(worst, ((needs[member] as number) * (weights[member] as number)) / (rates[member] as number));
  }
  for (const family of losses) for (const lost of family) worst = Math.max(worst, loadAfterLoss(of, lost, weights, needsAfterLoss));
  return worst;
};

const loadAfterLoss = (of: PinningCase, lost: readonly number[], weights: readonly number[], needs: readonly number[]): number => {
  let moved = 0;
  let movedNeed = 0;
  for (const member of lost) {
    moved += (weights[member] as number) - of.defaultWeight;
    movedNeed = Math.max(movedNeed, needs[member] as number);
  }
  let worst = 0;
  for (let member = 0; member < of.rates.length; member += 1) {
    if (lost.includes(member)) continue;
    const need = Math.max(movedNeed, needs[member] as number);
    worst = Math.max(worst, (need * ((weights[member] as number) + moved)) / (of.rates[member] as number));
  }
  return worst;
};
