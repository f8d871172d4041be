/**
 * The best mapping, by trying all of them: the most demanding adapters first, each where the most lies already. A branch
 * ends where what a member may still take, or must still get, does not fit what is left to place.
 */
import type { PinnedFlow, PinningCase } from './pinning-case.ts';
import type { Gauge } from './pinning-load.ts';
import { isMirrored, type Symmetry, symmetriesOf } from './pinning-symmetry.ts';

/** A load is better only by more than rounding. */
const CLEARLY_LESS = 1 - 1e-9;
const ROUNDING = 1e-9;

/** The members that keep working and those that are lost with their ports: what lies on all of them may meet on `survivor`. */
interface Meeting {
  readonly members: readonly number[];
  /** The only member that is not among them; null where there are several, or none. */
  readonly outside: number | null;
  readonly rate: number;
}

export class MappingSearch {
  best: readonly number[];
  load: number;
  isSpent = false;
  private branches: number;
  private target: number;
  private readonly of: PinningCase;
  private readonly gauge: Gauge;
  private readonly order: readonly number[];
  private readonly byNeed: readonly number[];
  /** Weight of the adapters from each place of the order on. */
  private readonly rest: Float64Array;
  private readonly total: number;
  private readonly fastest: number;
  private readonly meetings: readonly Meeting[];
  private readonly symmetries: readonly Symmetry[];
  private readonly mapping: number[];
  private readonly weights: Float64Array;
  /** The most demanding adapter of each member, with every member at work and after a loss; -1: none. */
  private readonly leaders: Int16Array;
  private readonly leadersAfterLoss: Int16Array;
  private readonly room: Float64Array;
  private readonly least: Float64Array;
  private readonly seen: readonly Set<string>[];

  constructor(of: PinningCase, known: readonly number[], gauge: Gauge, branches: number) {
    this.of = of;
    this.gauge = gauge;
    this.best = known;
    this.load = gauge.load(known);
    this.target = this.load * CLEARLY_LESS;
    this.branches = branches;
    this.byNeed = orderByNeed(of);
    this.order = orderOf(of, this.byNeed);
    const rest = new Float64Array(this.order.length + 1);
    for (let place = this.order.length - 1; place >= 0; place -= 1) {
      rest[place] = (rest[place + 1] as number) + flowAt(of, this.order[place] as number).weight;
    }
    this.rest = rest;
    this.total = of.flows.reduce((sum, { weight }) => sum + weight, 0);
    this.fastest = Math.max(...of.rates);
    this.meetings = meetingsOf(of);
    this.symmetries = symmetriesOf(of);
    this.mapping = [...of.today];
    const members = of.rates.length;
    this.weights = new Float64Array(members);
    this.leaders = new Int16Array(members).fill(-1);
    this.leadersAfterLoss = new Int16Array(members).fill(-1);
    this.room = new Float64Array(members);
    this.least = new Float64Array(members);
    this.seen = this.order.map(() => new Set<string>());
    for (let index = of.movable; index < of.flows.length; index += 1) this.put(index, of.today[index] as number);
  }

  /** @param below a load; only mappings that press less are sought */
  run(below = this.target): void {
    this.target = below;
    this.branch(0);
  }

  /** The largest load up to which no mapping is possible at all, between one that none undercuts and the best found. */
  leastAtRoot(least: number): number {
    let [low, high] = [least, this.load];
    while (high - low > ROOT_STEP * this.load) {
      this.target = (low + high) / 2;
      if (this.mayFit(0)) high = this.target;
      else low = this.target;
    }
    return low;
  }

  private put(index: number, member: number): void {
    const flow = flowAt(this.of, index);
    this.mapping[index] = member;
    this.weights[member] = (this.weights[member] as number) + flow.weight;
    const leader = this.leaders[member] as number;
    if (flow.need > 0 && (leader < 0 || flow.need > flowAt(this.of, leader).need)) this.leaders[member] = index;
    const afterLoss = this.leadersAfterLoss[member] as number;
    if (flow.needAfterLoss > 0 && (afterLoss < 0 || flow.needAfterLoss > flowAt(this.of, afterLoss).needAfterLoss)) {
      this.leadersAfterLoss[member] = index;
    }
  }

  private branch(place: number): void {
    if (this.load <= 1 || this.isSpent) return;
    this.isSpent = this.branches === 0;
    this.branches -= 1;
    if (this.isSpent || !this.mayFit(place)) return;
    if (place === this.order.length) {
      this.keepIfBetter();
      return;
    }
    const seen = this.seen[place] as Set<string>;
    const key = this.key();
    if (seen.has(key)) return;
    seen.add(key);
    const index = this.order[place] as number;
    for (const member of this.fullestFirst()) {
      if (this.weights[member] === 0 && isMirrored(member, this.weights, this.symmetries)) continue;
      const weight = this.weights[member] as number;
      const leader = this.leaders[member] as number;
      const afterLoss = this.leadersAfterLoss[member] as number;
      this.put(index, member);
      this.branch(place + 1);
      this.weights[member] = weight;
      this.leaders[member] = leader;
      this.leadersAfterLoss[member] = afterLoss;
    }
  }

