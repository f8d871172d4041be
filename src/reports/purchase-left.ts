/** Hosts that stay short whatever is bought, or because nothing is, each with the reason. */
import type { ClusterNeeds, Gains, HostNeeds, Offer, OfferPart, PurchaseReport, Standing } from '../model/purchase.ts';
import { formatMoney } from '../units/money.ts';

export type LeftReason =
  /** Something is bought for the host, and ends only part of what it lacks. */
  | 'not-repaired-in-full'
  | 'beyond-budget'
  /** There is money for it, but it would take the place of what repairs more in its cluster. */
  | 'outweighed'
  | 'no-option-repairs'
  | 'no-price'
  | 'no-option';

export interface LeftHost {
  readonly host: string;
  readonly cluster: string;
  /** As it stands with what is bought. */
  readonly standing: Standing;
  readonly reason: LeftReason;
  /** The cheapest option that repairs the host, else the cheapest that repairs part of what it lacks. */
  readonly best: Offer | null;
  readonly detail: string;
}

/** The host's standing with everything that is bought; before, where nothing touches it; null: no plan. */
export const standingAfter = ({ together }: PurchaseReport, needs: HostNeeds): Standing | null =>
  together.has(needs.host) ? (together.get(needs.host) ?? null) : needs.before;

/** In order of clusters and hosts. */
export const leftHosts = (report: PurchaseReport): readonly LeftHost[] => {
  const bought = new Map(report.decision.bought.flatMap((offer) => offer.parts.map(({ host }) => [host, offer] as const)));
  return report.clusters.flatMap((cluster) =>
    cluster.hosts.flatMap((needs): LeftHost[] => {
      const standing = standingAfter(report, needs);
      if (standing === null || standing.status !== 'short') return [];
      return [
        { host: needs.host, cluster: cluster.cluster, standing, ...reasonOf(report, cluster, needs, bought.get(needs.host) ?? null) },
      ];
    }),
  );
};

interface Reach {
  readonly offer: Offer;
  readonly part: OfferPart;
}

const reasonOf = (
  { currency, scale, budget, decision }: PurchaseReport,
  { uniform }: ClusterNeeds,
  needs: HostNeeds,
  bought: Offer | null,
): Pick<LeftHost, 'reason' | 'best' | 'detail'> => {
  const reaches = [...needs.offers, ...uniform].flatMap((offer): Reach[] =>
    offer.parts.filter(({ host }) => host === needs.host).map((part) => ({ offer, part })),
  );
  const whole = cheapest(reaches.filter(({ part }) => part.after.status !== 'short'));
  const partly = cheapest(reaches.filter(({ part }) => isBetter(part.after.short, needs.before?.short ?? part.after.short)));
  const best = whole ?? partly;
  const priced = best === null ? '' : `${best.title} for ${formatMoney(best.cost, scale)} ${currency}`;
  if (bought !== null)
    return { reason: 'not-repaired-in-full', best, detail: `Bought: ${bought.title}; the host stays short all the same.` };
  if (best !== null) {
    const isWithin = budget === null || best.cost <= budget - decision.cost;
    const worth = whole === null ? 'No option repairs the host in full; the cheapest that repairs part is' : 'The cheapest repair is';
    const outweighed = isWithin ? ' It would take the place of what repairs more in the cluster.' : '';
    return { reason: isWithin ? 'outweighed' : 'beyond-budget', best, detail: `${worth} ${priced}.${outweighed}` };
  }
  if (reaches.length > 0)
    return { reason: 'no-option-repairs', best, detail: `None of ${reaches.length} priced options ends a shortage.${failures(needs)}` };
  if (needs.unpriced.length > 0) return { reason: 'no-price', best, detail: `Without a price: ${needs.unpriced.join('; ')}.` };
  return { reason: 'no-option', best, detail: `Nothing can be bought for the host.${failures(needs)}` };
};

const failures = ({ failed }: HostNeeds): string => (failed === 0 ? '' : ` ${failed} could not be planned, by our own fault.`);

const isBetter = (after: Gains, before: Gains): boolean => after.some((short, goal) => short < (before[goal] as number));

const cheapest = (reaches: readonly Reach[]): Offer | null =>
  reaches.reduce<Offer | null>((best, { offer }) => (best === null || offer.cost < best.cost ? offer : best), null);
