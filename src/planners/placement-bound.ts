/**
 * How many VMs of a tier any placement can place, at most, beside the VMs of earlier tiers that are placed already.
 *
 * Give every resource of every host a price ≥ 0, and every earlier tier t a prize for each VM placed. Whatever prices and prizes,
 *   Σ price × room + Σ_v max(0, max_h (prize_v − price_h · need_v)) − Σ_t prize_t × count_t
 * is no less than the number of VMs of the tier in the linear relaxation, and so in any placement: weak duality, which needs no
 * solver to be believed. An earlier tier that is placed whole needs no prize: its VMs take the host that is cheapest for them.
 *
 * Prices are found by the volume algorithm (Barahona and Anbil, The volume algorithm: producing primal solutions with a subgradient
 * method, Mathematical Programming 87, 2000), which also yields the shares of a near-optimal fractional placement.
 */
import { FIT_TOLERANCE, type PlacementProblem } from './placement-problem.ts';
import { fitsInto, NOWHERE, type PlacementState } from './placement-state.ts';

const ROUNDING = 1e-6;
/** Evaluations of one tier; each looks at every pair of VM and host once. */
const MOST_STEPS = 3000;
const MOST_LOOKS = 20_000_000;
const LEAST_STEPS = 300;
/** Bad steps in a row before the step gets shorter. */
const PATIENCE = 20;
const LEAST_SCALE = 1e-4;
const GROWTH = 1.1;

export interface TierBound {
  /** The most VMs of the tier; never below what is placed. */
  readonly most: number;
  /** Per pair (VM × hosts + host) its share in a fractional placement; null where none was sought. */
  readonly shares: Float64Array | null;
}

/** What the algorithm works on: needs as shares of each host's room. */
class Dual {
  readonly hosts: number;
  readonly resources: number;
  readonly vms: readonly number[];
  /** Prices, host by host, then the prizes of tiers 1 and 2. */
  readonly size: number;
  readonly #problem: PlacementProblem;
  readonly #tier: number;
  readonly #counts: readonly number[];
  readonly #forced: readonly boolean[];
  readonly #needs: readonly (Float64Array | null)[];
  readonly #limits: Float64Array;