  private keepIfBetter(): void {
    const load = this.gauge.load(this.mapping);
    if (load >= this.load) return;
    this.load = load;
    this.target = load * CLEARLY_LESS;
    this.best = [...this.mapping];
  }

  private key(): string {
    let key = '';
    for (let member = 0; member < this.weights.length; member += 1) {
      // Two texts are the same only where all figures are, since each is one character.
      key += String.fromCharCode(
        this.weights[member] as number,
        (this.leaders[member] as number) + 1,
        (this.leadersAfterLoss[member] as number) + 1,
      );
    }
    return key;
  }

  private fullestFirst(): readonly number[] {
    const members: number[] = [];
    for (let member = 0; member < this.weights.length; member += 1) {
      let place = members.length;
      while (place > 0 && (this.weights[members[place - 1] as number] as number) < (this.weights[member] as number)) place -= 1;
      members.splice(place, 0, member);
    }
    return members;
  }

  /** What may lie on a member, or meet on it, if its most demanding adapter is to be pressed no harder than the target. */
  private mostWeight(rate: number, need: number): number {
    return Math.floor((this.target * rate) / need - this.of.defaultWeight + ROUNDING);
  }

  /** False where no way to place the rest presses less than the target. */
  private mayFit(place: number): boolean {
    for (let member = 0; member < this.room.length; member += 1) {
      const weight = this.weights[member] as number;
      const leader = this.leaders[member] as number;
      const most = leader < 0 ? Number.POSITIVE_INFINITY : this.mostWeight(this.of.rates[member] as number, flowAt(this.of, leader).need);
      if (weight > most) return false;
      this.room[member] = most - weight;
      this.least[member] = weight;
    }
    return this.mayMeet() && this.mayTake(place);
  }

  /** After a loss everything but one member may meet on one survivor; what is too much for it has to lie on that member. */
  private mayMeet(): boolean {
    for (const { members, outside, rate } of this.meetings) {
      let need = 0;
      let weight = 0;
      for (const member of members) {
        const leader = this.leadersAfterLoss[member] as number;
        if (leader >= 0) need = Math.max(need, flowAt(this.of, leader).needAfterLoss);
        weight += this.weights[member] as number;
      }
      if (need <= 0) continue;
      const most = this.mostWeight(rate, need);
      if (weight > most) return false;
      if (outside !== null) this.least[outside] = Math.max(this.least[outside] as number, this.total - most);
    }
    return true;
  }

  private mayTake(place: number): boolean {
    const left = this.rest[place] as number;
    let missing = 0;
    let room = 0;
    let empty = 0;
    for (let member = 0; member < this.room.length; member += 1) {
      const needed = (this.least[member] as number) - (this.weights[member] as number);
      if (needed > (this.room[member] as number)) return false;
      missing += needed;
      if (this.room[member] === Number.POSITIVE_INFINITY) empty += 1;
      else room += this.room[member] as number;
    }
    return missing <= left && (room >= left || this.mayOpen(place, empty, room));
  }

  /**
   * Members that nothing demanding lies on yet. The one opened last has the most room, since the adapters come in order of
   * their need: so each is opened only when all members before it are full, as if an adapter could be split between them.
   */
  private mayOpen(place: number, empty: number, room: number): boolean {
    // Behind the first place the adapters come in order of their need.
    const order = place === 0 ? this.byNeed : this.order;
    let taken = 0;
    let next = place;
    let open = room;
    for (let opened = 0; ; opened += 1) {
      while (next < order.length) {
        const { weight } = flowAt(this.of, order[next] as number);
        if (taken + weight > open) break;
        taken += weight;
        next += 1;
      }
      if (next === order.length) return true;
      const leader = flowAt(this.of, order[next] as number);
      if (opened === empty) return false;
      if (leader.need <= 0) return true;
      open += Math.max(0, this.mostWeight(this.fastest, leader.need));
    }
  }
}

/** Fine enough for a gap that is told in tenths of a percent. */
export const ROOT_STEP = 1e-4;

const flowAt = (of: PinningCase, index: number): PinnedFlow => of.flows[index] as PinnedFlow;

const orderByNeed = (of: PinningCase): readonly number[] =>
  of.flows
    .slice(0, of.movable)
    .map((_, index) => index)
    .sort((a, b) => flowAt(of, b).need - flowAt(of, a).need || flowAt(of, b).weight - flowAt(of, a).weight || a - b);

/** The one that needs most after a loss comes first, since that decides which members must be full. */
const orderOf = (of: PinningCase, byNeed: readonly number[]): readonly number[] => {
  const order = [...byNeed];
  let first = 0;
  for (const [place, index] of order.entries()) {
    if (flowAt(of, index).needAfterLoss > flowAt(of, order[first] as number).needAfterLoss) first = place;
  }
  return [...order.splice(first, 1), ...order];
};

const meetingsOf = ({ rates, losses }: PinningCase): readonly Meeting[] =>
  losses.flat().flatMap((lost) =>
    rates.flatMap((rate, survivor): Meeting[] => {
      if (lost.includes(survivor)) return [];
      const members = [survivor, ...lost];
      const outside = rates.flatMap((_, member) => (members.includes(member) ? [] : [member]));
      return [{ members, outside: outside.length === 1 ? (outside[0] as number) : null, rate }];
    }),
  );
