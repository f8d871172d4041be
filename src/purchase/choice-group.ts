/**
 * What a purchase chooses among, as numbers alone: from each group exactly one offer is taken, of which one may be to buy
 * nothing. A group is a host, or a cluster where a part must be the same on all its hosts.
 */
import { GOALS, type Gains } from '../model/purchase.ts';

export interface GroupOffer {
  /** Hosts that are short of each goal no more, less those that are newly so. */
  readonly gains: Gains;
  /** Minor units, whole, not negative. */
  readonly cost: number;
}

export interface ChoiceGroup {
  /** Not empty. The first is to buy nothing: it gains nothing and costs nothing. */
  readonly offers: readonly GroupOffer[];
}

export const NO_GAINS: Gains = [0, 0, 0];

export const addGains = (a: Gains, b: Gains): Gains => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** Positive where a is better: an earlier goal outweighs all later ones. */
export const compareGains = (a: Gains, b: Gains): number => {
  const at = GOALS.findIndex((_, goal) => a[goal] !== b[goal]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
};

/** An offer on its way through the search, with its place in the group and its gains as one number. */
export interface RankedOffer extends GroupOffer {
  readonly place: number;
  readonly value: number;
}

export interface RankedGroup {
  /** In order of cost; each gains more than the one before it, in the strict order of the goals. */
  readonly offers: readonly RankedOffer[];
}

/**
 * The goals as one number, so that sums compare as the vectors do: digits of a base that no sum of one goal reaches.
 * @throws RangeError where there are too many groups, or too much money, for exact sums
 */
export const rankGroups = (groups: readonly ChoiceGroup[]): readonly RankedGroup[] => {
  const tops = groups.map(({ offers }) => offers.reduce((top, { gains }) => Math.max(top, ...gains.map(Math.abs)), 0));
  // Neither a sum over all groups nor the difference of two offers reaches half the base.
  const most = tops.reduce((total, top) => total + top, 0) + tops.reduce((top, each) => Math.max(top, each), 0);
  const money = groups.reduce((total, { offers }) => total + offers.reduce((top, { cost }) => Math.max(top, cost), 0), 0);
  const base = 2 * most + 1;
  if (base ** GOALS.length > Number.MAX_SAFE_INTEGER) throw new RangeError('There are too many hosts to weigh the goals exactly.');
  if (money * base > Number.MAX_SAFE_INTEGER) {
    throw new RangeError('The prices are too large, or have too many decimals, to be added up exactly.');
  }
  const valueOf = (gains: Gains): number => gains.reduce((value, gain) => value * base + gain, 0);
  return groups.map(({ offers }) => ({
    offers: undominated(offers.map((offer, place) => ({ ...offer, place, value: valueOf(offer.gains) }))),
  }));
};

/** An offer that costs no less than another and gains no more is never needed: sums keep the order of the goals. */
const undominated = (offers: readonly RankedOffer[]): readonly RankedOffer[] => {
  const kept: RankedOffer[] = [];
  for (const offer of [...offers].sort((a, b) => a.cost - b.cost || b.value - a.value || a.place - b.place)) {
    const last = kept.at(-1);
    if (last === undefined || offer.value > last.value) kept.push(offer);
  }
  return kept;
};