  constructor(problem: PlacementProblem, tier: number, counts: readonly number[]) {
    this.#problem = problem;
    this.#tier = tier;
    this.#counts = counts;
    this.hosts = problem.room.length;
    this.resources = problem.resources.length;
    this.size = this.hosts * this.resources + 2;
    const totals = [1, 2, 3].map((each) => problem.tiers.filter((own) => own === each).length);
    this.#forced = totals.map((total, index) => index < tier - 1 && counts[index] === total);
    this.vms = problem.tiers.flatMap((own, vm) => (own <= tier && opensAnywhere(problem, vm) ? [vm] : []));
    this.#needs = problem.needs.map((needs, vm) => ((problem.tiers[vm] as number) <= tier ? this.#sharesOf(needs, vm) : null));
    this.#limits = Float64Array.from({ length: this.size }, (_, index) => {
      if (index >= this.size - 2) return this.#hasPrize(index - this.size + 2) ? -(counts[index - this.size + 2] as number) : 0;
      const room = problem.room[Math.floor(index / this.resources)]?.[index % this.resources] as number;
      return room === Number.POSITIVE_INFINITY ? 0 : 1;
    });
  }

  #hasPrize(index: number): boolean {
    return index < this.#tier - 1 && this.#forced[index] === false;
  }

  /** Shares of what each host has left; NaN where the host cannot take the VM even when nobody else comes. */
  #sharesOf(needs: Float64Array, vm: number): Float64Array {
    const { hosts, resources } = this;
    const shares = new Float64Array(hosts * resources);
    for (let host = 0; host < hosts; host++) {
      const room = this.#problem.room[host] as Float64Array;
      if (this.#problem.open[vm]?.[host] !== 1 || !fitsInto(needs, room)) {
        shares[host * resources] = Number.NaN;
        continue;
      }
      for (let resource = 0; resource < resources; resource++) {
        const limit = room[resource] as number;
        const need = needs[resource] as number;
        // A VM that just fits by the tolerance must not cost more than the whole.
        shares[host * resources + resource] =
          need <= 0 || limit === Number.POSITIVE_INFINITY ? 0 : Math.max(0, need - FIT_TOLERANCE) / Math.max(limit, FIT_TOLERANCE);
      }
    }
    return shares;
  }

  start(): Float64Array {
    return Float64Array.from({ length: this.size }, (_, index) =>
      index >= this.size - 2 && this.#hasPrize(index - this.size + 2) ? 1 : 0,
    );
  }

  /** The bound under these prices; `chosen` gets the host of each VM, −1 for none. */
  value(prices: Float64Array, chosen: Int32Array): number {
    const { hosts, resources } = this;
    let value = 0;
    for (let index = 0; index < prices.length; index++) value += (prices[index] as number) * (this.#limits[index] as number);
    for (const vm of this.vms) {
      const own = this.#problem.tiers[vm] as number;
      const forced = this.#forced[own - 1] === true;
      const prize = own === this.#tier ? 1 : forced ? 0 : (prices[this.size - 3 + own] as number);
      const shares = this.#needs[vm] as Float64Array;
      let best = forced ? Number.NEGATIVE_INFINITY : 0;
      let at = -1;
      for (let host = 0; host < hosts; host++) {
        let gain = prize;
        for (let index = host * resources; index < (host + 1) * resources; index++) {
          gain -= (prices[index] as number) * (shares[index] as number);
        }
        if (gain > best) {
          best = gain;
          at = host;
        }
      }
      chosen[vm] = at;
      if (at >= 0) value += best;
    }
    return value;
  }

  /** What the choices leave of every limit. */
  slack(chosen: Int32Array): Float64Array {
    const { resources } = this;
    const slack = this.#limits.slice();
    for (const vm of this.vms) {
      const host = chosen[vm] as number;
      if (host < 0) continue;
      const shares = this.#needs[vm] as Float64Array;
      for (let index = host * resources; index < (host + 1) * resources; index++) {
        if (this.#limits[index] === 1) slack[index] = (slack[index] as number) - (shares[index] as number);
      }
      const own = this.#problem.tiers[vm] as number;
      if (this.#hasPrize(own - 1)) slack[this.size - 3 + own] = (slack[this.size - 3 + own] as number) + 1;
    }
    return slack;
  }

  /**
   * Fills in the shares to begin with: placed VMs where they are, the others spread evenly over the hosts that could take them, so
   * that what is overloaded then is what is scarce. Returns what they leave of every limit.
   */
  spread(at: Int32Array, into: Float64Array): Float64Array {
    const { hosts, resources } = this;
    const slack = this.#limits.slice();
    for (const vm of this.vms) {
      const shares = this.#needs[vm] as Float64Array;
      const open = Array.from({ length: hosts }, (_, host) => host).filter((host) => !Number.isNaN(shares[host * resources] as number));
      const own = this.#problem.tiers[vm] as number;
      if (this.#hasPrize(own - 1)) slack[this.size - 3 + own] = (slack[this.size - 3 + own] as number) + 1;
      for (const host of at[vm] === NOWHERE ? open : [at[vm] as number]) {
        const share = at[vm] === NOWHERE ? 1 / open.length : 1;
        into[vm * hosts + host] = share;
        for (let index = host * resources; index < (host + 1) * resources; index++) {
          if (this.#limits[index] === 1) slack[index] = (slack[index] as number) - share * (shares[index] as number);
        }
      }
    }
    return slack;
  }

  get placed(): number {
    return this.#counts[this.#tier - 1] as number;
  }
}

const opensAnywhere = (problem: PlacementProblem, vm: number): boolean =>
  problem.room.some((room, host) => problem.open[vm]?.[host] === 1 && fitsInto(problem.needs[vm] as Float64Array, room));

/** The part of the slack along which prices may move: a price of 0 does not fall. */
const residual = (slack: Float64Array, prices: Float64Array, index: number): number =>
  (slack[index] as number) > 0 && (prices[index] as number) <= 0 ? 0 : (slack[index] as number);

/** Share of the new choices in the mean, so that its slack gets least. */
const blendOf = (mean: Float64Array, next: Float64Array, most: number): number => {
  let along = 0;
  let length = 0;
  for (let index = 0; index < mean.length; index++) {
    const difference = (mean[index] as number) - (next[index] as number);
    along += (mean[index] as number) * difference;
    length += difference * difference;
  }
  return length > 0 ? Math.max(most / 10, Math.min(most, along / length)) : most;
};

class Volume {
  readonly #dual: Dual;
  readonly #chosen: Int32Array;
  readonly shares: Float64Array;
  #prices: Float64Array;
  best: number;
  #slack: Float64Array;
  #scale = 0.1;
  #most = 0.1;
  #waited = 0;

  constructor(dual: Dual, vms: number, at: Int32Array) {
    this.#dual = dual;
    this.#chosen = new Int32Array(vms).fill(-1);
    this.shares = new Float64Array(vms * dual.hosts);
    this.#prices = dual.start();
    this.best = dual.value(this.#prices, this.#chosen);
    this.#slack = dual.spread(at, this.shares);
  }

  #blendIn(share: number): void {
    const { hosts, vms } = this.#dual;
    for (let index = 0; index < this.shares.length; index++) this.shares[index] = (this.shares[index] as number) * (1 - share);
    for (const vm of vms) {
      const host = this.#chosen[vm] as number;
      if (host >= 0) this.shares[vm * hosts + host] = (this.shares[vm * hosts + host] as number) + share;
    }
  }

  /** Returns false where there is nowhere to go. */
  step(number: number): boolean {
    const prices = this.#prices;
    let length = 0;
    for (let index = 0; index < prices.length; index++) length += residual(this.#slack, prices, index) ** 2;
    if (length < 1e-12) return false;
    const stride = (this.#scale * Math.max(this.best - this.#dual.placed, 0.05)) / length;
    const next = prices.map((price, index) => Math.max(0, price - stride * (this.#slack[index] as number)));
    const value = this.#dual.value(next, this.#chosen);
    const slack = this.#dual.slack(this.#chosen);
    let agrees = 0;
    for (let index = 0; index < slack.length; index++) agrees += (slack[index] as number) * residual(this.#slack, prices, index);
    const blend = blendOf(this.#slack, slack, this.#most);
    this.#blendIn(blend);
    this.#slack = this.#slack.map((mean, index) => blend * (slack[index] as number) + (1 - blend) * mean);
    this.#judge(value, next, agrees);
    if (number % 100 === 99) this.#most = Math.max(this.#most * 0.9, 0.01);
    return true;
  }

  #judge(value: number, prices: Float64Array, agrees: number): void {
    if (value < this.best - 1e-9) {
      this.#scale = Math.min(2, this.#scale * (agrees < 0 ? 1.05 : GROWTH));
      this.best = value;
      this.#prices = prices;
      this.#waited = 0;
      return;
    }
    this.#waited += 1;
    if (this.#waited < PATIENCE) return;
    this.#scale = Math.max(this.#scale * 0.66, LEAST_SCALE);
    this.#waited = 0;
  }
}

/** The bound of one tier, beside the earlier tiers as the state has placed them. */
export const boundTier = (
  { problem, at }: Pick<PlacementState, 'problem' | 'at'>,
  tier: 1 | 2 | 3,
  counts: readonly [number, number, number],
): TierBound => {
  const dual = new Dual(problem, tier, counts);
  const placed = counts[tier - 1] as number;
  const placeable = dual.vms.reduce((sum, vm) => (problem.tiers[vm] === tier ? sum + 1 : sum), 0);
  if (placeable <= placed) return { most: placed, shares: null };
  const steps = Math.max(
    LEAST_STEPS,
    Math.min(MOST_STEPS, Math.floor(MOST_LOOKS / Math.max(1, dual.vms.length * dual.hosts * dual.resources))),
  );
  const volume = new Volume(dual, problem.tiers.length, at);
  for (let step = 0; step < steps; step++) {
    if (Math.floor(volume.best + ROUNDING) <= placed || !volume.step(step)) break;
  }
  return { most: Math.max(placed, Math.floor(Math.min(placeable, volume.best) + ROUNDING)), shares: volume.shares };
};
