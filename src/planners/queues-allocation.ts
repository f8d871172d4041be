/**
 * How many receive queues each flow gets: numbers only.
 *
 * A flow with ingress r carries min(r, q × c) with q queues of rate c, which is concave in q, and flows share nothing but
 * the number of queues. So within one group the most is carried by taking single queues in order of what each adds: a
 * flow's next queue never adds more than its last, hence the first N of all queues sorted by gain are a legal choice, and
 * no N queues add more. Groups are lexicographic: what an earlier group carries at its best it reaches with any set of
 * its N largest gains above zero; taking no queue that adds nothing is the fewest queues, and leaves later groups the most.
 */
import { ceil, floor, isBelow } from '../units/rounding.ts';

export interface QueueFlow {
  /** 0 for host vNICs, else the tier: earlier groups are served first. */
  readonly group: 0 | 1 | 2 | 3;
  /** Mbit/s. */
  readonly ingress: number;
  /** Most queues that the flow can use. */
  readonly most: number;
}

export interface UniformQueues {
  readonly count: number;
  readonly queues: readonly number[];
}

const GROUPS = [0, 1, 2, 3] as const;
export const UNIFORM_COUNTS = [1, 2, 4, 8, 16] as const;

/** Queues that carry all of a flow, or as many as it can use. */
const wanted = (flow: QueueFlow, coreRate: number): number => Math.min(flow.most, ceil(flow.ingress / coreRate));

/** @param flows in order of preference among equals; @returns queues per flow, in that order */
export const allocateQueues = (flows: readonly QueueFlow[], pool: number, coreRate: number): number[] => {
  const all: number[] = [];
  let sumOfAll = 0;
  for (const flow of flows) {
    const want = wanted(flow, coreRate);
    all.push(want);
    sumOfAll += want;
  }
  // Where there is enough for everybody, nobody comes first.
  if (sumOfAll <= pool) return all;
  const queues = flows.map(() => 0);
  let left = pool;
  for (const group of GROUPS) {
    const members: number[] = [];
    let sum = 0;
    for (let index = 0; index < flows.length; index++) {
      if ((flows[index] as QueueFlow).group !== group) continue;
      members.push(index);
      sum += all[index] as number;
    }
    if (sum <= left) {
      for (const index of members) queues[index] = all[index] as number;
      left -= sum;
      continue;
    }
    shareScarce(flows, members, queues, left, coreRate);
    left = 0;
  }
  return queues;
};

/**
 * Queues that are carried full all add the same; they go round, so that as many flows as possible leave the default
 * queue. What is left goes to the largest remainders.
 */
const shareScarce = (flows: readonly QueueFlow[], members: readonly number[], queues: number[], pool: number, coreRate: number): void => {
  const full = members.map((index) => {
    const { ingress, most } = flows[index] as QueueFlow;
    return Math.min(most, floor(ingress / coreRate));
  });
  let left = pool;
  for (let round = 0; left > 0; round++) {
    const takers = members.filter((_, position) => (full[position] as number) > round).slice(0, left);
    if (takers.length === 0) break;
    for (const index of takers) queues[index] = (queues[index] as number) + 1;
    left -= takers.length;
  }
  const rests = members
    .map((index) => ({ index, rest: restOf(flows[index] as QueueFlow, queues[index] as number, coreRate) }))
    .filter(({ rest }) => rest > 0)
    .sort((a, b) => b.rest - a.rest || (queues[a.index] as number) - (queues[b.index] as number) || a.index - b.index);
  for (const { index } of rests.slice(0, left)) queues[index] = (queues[index] as number) + 1;
};

/** What one more queue would carry. */
const restOf = ({ ingress, most }: QueueFlow, queues: number, coreRate: number): number =>
  queues >= most || !isBelow(queues * coreRate, ingress) ? 0 : Math.min(coreRate, ingress - queues * coreRate);

/**
 * One count for every flow that gets queues at all, where the hardware gives all adapters the same: of 1, 2, 4, 8, 16 the
 * one that carries most in order of groups, then with the fewest queues, then the smallest.
 * @param pools queues of each NIC that adds its own; an adapter's queues never straddle two of them
 */
export const allocateUniform = (
  flows: readonly QueueFlow[],
  pools: readonly number[],
  coreRate: number,
  largest: number,
): UniformQueues => {
  let best: { count: number; queues: number[]; carried: readonly number[]; used: number } | null = null;
  for (const count of UNIFORM_COUNTS) {
    if (count > largest) break;
    const seats = pools.reduce((sum, pool) => sum + Math.floor(pool / count), 0);
    const queues = seatFlows(flows, seats, count, coreRate);
    const carried = GROUPS.map((group) => carriedBy(flows, queues, group, coreRate));
    const used = queues.reduce((sum, each) => sum + each, 0);
    if (best === null || isBetter(carried, used, best)) best = { count, queues, carried, used };
  }
  return best === null ? { count: 1, queues: flows.map(() => 0) } : { count: best.count, queues: best.queues };
};

const seatFlows = (flows: readonly QueueFlow[], seats: number, count: number, coreRate: number): number[] => {
  const queues = flows.map(() => 0);
  const byValue = flows
    .map((flow, index) => ({ index, group: flow.group, value: carriedRate(flow, count, coreRate) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.group - b.group || b.value - a.value || a.index - b.index);
  for (const { index } of byValue.slice(0, seats)) queues[index] = count;
  return queues;
};

const isBetter = (carried: readonly number[], used: number, best: { carried: readonly number[]; used: number }): boolean => {
  for (let group = 0; group < carried.length; group++) {
    const [a, b] = [carried[group] as number, best.carried[group] as number];
    if (isBelow(b, a)) return true;
    if (isBelow(a, b)) return false;
  }
  return used < best.used;
};

const carriedBy = (flows: readonly QueueFlow[], queues: readonly number[], group: number, coreRate: number): number =>
  flows.reduce((sum, flow, index) => (flow.group === group ? sum + carriedRate(flow, queues[index] as number, coreRate) : sum), 0);

/** min(ingress, q × core rate); queues beyond what the flow can use carry nothing. */
export const carriedRate = (flow: QueueFlow, queues: number, coreRate: number): number =>
  Math.min(flow.ingress, Math.min(queues, flow.most) * coreRate);
