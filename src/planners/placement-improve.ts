/** Local search: makes room for VMs that found none, without ever placing fewer of a higher tier. */
import { fill, preferredHost } from './placement-construct.ts';
import { NOWHERE, type PlacementState, sizesOf } from './placement-state.ts';

/** Looks at VMs and hosts in all; counted, never timed, so that every machine gives the same answer. */
const MOST_LOOKS = 500_000;

class Search {
  readonly #state: PlacementState;
  readonly #sizes: Float64Array;
  readonly #members: number[][];
  #looks = 0;

  constructor(state: PlacementState) {
    this.#state = state;
    this.#sizes = sizesOf(state.problem);
    this.#members = state.left.map(() => []);
    state.at.forEach((host, vm) => {
      if (host !== NOWHERE) this.#members[host]?.push(vm);
    });
  }

  run(): void {
    for (const tier of [1, 2, 3]) while (this.#improveTier(tier) && this.#looks < MOST_LOOKS);
  }

  #tierOf(vm: number): number {
    return this.#state.problem.tiers[vm] as number;
  }

  #put(vm: number, host: number): void {
    this.#state.put(vm, host);
    this.#members[host]?.push(vm);
  }

  #take(vm: number): number {
    const host = this.#state.at[vm] as number;
    const members = this.#members[host] as number[];
    members.splice(members.indexOf(vm), 1);
    this.#state.take(vm);
    return host;
  }

  /** The smallest VMs of the tier first: they cost least. */
  #improveTier(tier: number): boolean {
    const { at } = this.#state;
    const waiting: number[] = [];
    for (let vm = 0; vm < at.length; vm++) if (at[vm] === NOWHERE && this.#tierOf(vm) === tier) waiting.push(vm);
    waiting.sort((a, b) => (this.#sizes[a] as number) - (this.#sizes[b] as number) || a - b);
    let moved = false;
    for (const vm of waiting) {
      if (this.#looks >= MOST_LOOKS) return false;
      if (this.#place(vm, tier)) moved = true;
    }
    return moved;
  }

  /** True where the VM is placed, or took the place of a larger one, which frees room for the next look. */
  #place(vm: number, tier: number): boolean {
    const host = preferredHost(this.#state, vm, 'tight');
    if (host !== NOWHERE) {
      this.#put(vm, host);
      return true;
    }
    return this.#byMove(vm) || this.#bySwap(vm) || this.#byEviction(vm, tier) || this.#byExchange(vm, tier);
  }

  #hostsOf(vm: number): number[] {
    const open = this.#state.problem.open[vm] as Uint8Array;
    return this.#state.left.flatMap((_, host) => (open[host] === 1 ? [host] : []));
  }

  /** One VM of a host moves on, and its room is enough. */
  #byMove(vm: number): boolean {
    for (const host of this.#hostsOf(vm)) {
      for (const other of (this.#members[host] as number[]).slice()) {
        this.#looks += 1;
        this.#take(other);
        const next = this.#state.fits(vm, host) ? this.#elsewhere(other, host) : NOWHERE;
        if (next !== NOWHERE) {
          this.#put(other, next);
          this.#put(vm, host);
          return true;
        }
        this.#put(other, host);
      }
    }
    return false;
  }

  #elsewhere(vm: number, but: number): number {
    for (let host = 0; host < this.#state.left.length; host++) if (host !== but && this.#state.fits(vm, host)) return host;
    return NOWHERE;
  }

  /** Two VMs of different hosts change places, a larger one against a smaller one, and the room gained is enough. */
  #bySwap(vm: number): boolean {
    for (const host of this.#hostsOf(vm)) {
      for (const large of (this.#members[host] as number[]).slice()) {
        if (this.#looks >= MOST_LOOKS) return false;
        this.#take(large);
        // Without any change of place the room would have to be enough with this one gone.
        const done = this.#state.fits(vm, host) && this.#swapAround(vm, large, host);
        if (done) return true;
        this.#put(large, host);
        this.#looks += 1;
      }
    }
    return false;
  }

  #swapAround(vm: number, large: number, host: number): boolean {
    for (let next = 0; next < this.#state.left.length; next++) {
      if (next === host || (this.#state.problem.open[large] as Uint8Array)[next] !== 1) continue;
      for (const small of (this.#members[next] as number[]).slice()) {
        this.#looks += 1;
        if (this.#looks >= MOST_LOOKS) return false;
        if ((this.#sizes[small] as number) >= (this.#sizes[large] as number)) continue;
        this.#take(small);
        if (this.#state.fits(large, next)) {
          this.#put(vm, host);
          if (this.#state.fits(small, host)) {
            this.#put(large, next);
            this.#put(small, host);
            return true;
          }
          this.#take(vm);
        }
        this.#put(small, next);
      }
    }
    return false;
  }

  /** VMs of lower tiers give way, as few as possible on one host. They are placed again in their turn. */
  #byEviction(vm: number, tier: number): boolean {
    let best: { host: number; evicted: readonly number[] } | null = null;
    for (const host of this.#hostsOf(vm)) {
      const evicted = this.#evictable(vm, host, tier);
      this.#looks += 1;
      if (evicted !== null && (best === null || evicted.length < best.evicted.length)) best = { host, evicted };
    }
    if (best === null) return false;
    for (const other of best.evicted) this.#take(other);
    this.#put(vm, best.host);
    return true;
  }

  /** Lowest tiers first, of these the largest. */
  #evictable(vm: number, host: number, tier: number): readonly number[] | null {
    const lower = (this.#members[host] as number[])
      .filter((other) => this.#tierOf(other) > tier)
      .sort((a, b) => this.#tierOf(b) - this.#tierOf(a) || (this.#sizes[b] as number) - (this.#sizes[a] as number) || a - b);
    const evicted: number[] = [];
    for (const other of lower) {
      this.#take(other);
      evicted.push(other);
      if (this.#state.fits(vm, host)) break;
    }
    const enough = this.#state.fits(vm, host);
    for (const other of evicted) this.#put(other, host);
    return enough ? evicted : null;
  }

  /** A larger VM of the tier gives its place to this one: no more are placed, but more is left. Ends, since sizes fall. */
  #byExchange(vm: number, tier: number): boolean {
    for (const host of this.#hostsOf(vm)) {
      for (const other of (this.#members[host] as number[]).slice()) {
        this.#looks += 1;
        if (this.#tierOf(other) !== tier || (this.#sizes[other] as number) <= (this.#sizes[vm] as number) + 1e-12) continue;
        this.#take(other);
        if (this.#state.fits(vm, host)) {
          this.#put(vm, host);
          return true;
        }
        this.#put(other, host);
      }
    }
    return false;
  }
}

/** Improves the state in place. Deterministic: no clock, no chance. */
export const improve = (state: PlacementState): void => {
  new Search(state).run();
  const all = state.problem.tiers
    .map((_, vm) => vm)
    .sort((a, b) => (state.problem.tiers[a] as number) - (state.problem.tiers[b] as number) || a - b);
  fill(state, all, 'tight');
};
