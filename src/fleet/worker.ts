/** The body of a worker: every host of a chunk becomes an outcome, whatever happens on the way. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { FailedOutcome, Outcome } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import type { DrainCase } from '../planners/drain-case.ts';
import { type ClusterMember, evaluateMember } from '../planners/cluster-member.ts';
import { type ClusterPlan, planCluster, uniformityReasonOf, withMissedWindow } from '../planners/plan-cluster.ts';
import { createSolver, type SecondSolver, SecondSolverNeeded } from '../solver/facade.ts';
import { isAudited } from './audit-sample.ts';
import { plannerThrew } from './failed-outcome.ts';
import { clusterFactsOf, finishHost } from './finish-cluster.ts';
import { groupByCluster } from './form-chunks.ts';
import { type JudgedPlan, planOne, type SoundPlan } from './plan-one.ts';

export type PlanOne = typeof planOne;

/** Loaded once a thread, and only where a host wants it: it takes longer to load than a host to plan. */
let second: SecondSolver | null = null;

const loadSecond = async (): Promise<SecondSolver> => {
  const { loadHighs } = await import('../solver/highs-solver.ts');
  second ??= await loadHighs();
  return second;
};

interface Job {
  readonly policy: Policy;
  /** Share of the hosts that is solved a second way, in percent. */
  readonly audit: number;
  readonly plan: PlanOne;
}

/** Transport and count of a whole cluster, and what was worked out of its members to choose them. */
interface Forced {
  readonly choice: ClusterChoice;
  readonly prepared: ReadonlyMap<Host, DrainCase>;
}

/** Each host has a solver of its own, because a solver counts its answers and the counts belong to the plan. */
const planSafely = async (host: Host, { policy, audit, plan }: Job, forced: Forced | null): Promise<JudgedPlan> => {
  const audited = isAudited(host.name, audit);
  const choice = forced?.choice ?? null;
  const prepared = forced?.prepared.get(host) ?? null;
  try {
    return plan(host, policy, createSolver({ second }), audited, choice, prepared);
  } catch (error) {
    if (!(error instanceof SecondSolverNeeded)) return plannerThrew(host, error);
  }
  try {
    return plan(host, policy, createSolver({ second: await loadSecond() }), audited, choice, prepared);
  } catch (error) {
    return plannerThrew(host, error);
  }
};

/**
 * The plan of one host for itself, `failed` where it throws; nothing of its cluster is chosen.
 * @param choice transport and count that the cluster has; null: the host has its own
 */
export const planAlone = (host: Host, policy: Policy, choice: ClusterChoice | null): Promise<JudgedPlan> =>
  planSafely(host, { policy, audit: 0, plan: planOne }, choice === null ? null : { choice, prepared: new Map() });

const planAll = async (hosts: readonly Host[], job: Job, forced: Forced | null): Promise<readonly JudgedPlan[]> => {
  const judged: JudgedPlan[] = [];
  for (const host of hosts) judged.push(await planSafely(host, job, forced));
  return judged;
};

/** A plan that failed says why; it is not tried again with what was chosen without it. */
const planAgain = async (judged: readonly JudgedPlan[], job: Job, forced: Forced): Promise<readonly JudgedPlan[]> => {
  const again: JudgedPlan[] = [];
  for (const each of judged) again.push(each.kind === 'sound' ? await planSafely(each.host, job, forced) : each);
  return again;
};

/** A host that cannot be evaluated does not constrain the others; its own plan will throw the same, and says so. */
const evaluateSafely = (host: Host, policy: Policy): readonly ClusterMember[] => {
  try {
    const member = evaluateMember(host, policy);
    return member === null ? [] : [member];
  } catch {
    return [];
  }
};

interface SettledCluster {
  readonly judged: readonly JudgedPlan[];
  readonly cluster: ClusterPlan | null;
}

/** Plans the members with what is best for all; where a plan turns out other than it was evaluated, the choice is made again. */
const settleCluster = async (hosts: readonly Host[], job: Job): Promise<SettledCluster> => {
  const because = uniformityReasonOf(hosts);
  if (because === null) return { judged: await planAll(hosts, job, null), cluster: null };
  const members = hosts.flatMap((host) => evaluateSafely(host, job.policy));
  const prepared = new Map(members.map(({ host, drainCase }) => [host, drainCase]));
  let cluster = planCluster(members, because);
  let judged = await planAll(hosts, job, cluster === null ? null : { choice: cluster.score.choice, prepared });
  while (cluster !== null) {
    const next = planCluster(correctedMembers(cluster, judged), because);
    if (next === null || isSameChoice(next.score.choice, cluster.score.choice)) return { judged, cluster: next };
    cluster = next;
    judged = await planAgain(judged, job, { choice: next.score.choice, prepared });
  }
  return { judged, cluster };
};

const isSameChoice = (a: ClusterChoice, b: ClusterChoice): boolean => a.transport === b.transport && a.liveMigrations === b.liveMigrations;

/** Members whose plan failed are left out; one that misses its window after all counts as missing it. */
const correctedMembers = ({ members, score }: ClusterPlan, judged: readonly JudgedPlan[]): readonly ClusterMember[] => {
  const plans = new Map(judged.flatMap((each) => (each.kind === 'sound' ? [[nameKey(each.host.name), each.plan.migration] as const] : [])));
  return members.flatMap((member) => {
    const migration = plans.get(nameKey(member.host.name));
    if (migration?.kind !== 'chosen') return [];
    return [migration.value.windowMet ? member : withMissedWindow(member, score.choice)];
  });
};

/** What the whole cluster adds must not cost more than the cluster: its members fail together, and no others. */
const finishSafely = ({ judged, cluster }: SettledCluster, policy: Policy): readonly Outcome[] => {
  const isSound = (each: JudgedPlan): each is SoundPlan => each.kind === 'sound';
  const failed = (each: JudgedPlan, error: unknown): FailedOutcome => (isSound(each) ? plannerThrew(each.host, error) : each);
  try {
    const facts = clusterFactsOf(cluster, judged.filter(isSound), policy);
    return judged.map((each) => (isSound(each) ? finishHost(each, facts, policy) : each));
  } catch (error) {
    return judged.map((each) => failed(each, error));
  }
};

/**
 * One outcome a host, in the order of `hosts`. Never rejects for what a host does: a throw is that host's outcome
 * `failed` with rule `planner-threw`.
 * @param hosts whole clusters: what is set once for a cluster is chosen over the members that are given here
 * @param audit share of the hosts that is solved a second way, in percent
 */
export const planChunk = async (
  hosts: readonly Host[],
  policy: Policy,
  audit: number,
  plan: PlanOne = planOne,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const indexes of groupByCluster(hosts)) {
    const settled = await settleCluster(
      indexes.map((index) => hosts[index] as Host),
      { policy, audit, plan },
    );
    finishSafely(settled, policy).forEach((outcome, position) => {
      outcomes[indexes[position] as number] = outcome;
    });
  }
  return outcomes;
};
