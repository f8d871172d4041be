/** What an assignment of virtual functions is worth, and what none can be worth more than. */
import { VF_RANKS } from './vf-candidates.ts';
import { NOT_SERVED, type Placement, RATE_TOLERANCE, type VfProblem } from './vf-problem.ts';

/** Adapters served by rank, and the rate they take off the switch. */
export interface VfValue {
  readonly counts: readonly number[];
  readonly rate: number;
}

export const valueOf = (problem: VfProblem, placement: Placement): VfValue => {
  const counts = Array.from({ length: VF_RANKS }, () => 0);
  let rate = 0;
  problem.candidates.forEach((candidate, index) => {
    if (placement[index] === NOT_SERVED) return;
    counts[candidate.rank] = (counts[candidate.rank] as number) + 1;
    rate += candidate.rate;
  });
  return { counts, rate };
};

/** Positive where a is worth more: counts in order of rank, then the rate. */
export const compareValues = (a: VfValue, b: VfValue): number => {
  for (let rank = 0; rank < VF_RANKS; rank++) {
    const difference = (a.counts[rank] as number) - (b.counts[rank] as number);
    if (difference !== 0) return difference;
  }
  return Math.abs(a.rate - b.rate) <= RATE_TOLERANCE ? 0 : a.rate - b.rate;
};

interface Pool {
  slots: number;
  rate: number;
}

const poolsOf = (problem: VfProblem): Map<string, Pool> => {
  const pools = new Map<string, Pool>();
  for (const { switch: key, slots, rate } of problem.uplinks) {
    const pool = pools.get(key) ?? { slots: 0, rate: 0 };
    // A port without functions carries none of their traffic.
    pools.set(key, slots === 0 ? pool : { slots: pool.slots + slots, rate: pool.rate + rate });
  }
  return pools;
};

/** Candidates that some uplink could carry, by switch and rank, the smallest first. */
const ratesOf = (problem: VfProblem, key: string, rank: number): number[] =>
  problem.candidates
    .filter((candidate, index) => candidate.rank === rank && switchOf(problem, index) === key)
    .map(({ rate }) => rate)
    .sort((a, b) => a - b);

const switchOf = (problem: VfProblem, candidate: number): string | null => {
  const first = problem.options[candidate]?.[0];
  return first === undefined ? null : (problem.uplinks[first]?.switch ?? null);
};

/**
 * The relaxation that settles most hosts: each switch as one port with the pools and rates of all its ports, teams taken apart.
 * Ranks in order take the smallest adapters first, which leaves most for the next rank. An assignment that reaches these counts,
 * by rank, is lexicographically best in them.
 */
export const countBound = (problem: VfProblem): readonly number[] => {
  const counts = Array.from({ length: VF_RANKS }, () => 0);
  for (const [key, pool] of poolsOf(problem)) {
    let { slots, rate } = pool;
    for (let rank = 0; rank < VF_RANKS; rank++) {
      let served = 0;
      for (const each of ratesOf(problem, key, rank)) {
        if (slots === 0 || each > rate + RATE_TOLERANCE) break;
        rate -= each;
        slots -= 1;
        served += 1;
      }
      counts[rank] = (counts[rank] as number) + served;
    }
  }
  return counts;
};

/** Candidates of each rank that some uplink could carry. */
export const servableCounts = (problem: VfProblem): readonly number[] =>
  Array.from(
    { length: VF_RANKS },
    (_, rank) => problem.candidates.filter((candidate, index) => candidate.rank === rank && switchOf(problem, index) !== null).length,
  );

/** No assignment with these counts offloads more: the largest adapters of each rank in these numbers, at most what the ports take. */
export const rateBound = (problem: VfProblem, counts: readonly number[]): number => {
  let largest = 0;
  for (let rank = 0; rank < VF_RANKS; rank++) {
    const served = counts[rank] as number;
    const rates = problem.candidates
      .filter((candidate, index) => candidate.rank === rank && switchOf(problem, index) !== null)
      .map((candidate) => candidate.rate)
      .sort((a, b) => b - a);
    for (const rate of rates.slice(0, served)) largest += rate;
  }
  const ports = problem.uplinks.reduce((sum, uplink) => sum + (uplink.slots === 0 ? 0 : uplink.rate), 0);
  return Math.min(largest, ports);
};
