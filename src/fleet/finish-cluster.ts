/** What only the whole cluster knows, written into the plans of its members, and the outcome of each. */
import type { Uniformity } from '../model/cluster-plan.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { FailedOutcome, PlannedOutcome, Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { smbLimitHolderOf } from '../planners/cluster-limits.ts';
import { type ClusterPlan, pricesOf } from '../planners/plan-cluster.ts';
import { auditSettings } from '../planners/settings-audit.ts';
import { clusterVfSpare } from '../planners/vf-cluster.ts';
import { clusterFindings, holdBackFindings } from '../planners/cluster-findings.ts';
import { northSouthOf } from '../recommend/north-south.ts';
import { recommend } from '../recommend/recommend.ts';
import { judgeUniformity } from '../verify/uniformity.ts';
import { failedOutcome } from './failed-outcome.ts';
import type { SoundPlan } from './plan-one.ts';

export interface ClusterFacts {
  /** By host name key; hosts with nothing to drain are missing. */
  readonly prices: ReadonlyMap<string, Uniformity>;
  /** Findings about the cluster as a whole, told by its first planned member. */
  readonly findings: readonly Finding[];
  readonly first: string | null;
  /** By host name: its virtual functions find no room on the other members. */
  readonly functionSpare: ReadonlyMap<string, Finding>;
}

/** @param plan null where each member has its own transport and count; @param sound planned members, in order of name */
export const clusterFactsOf = (plan: ClusterPlan | null, sound: readonly SoundPlan[], policy: Policy): ClusterFacts => {
  const first = sound[0]?.host.name ?? null;
  const findings = wholeFindings(sound.map(({ host }) => host));
  const functionSpare = clusterVfSpare(sound, policy);
  if (plan === null) return { prices: new Map(), findings, first, functionSpare };
  const draining = new Set(plan.members.map(({ host }) => nameKey(host.name)));
  const planned = sound.filter(({ host }) => draining.has(nameKey(host.name)));
  const prices = pricesOf(plan, smbLimitHolderOf(planned, plan.because), speakerOf(planned, plan), policy);
  return { prices, findings, first, functionSpare };
};

/** Members agree on what clusters.csv says of their cluster. */
const wholeFindings = (hosts: readonly Host[]): readonly Finding[] => {
  const [first] = hosts;
  if (first === undefined || first.clusterUplink === null) return [];
  const northSouth = hosts.reduce((sum, host) => sum + northSouthOf(host), 0);
  return clusterFindings(first.cluster, northSouth, first.clusterUplink);
};

/** The first member; where Network ATC owns the cluster's settings, the first that it manages, for only there its cmdlets are. */
const speakerOf = (planned: readonly SoundPlan[], { because }: ClusterPlan): string | null => {
  const managed = planned.filter(({ host }) => host.managedBy === 'network-atc');
  return ((because === 'network-atc' ? managed[0] : undefined) ?? planned[0])?.host.name ?? null;
};

/** The outcome of one planned host; `failed` where what the cluster adds does not stand up to the judge. */
export const finishHost = ({ host, plan }: SoundPlan, facts: ClusterFacts, policy: Policy): PlannedOutcome | FailedOutcome => {
  const uniformity = facts.prices.get(nameKey(host.name)) ?? null;
  const priced = { ...plan, uniformity };
  const spare = facts.functionSpare.get(host.name);
  const more = [
    ...auditSettings(host, priced),
    ...(spare === undefined ? [] : [spare]),
    ...holdBackFindings(host, uniformity),
    ...(facts.first === host.name ? facts.findings : []),
  ];
  const finished = more.length === 0 ? priced : { ...priced, findings: [...plan.findings, ...more] };
  const violations: Violation[] = [];
  judgeUniformity(host, finished, violations);
  if (violations.length > 0) return failedOutcome(host, violations);
  return {
    kind: 'planned',
    ...identityOf(host),
    plan: finished,
    ...recommend(host, policy, finished),
  };
};

const identityOf = ({ name, cluster, os }: Host): Pick<PlannedOutcome, 'host' | 'cluster' | 'os'> => ({ host: name, cluster, os });
