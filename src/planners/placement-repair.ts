/**
 * Makes a placement out of a fractional one: every VM goes where most of it is, which overloads hosts a little, and moves and swaps
 * take the overload away. What they cannot take away, VMs of the lowest tier give up.
 */
import { FIT_TOLERANCE, type PlacementProblem } from './placement-problem.ts';
import { fitsInto, NOWHERE, PlacementState, sizesOf } from './placement-state.ts';

/** Pairs looked at in all; counted, never timed. */
const MOST_LOOKS = 6_000_000;
/** A gain below this is rounding. */
const LEAST_GAIN = 1e-9;

interface Move {
  readonly vm: number;
  readonly to: number;
  /** The VM that comes back in exchange; NOWHERE: none. */
  readonly other: number;
}

class Repair {
  readonly state: PlacementState;
  readonly #problem: PlacementProblem;
  readonly #members: number[][];
  readonly #waiting: number[];
  readonly #scale: readonly Float64Array[];
  readonly #most: number;
  #looks = 0;

  /** @param looks pairs that may be looked at */
  constructor(problem: PlacementProblem, at: Int32Array, tier: number, looks = MOST_LOOKS) {
    this.#most = looks;
    this.#problem = problem;
    this.state = new PlacementState(problem, at);
    this.#members = problem.room.map(() => []);
    this.#waiting = [];
    at.forEach((host, vm) => {
      if (host !== NOWHERE) this.#members[host]?.push(vm);
      else if ((problem.tiers[vm] as number) <= tier) this.#waiting.push(vm);
    });
    this.#scale = problem.room.map((room) =>
      room.map((limit) => (limit === Number.POSITIVE_INFINITY ? 0 : 1 / Math.max(limit, FIT_TOLERANCE))),
    );
  }

  run(): void {
    for (let host = this.#worstHost(); host !== NOWHERE; host = this.#worstHost()) {
      if (!this.#relieve(host)) this.#giveUp(host);
    }
  }

  /** The same without giving anybody up: false where that does not do. */
  keepsAll(): boolean {
    for (let host = this.#worstHost(); host !== NOWHERE; host = this.#worstHost()) if (!this.#relieve(host)) return false;
    return true;
  }

  #relieve(host: number): boolean {
    const move = this.#looks < this.#most ? this.#bestMove(host) : null;
    if (move !== null) this.#make(move, host);
    return move !== null;
  }

  /** Overload of a host as the sum of shares of its limits, with one VM more and another less. */
  #overload(host: number, more: number, less: number): number {
    const left = this.state.left[host] as Float64Array;
    const scale = this.#scale[host] as Float64Array;
    const add = more === NOWHERE ? null : (this.#problem.needs[more] as Float64Array);
    const drop = less === NOWHERE ? null : (this.#problem.needs[less] as Float64Array);
    let sum = 0;
    for (let resource = 0; resource < left.length; resource++) {
      const rest =
        (left[resource] as number) - (add === null ? 0 : (add[resource] as number)) + (drop === null ? 0 : (drop[resource] as number));
      if (rest < -FIT_TOLERANCE) sum -= rest * (scale[resource] as number);
    }
    return sum;
  }

  #worstHost(): number {
    let worst = NOWHERE;
    let most = 0;
    for (let host = 0; host < this.#members.length; host++) {
      // What was overloaded before anybody came stays so.
      if (this.#members[host]?.length === 0) continue;
      const overload = this.#isBroken(host) ? this.#overload(host, NOWHERE, NOWHERE) : 0;
      if (overload > most) {
        worst = host;
        most = overload;
      }
    }
    return worst;
  }

  /** Some VM that stands here needs something that is overdrawn. */
  #isBroken(host: number): boolean {
    const left = this.state.left[host] as Float64Array;
    return (this.#members[host] as number[]).some((vm) =>
      (this.#problem.needs[vm] as Float64Array).some((need, resource) => need > 0 && (left[resource] as number) < -FIT_TOLERANCE),
    );
  }

  #bestMove(host: number): Move | null {
    const before = this.#overload(host, NOWHERE, NOWHERE);
    const beforeAt = this.#members.map((_, each) => this.#overload(each, NOWHERE, NOWHERE));
    let best: Move | null = null;
    let most = LEAST_GAIN;
    const consider = (gain: number, move: Move): void => {
      if (gain <= most) return;
      best = move;
      most = gain;
    };
    for (const vm of this.#members[host] as number[]) {
      const without = before - this.#overload(host, NOWHERE, vm);
      if (without <= LEAST_GAIN) continue;
      for (let to = 0; to < this.#members.length; to++) {
        if (to === host || !this.#mayStand(vm, to)) continue;
        const own = beforeAt[to] as number;
        consider(without + own - this.#overload(to, vm, NOWHERE), { vm, to, other: NOWHERE });
        for (const other of this.#members[to] as number[]) {
          if (!this.#mayStand(other, host)) continue;
          this.#looks += 1;
          const here = before - this.#overload(host, other, vm);
          if (here + own <= most) continue;
          consider(here + own - this.#overload(to, vm, other), { vm, to, other });
        }
      }
      for (const other of this.#waiting) {
        if (this.#problem.tiers[other] !== this.#problem.tiers[vm] || !this.#mayStand(other, host)) continue;
        this.#looks += 1;
        consider(before - this.#overload(host, other, vm), { vm, to: NOWHERE, other });
      }
    }
    return best;
  }

  #mayStand(vm: number, host: number): boolean {
    return (
      this.#problem.open[vm]?.[host] === 1 && fitsInto(this.#problem.needs[vm] as Float64Array, this.#problem.room[host] as Float64Array)
    );
  }

  #make({ vm, to, other }: Move, host: number): void {
    this.#leave(vm, host);
    if (other !== NOWHERE) {
      if (to === NOWHERE) this.#waiting.splice(this.#waiting.indexOf(other), 1);
      else this.#leave(other, to);
      this.#enter(other, host);
    }
    if (to === NOWHERE) this.#waiting.push(vm);
    else this.#enter(vm, to);
  }

  #leave(vm: number, host: number): void {
    const members = this.#members[host] as number[];
    members.splice(members.indexOf(vm), 1);
    this.state.take(vm);
  }

  #enter(vm: number, host: number): void {
    this.#members[host]?.push(vm);
    this.state.put(vm, host);
  }

  /** Of the lowest tier here the VM whose leaving helps most. */
  #giveUp(host: number): void {
    const members = this.#members[host] as number[];
    const lowest = members.reduce((tier, vm) => Math.max(tier, this.#problem.tiers[vm] as number), 0);
    let chosen = members[0] as number;
    let least = Number.POSITIVE_INFINITY;
    for (const vm of members) {
      if (this.#problem.tiers[vm] !== lowest) continue;
      const overload = this.#overload(host, NOWHERE, vm);
      if (overload < least) {
        chosen = vm;
        least = overload;
      }
    }
    this.#leave(chosen, host);
    this.#waiting.push(chosen);
  }
}

/** @param shares per pair (VM × hosts + host) its share, of VMs of tiers up to `tier` */
export const repairShares = (problem: PlacementProblem, shares: Float64Array, tier: number): PlacementState => {
  const hosts = problem.room.length;
  const at = new Int32Array(problem.tiers.length).fill(NOWHERE);
  for (let vm = 0; vm < at.length; vm++) {
    let total = 0;
    let best = NOWHERE;
    for (let host = 0; host < hosts; host++) {
      const share = shares[vm * hosts + host] as number;
      total += share;
      if (share > 0 && (best === NOWHERE || share > (shares[vm * hosts + best] as number))) best = host;
    }
    if (total >= 0.5) at[vm] = best;
  }
  const repair = new Repair(problem, at, tier);
  repair.run();
  return repair.state;
};

const SQUEEZE_LOOKS = 150_000;
const SQUEEZE_VMS = 4;
const SQUEEZE_HOSTS = 3;

/** Of the hosts that the VM may stand on those with most of its scarcest resource left. */
const roomiest = (state: PlacementState, vm: number): number[] => {
  const { problem, left } = state;
  const needs = problem.needs[vm] as Float64Array;
  const lack = (host: number): number =>
    needs.reduce((worst, need, resource) => (need > 0 ? Math.max(worst, 1 - (left[host]?.[resource] as number) / need) : worst), 0);
  return left
    .flatMap((_, host) => (problem.open[vm]?.[host] === 1 && fitsInto(needs, problem.room[host] as Float64Array) ? [host] : []))
    .sort((a, b) => lack(a) - lack(b) || a - b)
    .slice(0, SQUEEZE_HOSTS);
};

/**
 * Puts a VM where there is a little too little room, and lets moves and swaps carry the overload to wherever something is left, as
 * long as that takes in one more of the tier. Nobody is given up for it.
 */
export const squeeze = (from: PlacementState, tier: number, most: number): PlacementState => {
  const { problem } = from;
  const sizes = sizesOf(problem);
  let state = from;
  for (;;) {
    if ((state.counts()[tier - 1] as number) >= most) return state;
    const waiting = problem.tiers
      .flatMap((own, vm) => (own === tier && state.at[vm] === NOWHERE ? [vm] : []))
      .sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || a - b)
      .slice(0, SQUEEZE_VMS);
    const next = firstSqueezed(state, waiting, tier);
    if (next === null) return state;
    state = next;
  }
};

const firstSqueezed = (state: PlacementState, waiting: readonly number[], tier: number): PlacementState | null => {
  for (const vm of waiting) {
    for (const host of roomiest(state, vm)) {
      const at = state.at.slice();
      at[vm] = host;
      const repair = new Repair(state.problem, at, tier, SQUEEZE_LOOKS);
      if (repair.keepsAll()) return repair.state;
    }
  }
  return null;
};
