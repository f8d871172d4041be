/** What each option is worth to the hosts of whole clusters: the work of one task of `converge worth`, in a thread or not. */
import { groupByCluster } from '../fleet/form-chunks.ts';
import { editedCluster } from '../fleet/plan-edited.ts';
import type { Host } from '../model/host.ts';
import type { PlannedOutcome, Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import type { PriceList } from '../model/price-list.ts';
import type { HostWorth, UnfitOption } from '../model/worth.ts';
import { type Candidate, optionsOf } from '../purchase/candidates.ts';
import { priceOf } from '../purchase/price-of.ts';
import { rankOptions, type UnrankedOption } from '../purchase/rank-worth.ts';
import { worthStandingOf } from '../purchase/worth-standing.ts';

export interface WorthSettings {
  readonly policy: Policy;
  /** null: options have no price. */
  readonly prices: PriceList | null;
  /** Weigh the options of hosts that are only pressed, too. */
  readonly pressed: boolean;
}

/** @param hosts whole clusters; one answer each, in their order */
export const weighOptions = async (hosts: readonly Host[], settings: WorthSettings): Promise<readonly HostWorth[]> => {
  const answers: HostWorth[] = [];
  for (const indexes of groupByCluster(hosts)) {
    const members = indexes.map((index) => hosts[index] as Host);
    const cluster = editedCluster(members, settings.policy);
    for (const [position, host] of members.entries()) {
      const outcome = await cluster.planWith(host, host);
      const planWith = (edited: Host) => cluster.planWith(host, edited);
      if (outcome.kind === 'planned') answers[indexes[position] as number] = await weighHost(host, outcome, planWith, settings);
      else answers[indexes[position] as number] = failed(host, outcome.kind === 'failed' ? outcome.violations : []);
    }
  }
  return answers;
};

const failed = ({ name: host, cluster }: Host, violations: readonly Violation[]): HostWorth => ({
  kind: 'failed',
  host,
  cluster,
  violations,
});

type PlanWith = (edited: Host) => ReturnType<ReturnType<typeof editedCluster>['planWith']>;

const weighHost = async (host: Host, outcome: PlannedOutcome, planWith: PlanWith, settings: WorthSettings): Promise<HostWorth> => {
  const { status, firstShort } = outcome.plan;
  if (status === 'ok' || (status === 'pressed' && !settings.pressed)) return { kind: 'enough', host: host.name, cluster: host.cluster };
  const before = worthStandingOf(outcome.plan, null);
  const { candidates, refused } = optionsOf(host);
  const options: UnrankedOption[] = [];
  const unfit: UnfitOption[] = [...refused];
  for (const candidate of candidates) {
    const planned = await planWith(candidate.edited);
    const { option, title, place } = candidate;
    if (planned.kind !== 'planned') {
      const rules = planned.kind === 'failed' ? planned.violations.map(({ rule }) => rule) : [];
      unfit.push({ option, place, because: 'plan-failed', rules });
      continue;
    }
    const after = worthStandingOf(planned.plan, firstShort?.level ?? null);
    options.push({ option, title, place, after, price: costOf(host, candidate, settings) });
  }
  return {
    kind: 'weighed',
    host: host.name,
    cluster: host.cluster,
    before,
    binding: outcome.binding,
    options: rankOptions(before, options),
    unfit,
  };
};

const costOf = (host: Host, candidate: Candidate, { prices }: WorthSettings): UnrankedOption['price'] =>
  prices === null ? null : (priceOf(prices, host, candidate)?.cost ?? null);
