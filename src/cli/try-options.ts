/** What could be bought for the hosts of one cluster, each option planned and verified: the work of one task, in a thread or not. */
import { partPlanner, type PlanWithPart } from '../fleet/plan-edited.ts';
import { planChunk } from '../fleet/worker.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { PriceList } from '../model/price-list.ts';
import type { ClusterNeeds, HostNeeds, Offer, OfferPart, Standing } from '../model/purchase.ts';
import { type Candidate, candidatesOf } from '../purchase/candidates.ts';
import { type Priced, priceOf } from '../purchase/price-of.ts';
import { standingOf } from '../purchase/standing.ts';
import { formatCount } from '../units/format-quantity.ts';
import { minor } from '../units/money.ts';

/** The same for every cluster of a run; plain data, read once by every thread. */
export interface BuySettings {
  readonly policy: Policy;
  readonly prices: PriceList;
}

interface PricedCandidate extends Candidate {
  readonly host: Host;
  /** null: the list has no price for it. */
  readonly priced: Priced | null;
}

/** @param hosts one whole cluster */
export const tryOptions = async (hosts: readonly Host[], { policy, prices }: BuySettings): Promise<ClusterNeeds> => {
  const outcomes = await planChunk(hosts, policy, 0);
  const isShort = outcomes.some((outcome) => outcome.kind === 'planned' && outcome.plan.status === 'short');
  const candidates = isShort ? hosts.flatMap((host) => candidatesFor(host, prices)) : [];
  const needs: HostNeeds[] = [];
  const planWith = partPlanner(hosts, policy);
  for (const [index, host] of hosts.entries()) {
    const own = candidates.filter((candidate) => candidate.host === host);
    needs.push(await needsOf(outcomes[index] as Outcome, own, planWith));
  }
  const before = new Map(needs.map(({ host, before: standing }) => [nameKey(host), standing]));
  return { cluster: hosts[0]?.cluster ?? '', hosts: needs, uniform: await uniformOffers(hosts, candidates, before, policy) };
};

const candidatesFor = (host: Host, prices: PriceList): readonly PricedCandidate[] =>
  candidatesOf(host).map((candidate) => ({ ...candidate, host, priced: priceOf(prices, host, candidate) }));

/** Only a short host has offers of its own. */
const needsOf = async (outcome: Outcome, candidates: readonly PricedCandidate[], planWith: PlanWithPart): Promise<HostNeeds> => {
  const nothing = { host: outcome.host, offers: [], unpriced: [], failed: 0 };
  if (outcome.kind !== 'planned') return { ...nothing, before: null };
  const before = standingOf(outcome.plan);
  if (before.status !== 'short') return { ...nothing, before };
  const offers: Offer[] = [];
  let failed = 0;
  for (const candidate of candidates) {
    if (candidate.priced === null || candidate.priced.price.uniform) continue;
    const offer = await ownOffer(candidate, candidate.priced, outcome.plan, planWith);
    if (offer === null) failed += 1;
    else offers.push(offer);
  }
  return { ...nothing, before, offers, unpriced: candidates.filter(({ priced }) => priced === null).map(({ title }) => title), failed };
};

const ownOffer = async (candidate: PricedCandidate, { cost }: Priced, today: HostPlan, planWith: PlanWithPart): Promise<Offer | null> => {
  const { host, option, bill, title, edited } = candidate;
  const plan = await planWith(host, edited, today);
  if (plan === null) return null;
  const part: OfferPart = { host: host.name, cost, after: standingOf(plan) };
  return { option, kind: bill.kind, title, uniform: false, cost, parts: [part] };
};

/** Options that are bought for all hosts of the cluster that can take them, each planned with all of them. */
const uniformOffers = async (
  hosts: readonly Host[],
  candidates: readonly PricedCandidate[],
  before: ReadonlyMap<string, Standing | null>,
  policy: Policy,
): Promise<readonly Offer[]> => {
  const byOption = new Map<string, PricedCandidate[]>();
  for (const candidate of candidates) {
    if (candidate.priced?.price.uniform !== true) continue;
    const alike = byOption.get(nameKey(candidate.option));
    if (alike === undefined) byOption.set(nameKey(candidate.option), [candidate]);
    else alike.push(candidate);
  }
  const offers: Offer[] = [];
  for (const alike of byOption.values()) {
    const helps = alike.some(({ host }) => before.get(nameKey(host.name))?.status === 'short');
    const offer = helps ? await uniformOffer(hosts, alike, before, policy) : null;
    if (offer !== null) offers.push(offer);
  }
  return offers;
};

/** null where a plan of it fails, by our own fault. */
const uniformOffer = async (
  hosts: readonly Host[],
  alike: readonly PricedCandidate[],
  before: ReadonlyMap<string, Standing | null>,
  policy: Policy,
): Promise<Offer | null> => {
  const edits = new Map(alike.map((candidate) => [candidate.host, candidate.edited]));
  const outcomes = await planChunk(
    hosts.map((host) => edits.get(host) ?? host),
    policy,
    0,
  );
  const parts: OfferPart[] = [];
  let isClusterPriced = false;
  for (const [index, host] of hosts.entries()) {
    const outcome = outcomes[index] as Outcome;
    const standing = before.get(nameKey(host.name)) ?? null;
    if (outcome.kind !== 'planned' && standing !== null) return null;
    const priced = alike.find((candidate) => candidate.host === host)?.priced ?? null;
    if (outcome.kind !== 'planned' || standing === null) continue;
    const after = standingOf(outcome.plan);
    const isTouched = priced !== null || after.short.some((short, goal) => short !== standing.short[goal]);
    if (!isTouched) continue;
    const isCluster = priced?.price.unit === 'cluster';
    parts.push({ host: host.name, cost: minor(priced === null || (isCluster && isClusterPriced) ? 0 : priced.cost), after });
    isClusterPriced ||= isCluster;
  }
  const [{ option, bill, title }] = alike as readonly [PricedCandidate];
  const cost = minor(parts.reduce((total, part) => total + part.cost, 0));
  return { option, kind: bill.kind, title: `${title}, on ${formatCount(alike.length, 'host')} alike`, uniform: true, cost, parts };
};

/** Option by name key of the host, and the standings of a cluster with all of them bought. */
export type Purchases = ReadonlyMap<string, string>;

/** @returns one standing a host, in the order of `hosts`; null where there is no plan */
export const planPurchased = async (
  hosts: readonly Host[],
  purchases: Purchases,
  policy: Policy,
): Promise<readonly (Standing | null)[]> => {
  const edited = hosts.map((host) => {
    const option = purchases.get(nameKey(host.name));
    return option === undefined
      ? host
      : (candidatesOf(host).find((candidate) => nameKey(candidate.option) === nameKey(option))?.edited ?? host);
  });
  const outcomes = await planChunk(edited, policy, 0);
  return outcomes.map((outcome) => (outcome.kind === 'planned' ? standingOf(outcome.plan) : null));
};
