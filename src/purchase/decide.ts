/** The purchase for a fleet: what is bought within the budget, what each sum would buy, and what else could be done instead. */
import { OPTION_KINDS } from '../model/price-list.ts';
import type { Alternative, AlternativeKind, ClusterNeeds, Offer, PurchaseDecision, PurchaseProof } from '../model/purchase.ts';
import { type Minor, minor } from '../units/money.ts';
import { type RankedGroup, rankGroups } from './choice-group.ts';
import { chooseRanked, type OfferChoice } from './choose-offers.ts';
import { frontierOf, nextBetter } from './frontier.ts';
import { groupNeeds, type MeantGroup } from './group-needs.ts';

/** A purchase of thousands of parts has thousands of alternatives: the dearest parts are tried, one by one. */
const PARTS_LEFT_OUT = 5;
const STATES_OF_ALTERNATIVE = 20_000_000;

/** All that can be chosen, and a choice of it. */
interface Choosing {
  readonly groups: readonly MeantGroup[];
  readonly ranked: readonly RankedGroup[];
  readonly whole: boolean;
}

const open = (clusters: readonly ClusterNeeds[]): Choosing => {
  const { groups, whole } = groupNeeds(clusters);
  return { groups, ranked: rankGroups(groups), whole };
};

/**
 * @param budget null: whatever it takes to repair all that can be repaired
 * @param more the sum whose worth beside the budget is stated
 * @throws RangeError where the prices or the hosts are too many to be counted exactly
 */
export const decide = (clusters: readonly ClusterNeeds[], budget: Minor | null, more: Minor): PurchaseDecision => {
  const choosing = open(clusters);
  const proven = (proof: PurchaseProof): PurchaseProof => (choosing.whole ? proof : 'gap');
  const choice = chooseRanked(choosing.ranked, budget ?? Number.POSITIVE_INFINITY);
  const { points, whole } = frontierOf(choosing.ranked);
  return {
    bought: buysOf(choosing, choice),
    cost: minor(choice.cost),
    gains: choice.gains,
    proof: proven(choice.proof),
    bound: choice.bound,
    frontier: { points: points.map((point) => ({ ...point, cost: minor(point.cost), proof: proven(point.proof) })), whole },
    alternatives: alternativesOf(clusters, choosing, choice, budget, more),
  };
};

const buysOf = ({ groups }: Choosing, { places }: OfferChoice): readonly Offer[] =>
  groups.flatMap(({ offers }, group) => offers[places[group] as number]?.buys ?? []);

const alternativesOf = (
  clusters: readonly ClusterNeeds[],
  choosing: Choosing,
  choice: OfferChoice,
  budget: Minor | null,
  more: Minor,
): readonly Alternative[] => {
  const bought = buysOf(choosing, choice);
  const limit = budget ?? Number.POSITIVE_INFINITY;
  const state = (kind: AlternativeKind, subject: string, among: Choosing, other: OfferChoice): Alternative => ({
    kind,
    subject,
    cost: minor(other.cost),
    gains: other.gains,
    proof: among.whole ? other.proof : 'gap',
    ...difference(bought, buysOf(among, other)),
  });
  const within = (kind: AlternativeKind, money: number): Alternative =>
    state(kind, '', choosing, chooseRanked(choosing.ranked, money, STATES_OF_ALTERNATIVE));
  const without = (kind: AlternativeKind, subject: string, refused: (offer: Offer) => boolean): Alternative => {
    const among = open(clusters.map((cluster) => withoutOffers(cluster, refused)));
    return state(kind, subject, among, chooseRanked(among.ranked, limit, STATES_OF_ALTERNATIVE));
  };
  const next = budget === null ? null : nextBetter(choosing.ranked, choice, limit, STATES_OF_ALTERNATIVE);
  const spent = budget ?? choice.cost;
  return [
    ...(budget === null ? [] : [within('more-money', limit + more)]),
    ...(next === null ? [] : [state('next-repair', '', choosing, next)]),
    ...(spent < more ? [] : [within('less-money', spent - more)]),
    ...OPTION_KINDS.filter((kind) => bought.some((offer) => offer.kind === kind)).map((kind) =>
      without('without-kind', kind, (offer) => offer.kind === kind),
    ),
    ...[...bought]
      .sort((a, b) => b.cost - a.cost)
      .slice(0, PARTS_LEFT_OUT)
      .map((part) => without('without-part', `${part.parts[0]?.host ?? ''}: ${part.option}`, (offer) => offer === part)),
  ];
};

const withoutOffers = (cluster: ClusterNeeds, refused: (offer: Offer) => boolean): ClusterNeeds => ({
  ...cluster,
  hosts: cluster.hosts.map((host) => ({ ...host, offers: host.offers.filter((offer) => !refused(offer)) })),
  uniform: cluster.uniform.filter((offer) => !refused(offer)),
});

const difference = (before: readonly Offer[], after: readonly Offer[]): Pick<Alternative, 'taken' | 'left'> => {
  const [had, has] = [new Set(before), new Set(after)];
  return { taken: after.filter((offer) => !had.has(offer)), left: before.filter((offer) => !has.has(offer)) };
};
