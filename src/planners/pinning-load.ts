/** How hard a mapping presses on the promises: 1 is just enough, 2 leaves the worst adapter half of what it needs. */
import type { PinningCase } from './pinning-case.ts';

/** The load of a mapping: the largest need over what is guaranteed, over all adapters, with every member and after every single failure. */
export type Gauge = (mapping: readonly number[]) => number;

export const loadOf = (of: PinningCase, mapping: readonly number[]): number => gaugeOf(of)(mapping);

/** A gauge keeps its arrays between mappings: a search asks it thousands of times. */
export const gaugeOf = ({ rates, flows, defaultWeight, losses }: PinningCase): Gauge => {
  const members = rates.length;
  const weightOf = Float64Array.from(flows, ({ weight }) => weight);
  const needOf = Float64Array.from(flows, ({ need }) => need);
  const needAfterLossOf = Float64Array.from(flows, ({ needAfterLoss }) => needAfterLoss);
  const lostTogether = losses.flat().map((lost) => Uint8Array.from(rates, (_, member) => (lost.includes(member) ? 1 : 0)));
  const weights = new Float64Array(members);
  const needs = new Float64Array(members);
  const needsAfterLoss = new Float64Array(members);

  const loadAfterLoss = (isLost: Uint8Array): number => {
    let moved = 0;
    let movedNeed = 0;
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] !== 1) continue;
      moved += (weights[member] as number) - defaultWeight;
      movedNeed = Math.max(movedNeed, needsAfterLoss[member] as number);
    }
    let worst = 0;
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] === 1) continue;
      const need = Math.max(movedNeed, needsAfterLoss[member] as number);
      worst = Math.max(worst, (need * ((weights[member] as number) + moved)) / (rates[member] as number));
    }
    return worst;
  };

  return (mapping) => {
    weights.fill(defaultWeight);
    needs.fill(0);
    needsAfterLoss.fill(0);
    for (let flow = 0; flow < weightOf.length; flow += 1) {
      const member = mapping[flow] as number;
      weights[member] = (weights[member] as number) + (weightOf[flow] as number);
      needs[member] = Math.max(needs[member] as number, needOf[flow] as number);
      needsAfterLoss[member] = Math.max(needsAfterLoss[member] as number, needAfterLossOf[flow] as number);
    }
    let worst = 0;
    for (let member = 0; member < members; member += 1) {
      worst = Math.max(worst, ((needs[member] as number) * (weights[member] as number)) / (rates[member] as number));
    }
    for (const isLost of lostTogether) worst = Math.max(worst, loadAfterLoss(isLost));
    return worst;
  };
};
