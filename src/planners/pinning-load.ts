/** How hard a mapping presses on the promises: 1 is just enough, 2 leaves the worst adapter half of what it needs. */
import type { PinnedFlow, PinningCase } from './pinning-case.ts';

/** The load of a mapping: the largest need over what is guaranteed, over all adapters, with every member and after every single failure. */
export interface Gauge {
  load(mapping: readonly number[]): number;
  /**
   * Per member 1 where the worst load of the mapping gauged last is a matter of what lies there: the member itself, and
   * after a loss those lost with it. Only what leaves these members can relieve it.
   */
  pressed(): Uint8Array;
}

export const loadOf = (of: PinningCase, mapping: readonly number[]): number => gaugeOf(of).load(mapping);

/** A gauge keeps its arrays between mappings: a search asks it thousands of times. */
export const gaugeOf = ({ rates, flows, defaultWeight, losses }: PinningCase): Gauge => {
  const members = rates.length;
  const weightOf = new Float64Array(flows.length);
  const needOf = new Float64Array(flows.length);
  const needAfterLossOf = new Float64Array(flows.length);
  for (let index = 0; index < flows.length; index += 1) {
    const flow = flows[index] as PinnedFlow;
    weightOf[index] = flow.weight;
    needOf[index] = flow.need;
    needAfterLossOf[index] = flow.needAfterLoss;
  }
  const lostTogether = losses.flat().map((lost) => Uint8Array.from(rates, (_, member) => (lost.includes(member) ? 1 : 0)));
  const weights = new Float64Array(members);
  const needs = new Float64Array(members);
  const needsAfterLoss = new Float64Array(members);

  let worst = 0;
  let worstMember = -1;
  let worstLoss: Uint8Array | null = null;

  const gaugeLoss = (isLost: Uint8Array): void => {
    let moved = 0;
    let movedNeed = 0;
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] !== 1) continue;
      moved += (weights[member] as number) - defaultWeight;
      movedNeed = Math.max(movedNeed, needsAfterLoss[member] as number);
    }
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] === 1) continue;
      const need = Math.max(movedNeed, needsAfterLoss[member] as number);
      note((need * ((weights[member] as number) + moved)) / (rates[member] as number), member, isLost);
    }
  };

  const note = (load: number, member: number, loss: Uint8Array | null): void => {
    if (load <= worst) return;
    worst = load;
    worstMember = member;
    worstLoss = loss;
  };

  return {
    load: (mapping) => {
      weights.fill(defaultWeight);
      needs.fill(0);
      needsAfterLoss.fill(0);
      for (let flow = 0; flow < weightOf.length; flow += 1) {
        const member = mapping[flow] as number;
        weights[member] = (weights[member] as number) + (weightOf[flow] as number);
        needs[member] = Math.max(needs[member] as number, needOf[flow] as number);
        needsAfterLoss[member] = Math.max(needsAfterLoss[member] as number, needAfterLossOf[flow] as number);
      }
      worst = 0;
      worstMember = -1;
      worstLoss = null;
      for (let member = 0; member < members; member += 1) {
        note(((needs[member] as number) * (weights[member] as number)) / (rates[member] as number), member, null);
      }
      for (const isLost of lostTogether) gaugeLoss(isLost);
      return worst;
    },
    pressed: () => {
      const pressed = worstLoss === null ? new Uint8Array(members) : worstLoss.slice();
      if (worstMember >= 0) pressed[worstMember] = 1;
      return pressed;
    },
  };
};
