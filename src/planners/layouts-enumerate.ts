/** All ways to deal the NICs of a pool into at most three groups, each a team, a switch with SR-IOV or NICs with RDMA used directly. */
import type { Nic } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { LayoutGroup } from '../model/topology-plan.ts';

/** Every layout has a team, for management cannot do without; a second switch with SR-IOV or a second set of direct NICs carries nothing. */
const PATTERNS: readonly (readonly LayoutGroup['kind'][])[] = [
  ['team'],
  ['team', 'team'],
  ['team', 'direct-rdma'],
  ['team', 'iov'],
  ['team', 'team', 'team'],
  ['team', 'team', 'direct-rdma'],
  ['team', 'team', 'iov'],
  ['team', 'iov', 'direct-rdma'],
];

/** Enough for any host; a dozen NICs of four kinds would otherwise give thousands. */
const MOST_LAYOUTS = 2000;

/**
 * Layouts in a fixed order, those of fewer groups first. NICs that are alike but for card and top-of-rack switch count
 * once: of such splits the one is taken that spreads each group over the most cards and switches.
 * @param wantsIov some adapter of a VM asks for a virtual function
 * @param leastNics in the group of management, and in every other but the last, which may carry storage alone
 */
export const enumerateLayouts = (nics: readonly Nic[], wantsIov: boolean, leastNics: number): readonly (readonly LayoutGroup[])[] => {
  const kinds = kindsOf(nics);
  const layouts: (readonly LayoutGroup[])[] = [];
  const splitsOf = [[], splits(kinds, 1, leastNics), splits(kinds, 2, leastNics), splits(kinds, 3, leastNics)];
  for (const pattern of PATTERNS) {
    if (!wantsIov && pattern.includes('iov')) continue;
    for (const counts of splitsOf[pattern.length] as number[][][]) {
      if (layouts.length === MOST_LAYOUTS) return layouts;
      const groups = deal(kinds, counts, pattern.length);
      if (pattern.every((kind, index) => fits(kind, groups[index] as readonly Nic[]))) {
        layouts.push(
          pattern.map((kind, index) => ({ kind, nics: (groups[index] as readonly Nic[]).map(({ name }) => name).sort(compareNames) })),
        );
      }
    }
  }
  return layouts;
};

const alikeKey = ({ link, mtu, vfLimit, rdma, dcbTrafficClasses, vmqQueues, rssQueues, model }: Nic): string =>
  [link, mtu, vfLimit, rdma, dcbTrafficClasses, vmqQueues, rssQueues, model].join('|');

const kindsOf = (nics: readonly Nic[]): readonly (readonly Nic[])[] => {
  const kinds = new Map<string, Nic[]>();
  for (const nic of nics) kinds.set(alikeKey(nic), [...(kinds.get(alikeKey(nic)) ?? []), nic]);
  return [...kinds.values()];
};

/** For each kind the number of its NICs in each group; no group is empty, and all but the last have `least`. */
const splits = (kinds: readonly (readonly Nic[])[], groups: number, least: number): number[][][] => {
  let all: { split: number[][]; sizes: number[] }[] = [{ split: [], sizes: Array.from({ length: groups }, () => 0) }];
  for (const kind of kinds) {
    const ways = waysToSplit(kind.length, groups);
    all = all.flatMap(({ split, sizes }) =>
      ways.map((way) => ({ split: [...split, way], sizes: sizes.map((size, group) => size + (way[group] as number)) })),
    );
  }
  const isFilled = (size: number, group: number): boolean => size >= (groups > 1 && group === groups - 1 ? 1 : least);
  return all.flatMap(({ split, sizes }) => (sizes.every(isFilled) ? [split] : []));
};

const waysToSplit = (count: number, groups: number): number[][] => {
  if (groups === 1) return [[count]];
  return Array.from({ length: count + 1 }, (_, first) => waysToSplit(count - first, groups - 1).map((rest) => [first, ...rest])).flat();
};

const deal = (kinds: readonly (readonly Nic[])[], counts: readonly (readonly number[])[], groups: number): readonly (readonly Nic[])[] => {
  const dealt: Nic[][] = Array.from({ length: groups }, () => []);
  for (const [kind, nics] of kinds.entries()) {
    const left = [...nics];
    for (const [group, count] of (counts[kind] as readonly number[]).entries()) {
      for (let taken = 0; taken < count; taken += 1) (dealt[group] as Nic[]).push(takeApart(left, dealt[group] as Nic[]));
    }
  }
  return dealt;
};

/** The NIC that shares least with the group it goes to; the first by name of several. */
const takeApart = (left: Nic[], group: readonly Nic[]): Nic => {
  const shared = (nic: Nic): number =>
    group.filter(({ device }) => device !== null && device === nic.device).length +
    group.filter(({ fabric }) => fabric !== null && fabric === nic.fabric).length;
  let chosen = 0;
  for (let index = 1; index < left.length; index += 1) if (shared(left[index] as Nic) < shared(left[chosen] as Nic)) chosen = index;
  return left.splice(chosen, 1)[0] as Nic;
};

const fits = (kind: LayoutGroup['kind'], nics: readonly Nic[]): boolean => {
  if (kind === 'direct-rdma') return nics.every(({ rdma }) => rdma !== 'none');
  if (kind === 'iov' && !nics.every(({ vfLimit }) => vfLimit > 0)) return false;
  return nics.every(({ link }) => link === nics[0]?.link);
};
