/**
 * Every layout of the NICs of a pool: each way to part them into at most three groups, with each way to place the traffic
 * on them, each group a team, a switch with SR-IOV or NICs with RDMA used directly.
 */
import type { Nic } from '../model/host.ts';
import { LAYOUT_TRAFFIC, type LayoutGroup, type LayoutKind, type LayoutTraffic } from '../model/topology-plan.ts';
import type { Policy } from '../model/policy.ts';
import { attributesOf, type GroupOf, groupsOf, type NicGroup, type SeenPort, seePorts } from './layouts-group.ts';

const MOST_GROUPS = 3;

/** Of more ports than these, such as are alike but for card and top-of-rack switch count as interchangeable. */
const MOST_PLACED_PORTS = 10;

/** Ways to part the ports of a host that are looked at: all of ten unlike ports. Only more of them have more. */
const MOST_PARTINGS = 3 ** MOST_PLACED_PORTS;

/** Traffic placed on groups, before any group has its NICs: kinds and what they carry, in order of what they carry first. */
export type LayoutContent = readonly Pick<LayoutGroup, 'kind' | 'carries'>[];

/** Ports of one group of a layout, by their places among those of the pool, and what it is alike to. */
export interface Dealt {
  readonly places: readonly number[];
  readonly group: NicGroup;
}

export type Parting = readonly Dealt[];

/** One dealt group for each part of the content. */
export interface LayoutShape {
  readonly content: LayoutContent;
  readonly dealt: Parting;
}

/** Layouts as what they are made of: each content with each parting into as many groups, where it can be built. */
export interface LayoutSpace {
  readonly contents: readonly LayoutContent[];
  /** By number of groups less one. */
  readonly partings: readonly (readonly Parting[])[];
}

const MAY_GO_DIRECT: readonly LayoutTraffic[] = ['storage', 'migration'];

const kindsFor = (carries: readonly LayoutTraffic[], present: ReadonlySet<LayoutTraffic>): readonly LayoutKind[] => {
  // Without a function of its own a VM is a VM: its adapters stand where the others do.
  if (carries.includes('vf') && present.has('vm') && !carries.includes('vm')) return carries.length === 1 ? ['iov'] : [];
  if (carries.length === 1 && carries[0] === 'vf') return ['team', 'iov'];
  return carries.every((each) => MAY_GO_DIRECT.includes(each)) ? ['team', 'direct-rdma'] : ['team'];
};

/** All ways to part a list into groups that are not empty, those of fewer groups first. */
const partingsOf = <Item>(items: readonly Item[]): (readonly (readonly Item[])[])[] => {
  let all: (readonly (readonly Item[])[])[] = [[]];
  for (const item of items) {
    all = all.flatMap((groups) => [
      ...groups.map((_, at) => groups.map((group, index) => (index === at ? [...group, item] : group))),
      ...(groups.length < MOST_GROUPS ? [[...groups, [item]]] : []),
    ]);
  }
  return all.sort((a, b) => a.length - b.length);
};

/** @param present traffic that the host has; a group that carries nothing is none */
export const contentsOf = (present: ReadonlySet<LayoutTraffic>): readonly LayoutContent[] => {
  const contents: LayoutContent[] = [];
  for (const parting of partingsOf(LAYOUT_TRAFFIC.filter((each) => present.has(each)))) {
    let open: LayoutContent[] = [[]];
    for (const carries of parting) {
      const kinds = kindsFor(carries, present);
      open = open.flatMap((groups) => kinds.map((kind) => [...groups, { kind, carries }]));
    }
    contents.push(...open.filter((content) => content.some(({ kind }) => kind === 'team')));
  }
  return contents;
};

/** Ways to deal the ports into that many groups in order, none empty; of ways whose groups are alike one by one, the first. */
const partPorts = (seen: readonly SeenPort[], count: number, groupOf: GroupOf): readonly Parting[] => {
  const dealtOf = dealer(seen.length, groupOf);
  const known = new Set<number>();
  const found: Parting[] = [];
  visitPartings(seen, count, (bits) => {
    const dealt = bits.map(dealtOf);
    const key = dealt.reduce((number, { group }) => number * MOST_PARTINGS + group.id, 0);
    if (known.has(key)) return;
    known.add(key);
    found.push(dealt);
  });
  return found;
};

