/**
 * Who gets which cores: each claim a run of neighbouring cores in one processor group, apart from every other claim while
 * there are cores, on its own NUMA node while there is room.
 */
import type { Core, Segment } from './processors-of-host.ts';

export interface Claim {
  readonly node: number;
  /** Most cores that are of use: one for each queue. */
  readonly most: number;
  /** Cores that carry the line rate; up to here cores of another node are better than none. */
  readonly need: number;
}

export interface Run {
  /** Index of the first core. */
  readonly start: number;
  readonly length: number;
  readonly shared: boolean;
}

interface Room {
  readonly segment: Segment;
  readonly claims: number[];
}

/** @param segments of `cores`, not empty; @returns the run of each claim, in their order */
export const settleClaims = (claims: readonly Claim[], cores: readonly Core[], segments: readonly Segment[]): Run[] => {
  const rooms: Room[] = segments.map((segment) => ({ segment, claims: [] }));
  claims.forEach((claim, index) => {
    roomFor(claim, rooms).claims.push(index);
  });
  const runs: Run[] = claims.map(() => ({ start: 0, length: 0, shared: false }));
  for (const room of rooms) settleRoom(room, claims, runs);
  if (runs.some(({ shared, length }, index) => !shared && length < (claims[index] as Claim).need)) extendRuns(runs, claims, cores);
  return runs;
};

const hasRoom = ({ segment, claims }: Room): boolean => claims.length < segment.length;
const shareIn = ({ segment, claims }: Room): number => segment.length / (claims.length + 1);

/**
 * Its own node before the nearest; in one node the segment with most cores for each claim. Where all are full, the nearest
 * with most, whatever its node.
 */
const roomFor = ({ node }: Claim, rooms: readonly Room[]): Room => {
  const distance = ({ segment }: Room): number => Math.abs(segment.node - node);
  const bestOf = (open: readonly Room[], anyNode: boolean): Room =>
    open.reduce((best, room) => {
      const difference =
        distance(room) - distance(best) || (anyNode ? 0 : room.segment.node - best.segment.node) || shareIn(best) - shareIn(room);
      return difference < 0 ? room : best;
    });
  const open = rooms.filter(hasRoom);
  return open.length > 0 ? bestOf(open, false) : bestOf(rooms, true);
};

const settleRoom = ({ segment, claims: members }: Room, claims: readonly Claim[], runs: Run[]): void => {
  if (members.length > segment.length) {
    members.forEach((member, position) => {
      const core = position % segment.length;
      const isAlone = core + segment.length >= members.length && position < segment.length;
      runs[member] = { start: segment.start + core, length: 1, shared: !isAlone };
    });
    return;
  }
  const sizes = members.map(() => 1);
  let left = segment.length - members.length;
  // First what the line rate needs, then what the queues can use: a slow port must not starve a fast one.
  for (const limit of ['need', 'most'] as const) {
    left = fillEvenly(
      sizes,
      members.map((member) => (claims[member] as Claim)[limit]),
      left,
    );
  }
  let start = segment.start;
  members.forEach((member, position) => {
    const length = sizes[position] as number;
    runs[member] = { start, length, shared: false };
    start += length;
  });
};

/** One core at a time to whoever has fewest; @returns the cores left over */
const fillEvenly = (sizes: number[], limits: readonly number[], cores: number): number => {
  for (let left = cores; left > 0; left--) {
    let least = -1;
    for (let index = 0; index < sizes.length; index++) {
      const size = sizes[index] as number;
      if (size < (limits[index] as number) && (least < 0 || size < (sizes[least] as number))) least = index;
    }
    if (least < 0) return left;
    sizes[least] = (sizes[least] as number) + 1;
  }
  return 0;
};

/** A run that is short of its need takes the free cores beside it, upwards and then downwards, within its processor group. */
const extendRuns = (runs: Run[], claims: readonly Claim[], cores: readonly Core[]): void => {
  const taken = new Uint8Array(cores.length);
  for (const { start, length } of runs) taken.fill(1, start, start + length);
  const isFree = (core: number, beside: number): boolean =>
    cores[core] !== undefined && taken[core] === 0 && (cores[core] as Core).processor.group === (cores[beside] as Core).processor.group;
  claims.forEach(({ need }, index) => {
    const run = runs[index] as Run;
    if (run.shared) return;
    let { start, length } = run;
    while (length < need && isFree(start + length, start)) {
      taken[start + length] = 1;
      length += 1;
    }
    while (length < need && isFree(start - 1, start)) {
      start -= 1;
      taken[start] = 1;
      length += 1;
    }
    runs[index] = { start, length, shared: false };
  });
};
