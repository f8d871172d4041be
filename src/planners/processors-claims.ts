/**
 * Who gets which cores: each claim a run of neighbouring cores in one processor group, apart from every other claim while
 * there are cores, on its own NUMA node while there is room.
 */
import type { Core, Segment } from './processors-of-host.ts';
import { segmentsOf } from './processors-of-host.ts';

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

/** @param cores not empty; @returns the run of each claim, in their order */
export const settleClaims = (claims: readonly Claim[], cores: readonly Core[]): Run[] => {
  const rooms: Room[] = segmentsOf(cores).map((segment) => ({ segment, claims: [] }));
  claims.forEach((claim, index) => {
    roomFor(claim, rooms).claims.push(index);
  });
  const runs: Run[] = claims.map(() => ({ start: 0, length: 0, shared: false }));
  for (const room of rooms) settleRoom(room, claims, runs);
  extendRuns(runs, claims, cores);
  return runs;
};

const hasRoom = ({ segment, claims }: Room): boolean => claims.length < segment.length;

/** Its own node before the nearest; in one node the segment with most cores for each claim. Where all are full, its own. */
const roomFor = ({ node }: Claim, rooms: readonly Room[]): Room => {
  const share = ({ segment, claims }: Room): number => segment.length / (claims.length + 1);
  const distance = ({ segment }: Room): number => Math.abs(segment.node - node);
  const order = [...rooms].sort((a, b) => distance(a) - distance(b) || a.segment.node - b.segment.node || share(b) - share(a));
  const open = order.find(hasRoom);
  if (open !== undefined) return open;
  return order.reduce((best, room) => (distance(room) === distance(best) && share(room) > share(best) ? room : best));
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
    sizes.forEach((size, index) => {
      if (size < (limits[index] as number) && (least < 0 || size < (sizes[least] as number))) least = index;
    });
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
