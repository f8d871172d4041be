/** How hard a mapping presses on the promises: 1 is just enough, 2 leaves the worst adapter half of what it needs. */
import type { PinnedFlow, PinningCase } from './pinning-case.ts';

/** The load of a mapping: the largest need over what is guaranteed, over all adapters, with every member and after every single failure. */
export interface Gauge {
  load(mapping: readonly number[]): number;
  /**
   * The load of the mapping gauged last if one adapter lay on the member `to`, and `other`, where there is one, on the
   * member that the first has left; or some load of at least `limit`, where that is reached.
   */
  loadAfter(flow: number, to: number, other: number | null, limit: number): number;
  /**
   * Per member 1 where the worst load of the mapping gauged last is a matter of what lies there: the member itself, and
   * after a loss those lost with it. Only what leaves these members can relieve it.
   */
  pressed(): Uint8Array;
}

export const loadOf = (of: PinningCase, mapping: readonly number[]): number => gaugeOf(of).load(mapping);

/** The largest need on each member, who has it, and the second largest: what is left when that one goes. */
interface Needs {
  readonly of: Float64Array;
  readonly largest: Float64Array;
  readonly holder: Int32Array;
  readonly second: Float64Array;
}

const needsOf = (need: Float64Array, members: number): Needs => ({
  of: need,
  largest: new Float64Array(members),
  holder: new Int32Array(members),
  second: new Float64Array(members),
});

const clearNeeds = ({ largest, holder, second }: Needs): void => {
  largest.fill(0);
  holder.fill(-1);
  second.fill(0);
};

const addNeed = ({ of, largest, holder, second }: Needs, flow: number, member: number): void => {
  const need = of[flow] as number;
  if (need > (largest[member] as number)) {
    second[member] = largest[member] as number;
    largest[member] = need;
    holder[member] = flow;
  } else if (need > (second[member] as number)) second[member] = need;
};

/** The largest need on a member when one adapter has gone and another, where there is one, has come. */
const needAfter = ({ of, largest, holder, second }: Needs, member: number, gone: number | null, come: number | null): number => {
  const left = holder[member] === gone ? (second[member] as number) : (largest[member] as number);
  return come === null ? left : Math.max(left, of[come] as number);
};

/** Members lost together, each set once: a card with one port in the team is that port again. */
const lossesOnce = ({ rates, losses }: PinningCase): Uint8Array[] => {
  const once = new Map<string, Uint8Array>();
  for (const lost of losses.flat()) {
    const key = lost.join();
    if (once.has(key)) continue;
    const isLost = new Uint8Array(rates.length);
    for (const member of lost) isLost[member] = 1;
    once.set(key, isLost);
  }
  return [...once.values()];
};

/** A gauge keeps its arrays between mappings: a search asks it thousands of times. */
export const gaugeOf = (pinning: PinningCase): Gauge => {
  const { flows, rates, defaultWeight } = pinning;
  const members = rates.length;
  const weightOf = new Float64Array(flows.length);
  const needOf = new Float64Array(flows.length);
  const needOfAfterLoss = new Float64Array(flows.length);
  for (let index = 0; index < flows.length; index += 1) {
    const { weight, need, needAfterLoss } = flows[index] as PinnedFlow;
    weightOf[index] = weight;
    needOf[index] = need;
    needOfAfterLoss[index] = needAfterLoss;
  }
  const whole = needsOf(needOf, members);
  const afterLoss = needsOf(needOfAfterLoss, members);
  const lostTogether = lossesOnce(pinning);
  const weights = new Float64Array(members);
  let last: readonly number[] = [];
  let worst = 0;
  let worstMember = -1;
  let worstLoss: Uint8Array | null = null;

  const note = (load: number, member: number, loss: Uint8Array | null): void => {
    if (load <= worst) return;
    worst = load;
    worstMember = member;
    worstLoss = loss;
  };

  const gaugeLoss = (isLost: Uint8Array): void => {
    let moved = 0;
    let movedNeed = 0;
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] !== 1) continue;
      moved += (weights[member] as number) - defaultWeight;
      movedNeed = Math.max(movedNeed, afterLoss.largest[member] as number);
    }
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] === 1) continue;
      const need = Math.max(movedNeed, afterLoss.largest[member] as number);
      note((need * ((weights[member] as number) + moved)) / (rates[member] as number), member, isLost);
    }
  };

  /** Stops where the load reaches `limit`. */
  const gaugeAll = (limit: number): number => {
    worst = 0;
    worstMember = -1;
    worstLoss = null;
    for (let member = 0; member < members; member += 1) {
      note(((whole.largest[member] as number) * (weights[member] as number)) / (rates[member] as number), member, null);
    }
    for (const isLost of lostTogether) {
      if (worst >= limit) break;
      gaugeLoss(isLost);
    }
    return worst;
  };

  const load = (mapping: readonly number[]): number => {
    last = mapping;
    weights.fill(defaultWeight);
    clearNeeds(whole);
    clearNeeds(afterLoss);
    for (let flow = 0; flow < weightOf.length; flow += 1) {
      const member = mapping[flow] as number;
      weights[member] = (weights[member] as number) + (weightOf[flow] as number);
      addNeed(whole, flow, member);
      addNeed(afterLoss, flow, member);
    }
    return gaugeAll(Number.POSITIVE_INFINITY);
  };

  const change = (member: number, gone: number | null, come: number | null): void => {
    if (gone !== null) weights[member] = (weights[member] as number) - (weightOf[gone] as number);
    if (come !== null) weights[member] = (weights[member] as number) + (weightOf[come] as number);
    whole.largest[member] = needAfter(whole, member, gone, come);
    afterLoss.largest[member] = needAfter(afterLoss, member, gone, come);
  };

  const kept = new Float64Array(3 * 2);
  const keep = (member: number, at: number): void => {
    kept[at] = weights[member] as number;
    kept[at + 1] = whole.largest[member] as number;
    kept[at + 2] = afterLoss.largest[member] as number;
  };
  const restore = (member: number, at: number): void => {
    weights[member] = kept[at] as number;
    whole.largest[member] = kept[at + 1] as number;
    afterLoss.largest[member] = kept[at + 2] as number;
  };

  return {
    load,
    loadAfter: (flow, to, other, limit) => {
      const from = last[flow] as number;
      keep(from, 0);
      keep(to, 3);
      change(from, flow, other);
      change(to, other, flow);
      const after = gaugeAll(limit);
      restore(from, 0);
      restore(to, 3);
      return after;
    },
    pressed: () => {
      const pressed = worstLoss === null ? new Uint8Array(members) : worstLoss.slice();
      if (worstMember >= 0) pressed[worstMember] = 1;
      return pressed;
    },
  };
};