/** Remembers each set of ports by the bits of their places. */
const dealer = (ports: number, groupOf: GroupOf): ((bits: number) => Dealt) => {
  const known = new Map<number, Dealt>();
  const all = Array.from({ length: ports }, (_, place) => place);
  return (bits) => {
    const found = known.get(bits);
    if (found !== undefined) return found;
    const places = all.filter((place) => Math.floor(bits / 2 ** place) % 2 === 1);
    const dealt = { places, group: groupOf(places) };
    known.set(bits, dealt);
    return dealt;
  };
};

/** @param visit is given the ports of each group as bits; of interchangeable ports an earlier one stands in no later group */
const visitPartings = (seen: readonly SeenPort[], count: number, visit: (bits: readonly number[]) => void): void => {
  const keys = seen.map(({ like, device, fabric }) => (seen.length > MOST_PLACED_PORTS ? `${like}` : `${like} ${device} ${fabric}`));
  const twinBefore = keys.map((key, index) => keys.slice(0, index).lastIndexOf(key));
  const group = seen.map(() => 0);
  const bits = Array.from({ length: count }, () => 0);
  let visited = 0;
  const deal = (index: number): void => {
    if (visited === MOST_PARTINGS) return;
    if (index === seen.length) {
      visited += 1;
      if (!bits.includes(0)) visit(bits);
      return;
    }
    for (let at = group[twinBefore[index] as number] ?? 0; at < count; at += 1) {
      group[index] = at;
      bits[at] = (bits[at] as number) + 2 ** index;
      deal(index + 1);
      bits[at] = (bits[at] as number) - 2 ** index;
    }
  };
  deal(0);
};

/** Hosts of one model have the same ports, and a fleet has few models. */
const knownSpaces = new Map<string, LayoutSpace>();
const MOST_KNOWN = 64;

export const layoutSpaceOf = (nics: readonly Nic[], present: ReadonlySet<LayoutTraffic>, policy: Policy): LayoutSpace => {
  const seen = seePorts(nics);
  const traffic = LAYOUT_TRAFFIC.filter((each) => present.has(each));
  const key = JSON.stringify([seen, nics.map(attributesOf), traffic, policy.survive_failure]);
  const known = knownSpaces.get(key);
  if (known !== undefined) return known;
  if (knownSpaces.size >= MOST_KNOWN) knownSpaces.clear();
  const groupOf = groupsOf(nics, seen, policy);
  const space = {
    contents: contentsOf(present),
    partings: Array.from({ length: MOST_GROUPS }, (_, index) => (index < nics.length ? partPorts(seen, index + 1, groupOf) : [])),
  };
  knownSpaces.set(key, space);
  return space;
};

export const canBuild = (content: LayoutContent, dealt: Parting): boolean => {
  for (let index = 0; index < content.length; index += 1) {
    if (!(dealt[index] as Dealt).group.kinds.has((content[index] as LayoutContent[number]).kind)) return false;
  }
  return true;
};

/** All layouts in a fixed order, those of fewer groups first. */
export const enumerateLayouts = ({ contents, partings }: LayoutSpace): readonly LayoutShape[] =>
  contents.flatMap((content) =>
    (partings[content.length - 1] ?? []).filter((dealt) => canBuild(content, dealt)).map((dealt) => ({ content, dealt })),
  );

/** The layout with the NICs of each group by name. @param nics of the pool */
export const layoutOf = ({ content, dealt }: LayoutShape, nics: readonly Nic[]): readonly LayoutGroup[] =>
  content.map(({ kind, carries }, index) => ({
    kind,
    nics: (dealt[index] as Dealt).places.map((place) => (nics[place] as Nic).name),
    carries,
  }));
