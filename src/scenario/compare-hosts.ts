/** The hosts of a scenario beside those of the baseline: which are better off, which are worse, and by what. */
import type { Because, HostComparison, HostFigures, Verdict } from '../model/comparison.ts';
import { LEVELS } from '../model/levels.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { CutOff } from './cut-off.ts';
import type { UnplacedVm } from './draft.ts';
import type { MemoryOver } from './memory-over.ts';

const STATUS_RANK = { ok: 0, pressed: 1, short: 2, rejected: 3, failed: 3 } as const;
/** Reports print three places: what does not show there is no difference. */
const LEAST_ATTAINMENT = 0.0005;
/** A drain that takes 1 % or three seconds more or less is the same drain. */
const LEAST_DRAIN_SHARE = 0.01;
const LEAST_DRAIN_MINUTES = 0.05;

/** The later the first level that is missed, the better; none is best. */
const levelRank = ({ firstShort }: HostFigures): number => (firstShort === null ? LEVELS.length : LEVELS.indexOf(firstShort.level));
const drainOf = ({ drainGuaranteed, drainAtCap }: HostFigures): number | null => drainGuaranteed ?? drainAtCap;

const drainGain = (before: HostFigures, after: HostFigures): number => {
  const [was, is] = [drainOf(before), drainOf(after)];
  if (was === null || is === null) return 0;
  const gain = was - is;
  return Math.abs(gain) <= Math.max(LEAST_DRAIN_MINUTES, was * LEAST_DRAIN_SHARE) ? 0 : gain;
};

export type Losses = Pick<HostComparison, 'cutOff' | 'memoryOver'>;

export interface Gain {
  readonly because: Because;
  readonly gain: number;
}

/** Positive where the host is better off; the first thing that differs decides. */
export const gainOf = (before: HostFigures, after: HostFigures, { cutOff, memoryOver }: Losses): Gain => {
  if (cutOff > 0) return { because: 'cut-off', gain: -cutOff };
  if (memoryOver > 0) return { because: 'memory', gain: -memoryOver };
  const status = STATUS_RANK[before.status] - STATUS_RANK[after.status];
  if (status !== 0) return { because: 'status', gain: status };
  const level = levelRank(after) - levelRank(before);
  if (level !== 0) return { because: 'level', gain: level };
  const attainment = (after.firstShort?.attainment ?? 1) - (before.firstShort?.attainment ?? 1);
  if (Math.abs(attainment) >= LEAST_ATTAINMENT) return { because: 'attainment', gain: attainment };
  return { because: 'drain', gain: drainGain(before, after) };
};

const verdictOf = (gain: number): Verdict => (gain > 0 ? 'better' : gain < 0 ? 'worse' : 'same');

export interface Surroundings {
  readonly cutOff: readonly CutOff[];
  readonly unplaced: readonly UnplacedVm[];
  readonly memoryOver: readonly MemoryOver[];
}

const countBy = <Item>(
  items: readonly Item[],
  host: (item: Item) => string,
  count: (item: Item) => number,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameKey(host(item)), (counts.get(nameKey(host(item))) ?? 0) + count(item));
  return counts;
};

/** Each host of the baseline beside itself, by its figures. */
export type Selves = ReadonlyMap<HostFigures, HostComparison>;

export const selvesOf = (figures: readonly HostFigures[]): Selves =>
  new Map(figures.map((each) => [each, besideEachOther(each, each, NO_LOSSES)]));

/**
 * Every host of either run, in order of name.
 * @param selves what is told of hosts whose figures are those of the baseline, as an object
 */
export const compareHosts = (
  before: readonly HostFigures[],
  after: readonly HostFigures[],
  { cutOff, unplaced, memoryOver }: Surroundings,
  selves: Selves = new Map(),
): readonly HostComparison[] => {
  const was = new Map(before.map((figures) => [nameKey(figures.host), figures]));
  const is = new Map(after.map((figures) => [nameKey(figures.host), figures]));
  const cut = countBy(
    cutOff,
    ({ host }) => host,
    ({ adapters }) => adapters,
  );
  const homeless = countBy(
    unplaced,
    ({ host }) => host,
    () => 1,
  );
  const over = countBy(
    memoryOver,
    ({ host }) => host,
    ({ wanted, has }) => wanted - has,
  );
  const keys = [...was.keys(), ...[...is.keys()].filter((key) => !was.has(key))];
  // No two keys are equal, so that the order of keys is the order of names.
  return keys.toSorted().map((key) => {
    const [old, now] = [was.get(key) ?? null, is.get(key) ?? null];
    const losses = { cutOff: cut.get(key) ?? 0, memoryOver: over.get(key) ?? 0, unplaced: homeless.get(key) ?? 0 };
    const hasLost = losses.cutOff > 0 || losses.memoryOver > 0 || losses.unplaced > 0;
    const self = old !== null && old === now && !hasLost ? selves.get(old) : undefined;
    return self ?? besideEachOther(old, now, losses);
  });
};

type AllLosses = Losses & Pick<HostComparison, 'unplaced'>;
const NO_LOSSES: AllLosses = { cutOff: 0, memoryOver: 0, unplaced: 0 };

const besideEachOther = (old: HostFigures | null, now: HostFigures | null, losses: AllLosses): HostComparison => {
  const own = { host: (now ?? old)?.host ?? '', cluster: (now ?? old)?.cluster ?? '', before: old, after: now };
  if (now === null) return { ...own, ...losses, presence: 'removed', verdict: null, because: null };
  if (old === null) return { ...own, ...losses, presence: 'added', verdict: null, because: null };
  const { because, gain } = gainOf(old, now, losses);
  const verdict = verdictOf(gain);
  return { ...own, ...losses, presence: 'kept', verdict, because: verdict === 'same' ? null : because };
};

const BECAUSES: readonly Because[] = ['cut-off', 'memory', 'status', 'level', 'attainment', 'drain'];

/** Hosts of one verdict, those that gain or lose most first; of equals by name. */
export const ranked = (hosts: readonly HostComparison[], verdict: Verdict): readonly HostComparison[] => {
  const weighed = hosts.flatMap((each) => {
    if (each.verdict !== verdict || each.before === null || each.after === null) return [];
    const { because, gain } = gainOf(each.before, each.after, each);
    return [{ each, rank: BECAUSES.indexOf(because), size: Math.abs(gain) }];
  });
  return weighed.toSorted((a, b) => a.rank - b.rank || b.size - a.size || compareNames(a.each.host, b.each.host)).map(({ each }) => each);
};
