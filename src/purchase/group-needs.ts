/** What hosts and clusters could buy, as groups to choose among: each offer with what it stands for. */
import type { ClusterNeeds, Gains, HostNeeds, Offer, Standing } from '../model/purchase.ts';
import { addGains, type ChoiceGroup, type GroupOffer, NO_GAINS, rankGroups } from './choice-group.ts';
import { extendList, NO_LIMIT, startList, type StateList, stepsTo, type Trail, trailOf } from './state-list.ts';

export interface MeantOffer extends GroupOffer {
  /** Empty: nothing is bought. */
  readonly buys: readonly Offer[];
}

export interface MeantGroup extends ChoiceGroup {
  readonly offers: readonly MeantOffer[];
}

export interface GroupedNeeds {
  readonly groups: readonly MeantGroup[];
  /** false: a cluster has more choices of its own than were kept. */
  readonly whole: boolean;
}

const NOTHING: MeantOffer = { gains: NO_GAINS, cost: 0, buys: [] };
/** Choices of the hosts of one cluster that are set against a uniform part. */
const MOST_OF_CLUSTER = 5000;

/** A host without offers makes no group. */
export const groupNeeds = (clusters: readonly ClusterNeeds[]): GroupedNeeds => {
  const grouped = clusters.map(groupsOfCluster);
  return { groups: grouped.flatMap(({ groups }) => groups), whole: grouped.every(({ whole }) => whole) };
};

const groupsOfCluster = ({ hosts, uniform }: ClusterNeeds): GroupedNeeds => {
  const standings = new Map(hosts.map(({ host, before }) => [host, before]));
  const meant = (offer: Offer): MeantOffer => ({ gains: gainsOf(offer, standings), cost: offer.cost, buys: [offer] });
  const own = hosts.filter(({ offers }) => offers.length > 0).map(({ offers }: HostNeeds) => ({ offers: [NOTHING, ...offers.map(meant)] }));
  if (uniform.length === 0) return { groups: own, whole: true };
  const { offers, whole } = together(own);
  return { groups: [{ offers: [...offers, ...uniform.map(meant)] }], whole };
};

/** Hosts that are short no more, less those that are so newly, by goal. */
export const gainsOf = ({ parts }: Offer, before: ReadonlyMap<string, Standing | null>): Gains =>
  parts.reduce<Gains>((total, { host, after }) => {
    const short = before.get(host)?.short ?? NO_GAINS;
    return addGains(total, [short[0] - after.short[0], short[1] - after.short[1], short[2] - after.short[2]]);
  }, NO_GAINS);

/** Every choice of the hosts of a cluster for itself that no other one dominates. */
const together = (groups: readonly MeantGroup[]): { readonly offers: readonly MeantOffer[]; readonly whole: boolean } => {
  const ranked = rankGroups(groups);
  const trail: Trail[] = [];
  let list = startList();
  let whole = true;
  for (const { offers } of ranked) {
    const next = extendList(
      list,
      offers.map(({ cost, value }) => ({ cost, value, stray: 0, veer: 0 })),
      NO_LIMIT,
    );
    whole &&= next.size <= MOST_OF_CLUSTER;
    list = thinned(next);
    trail.push(trailOf(list));
  }
  const offers = Array.from({ length: list.size }, (_, state) => {
    const taken = stepsTo(trail, state).map((step, group) => {
      const place = ranked[group]?.offers[step]?.place ?? 0;
      return groups[group]?.offers[place] ?? NOTHING;
    });
    return {
      gains: taken.reduce<Gains>((total, { gains }) => addGains(total, gains), NO_GAINS),
      cost: taken.reduce((total, { cost }) => total + cost, 0),
      buys: taken.flatMap(({ buys }) => buys),
    };
  });
  return { offers: offers[0]?.cost === 0 && offers[0].buys.length === 0 ? offers : [NOTHING, ...offers], whole };
};

/** States at even distances, the first and the last among them. */
const thinned = (list: StateList): StateList => {
  if (list.size <= MOST_OF_CLUSTER) return list;
  const places = Array.from({ length: MOST_OF_CLUSTER }, (_, index) => Math.round((index * (list.size - 1)) / (MOST_OF_CLUSTER - 1)));
  const pick = (from: Float64Array): Float64Array => Float64Array.from(places, (place) => from[place] as number);
  const pickWhole = (from: Int32Array): Int32Array => Int32Array.from(places, (place) => from[place] as number);
  const { cost, value, stray, veer, parent, step } = list;
  return {
    size: MOST_OF_CLUSTER,
    cost: pick(cost),
    value: pick(value),
    stray: pick(stray),
    veer: pick(veer),
    parent: pickWhole(parent),
    step: pickWhole(step),
  };
};
