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

const needsOf = (flows: number, members: number): Needs => ({
  of: new Float64Array(flows),
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

export const gaugeOf = (pinning: PinningCase): Gauge => new LoadGauge(pinning);

/** Keeps its arrays between mappings: a search asks it thousands of times. */
class LoadGauge implements Gauge {
  private readonly members: number;
  private readonly rates: readonly number[];
  private readonly defaultWeight: number;
  private readonly weightOf: Float64Array;
  private readonly whole: Needs;
  private readonly afterLoss: Needs;
  private readonly lostTogether: readonly Uint8Array[];
  private readonly weights: Float64Array;
  private readonly kept = new Float64Array(3 * 2);
  private last: readonly number[] = [];
  private worst = 0;
  private worstMember = -1;
  private worstLoss: Uint8Array | null = null;

  constructor(pinning: PinningCase) {
    const { flows, rates, defaultWeight } = pinning;
    this.members = rates.length;
    this.rates = rates;
    this.defaultWeight = defaultWeight;
    this.weightOf = new Float64Array(flows.length);
    this.whole = needsOf(flows.length, rates.length);
    this.afterLoss = needsOf(flows.length, rates.length);
    for (let index = 0; index < flows.length; index += 1) {
      const { weight, need, needAfterLoss } = flows[index] as PinnedFlow;
      this.weightOf[index] = weight;
      this.whole.of[index] = need;
      this.afterLoss.of[index] = needAfterLoss;
    }
    this.lostTogether = lossesOnce(pinning);
    this.weights = new Float64Array(rates.length);
  }

  load(mapping: readonly number[]): number {
    const { weights, weightOf } = this;
    this.last = mapping;
    weights.fill(this.defaultWeight);
    clearNeeds(this.whole);
    clearNeeds(this.afterLoss);
    for (let flow = 0; flow < weightOf.length; flow += 1) {
      const member = mapping[flow] as number;
      weights[member] = (weights[member] as number) + (weightOf[flow] as number);
      addNeed(this.whole, flow, member);
      addNeed(this.afterLoss, flow, member);
    }
    return this.gaugeAll(Number.POSITIVE_INFINITY);
  }

  loadAfter(flow: number, to: number, other: number | null, limit: number): number {
    const from = this.last[flow] as number;
    this.keep(from, 0);
    this.keep(to, 3);
    this.change(from, flow, other);
    this.change(to, other, flow);
    const after = this.gaugeAll(limit);
    this.restore(from, 0);
    this.restore(to, 3);
    return after;
  }

  pressed(): Uint8Array {
    const pressed = this.worstLoss === null ? new Uint8Array(this.members) : this.worstLoss.slice();
    if (this.worstMember >= 0) pressed[this.worstMember] = 1;
    return pressed;
  }

  /** Stops where the load reaches `limit`. */
  private gaugeAll(limit: number): number {
    const { members, rates, weights } = this;
    const { largest } = this.whole;
    this.worst = 0;
    this.worstMember = -1;
    this.worstLoss = null;
    for (let member = 0; member < members; member += 1) {
      this.note(((largest[member] as number) * (weights[member] as number)) / (rates[member] as number), member, null);
    }
    for (const isLost of this.lostTogether) {
      if (this.worst >= limit) break;
      this.gaugeLoss(isLost);
    }
    return this.worst;
  }

  private gaugeLoss(isLost: Uint8Array): void {
    const { members, rates, weights } = this;
    const { largest } = this.afterLoss;
    let moved = 0;
    let movedNeed = 0;
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] !== 1) continue;
      moved += (weights[member] as number) - this.defaultWeight;
      movedNeed = Math.max(movedNeed, largest[member] as number);
    }
    for (let member = 0; member < members; member += 1) {
      if (isLost[member] === 1) continue;
      const need = Math.max(movedNeed, largest[member] as number);
      this.note((need * ((weights[member] as number) + moved)) / (rates[member] as number), member, isLost);
    }
  }

  private note(load: number, member: number, loss: Uint8Array | null): void {
    if (load <= this.worst) return;
    this.worst = load;
    this.worstMember = member;
    this.worstLoss = loss;
  }

  private change(member: number, gone: number | null, come: number | null): void {
    const { weights, weightOf, whole, afterLoss } = this;
    if (gone !== null) weights[member] = (weights[member] as number) - (weightOf[gone] as number);
    if (come !== null) weights[member] = (weights[member] as number) + (weightOf[come] as number);
    whole.largest[member] = needAfter(whole, member, gone, come);
    afterLoss.largest[member] = needAfter(afterLoss, member, gone, come);
  }

  private keep(member: number, at: number): void {
    this.kept[at] = this.weights[member] as number;
    this.kept[at + 1] = this.whole.largest[member] as number;
    this.kept[at + 2] = this.afterLoss.largest[member] as number;
  }

  private restore(member: number, at: number): void {
    this.weights[member] = this.kept[at] as number;
    this.whole.largest[member] = this.kept[at + 1] as number;
    this.afterLoss.largest[member] = this.kept[at + 2] as number;
  }
}
