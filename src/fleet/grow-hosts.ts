/** The largest factor that the load of each host stands, as a whole and class by class, planned from a blank slate. */
import { type Host, ROLES } from '../model/host.ts';
import type { ClassGrowth, GrowthFactor, HostGrowth, Load, LostHost, TrafficClass } from '../model/growth.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { dirtyRateOf } from '../planners/drain-time.ts';
import { blankSlate } from '../scenario/blank-slate.ts';
import { capacityFactorOf } from '../scenario/capacity-factor.ts';
import { firstFailure, type Ppm, PPM, rememberTrials, type Try } from '../scenario/first-failure.ts';
import { scaleLoad } from '../scenario/scale-load.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { breakOf, draftsOfLoads, type DraftTerms, shapeOf, stands } from './draft-host.ts';
import { loadSecondSolver } from './load-second-solver.ts';
import { isPlanned, planClusters, type PlannedHost, withoutLayouts } from './planned-clusters.ts';
import { planAlone } from './worker.ts';

export interface GrowthSettings {
  readonly policy: Policy;
  readonly loads: readonly Load[];
}

/** The largest factor that is tried: three doublings more than any fleet plans for. */
export const MOST_GROWTH = 64;

/** @param hosts whole clusters; one answer each, in their order */
export const growHosts = async (hosts: readonly Host[], { policy, loads }: GrowthSettings): Promise<readonly (HostGrowth | LostHost)[]> => {
  const blank = hosts.map((host) => withDirtyRates(blankSlate(host), policy));
  const second = await loadSecondSolver();
  const answers: (HostGrowth | LostHost)[] = [];
  for (const start of await planClusters(blank, policy)) {
    const { name: host, cluster } = start.host;
    if (isPlanned(start)) answers.push(await growHost(start, loads, { policy, forced: start.forced, second }));
    else answers.push({ kind: 'failed', host, cluster, violations: start.outcome.violations });
  }
  return answers;
};

/** A rate that the policy assumes grows like one that was measured. */
const withDirtyRates = (host: Host, policy: Policy): Host => ({
  ...host,
  vms: host.vms.map((vm) => ({ ...vm, dirtyRate: dirtyRateOf(vm, policy) })),
});

const growHost = async ({ host, outcome }: PlannedHost, loads: readonly Load[], terms: DraftTerms): Promise<HostGrowth | LostHost> => {
  const whole = factorOf(host, loads, null, terms);
  const violations = await judgeEdges(host, loads, whole, terms);
  if (violations.length > 0) return { kind: 'failed', host: host.name, cluster: host.cluster, violations };
  const isShort = whole.standing === 'short-today' || whole.standing === 'short-without-load';
  return {
    kind: 'grown',
    host: host.name,
    cluster: host.cluster,
    whole,
    capacity: loads.includes('demand') ? capacityFactorOf(host, outcome.plan) : null,
    classes: classesOf(host).map(({ of, demand }): ClassGrowth => {
      const growth = isShort ? null : factorOf(host, loads, of, terms);
      return { ...of, demand, growth };
    }),
  };
};

/**
 * @param of the class that grows; null: everything on the host
 * @throws what the planner throws
 */
export const factorOf = (host: Host, loads: readonly Load[], of: TrafficClass | null, terms: DraftTerms): GrowthFactor => {
  const draftOf = draftsOfLoads(host, { loads, of }, terms);
  const draftAt = (factor: Ppm) => draftOf(factor / PPM);
  const attempt: Try = rememberTrials((factor) => {
    const draft = draftAt(factor);
    return { stands: stands(draft), shape: shapeOf(draft) };
  });
  const most = MOST_GROWTH * PPM;
  const isFine = attempt(PPM).stands;
  if (!isFine && !attempt(1).stands) return { standing: 'short-without-load', factor: 0, breaks: breakOf(draftAt(1)) };
  const failing = firstFailure(attempt, isFine ? PPM : 1, isFine ? most : PPM);
  if (failing === null) return { standing: 'beyond-search', factor: MOST_GROWTH, breaks: null };
  return { standing: isFine ? 'grows' : 'short-today', factor: (failing - 1) / PPM, breaks: breakOf(draftAt(failing)) };
};

/** What the choice of migration is held against a MILP by; on the very edge of a row the solver may not settle it. */
const UNSETTLED = 'audit-disagrees';

/**
 * The plans on both sides of the answer, made in full and judged by other code; what is short there must be short in them
 * too. Where the solver cannot settle the choice of migration so near to an edge, the draft stands alone.
 */
const judgeEdges = async (
  host: Host,
  loads: readonly Load[],
  { standing, factor }: GrowthFactor,
  { policy, forced }: DraftTerms,
): Promise<readonly Violation[]> => {
  if (standing !== 'grows' && standing !== 'short-today') return [];
  const violations: Violation[] = [];
  for (const more of [0, 1]) {
    const at = (Math.round(factor * PPM) + more) / PPM;
    const judged = await planAlone(scaleLoad(host, { loads, of: null }, at), withoutLayouts(policy), forced);
    if (judged.kind === 'failed') violations.push(...judged.violations.filter(({ rule }) => rule !== UNSETTLED));
    else if ((judged.plan.status === 'short') !== (more === 1)) {
      violations.push({ rule: 'growth-edge', subject: host.name, message: `At ${at} the whole plan says otherwise than its draft.` });
    }
  }
  return violations;
};

interface PresentClass {
  readonly of: TrafficClass;
  readonly demand: Mbps;
}

/** Classes that send something, roles before tiers. */
const classesOf = (host: Host): readonly PresentClass[] => {
  const running = host.vms.filter(({ state }) => state === 'running');
  const adapters = [...host.adapters, ...running.flatMap((vm) => vm.adapters)];
  const sum = (rates: readonly { readonly egress: Mbps }[]): Mbps => mbps(rates.reduce((total, { egress }) => total + egress, 0));
  const roles = ROLES.map((role) => ({
    of: { scope: 'role' as const, name: role },
    demand: sum(adapters.filter((each) => each.role === role)),
  }));
  const tiers = ([1, 2, 3] as const).map((tier) => ({
    of: { scope: 'tier' as const, name: String(tier) },
    demand: sum(running.filter((vm) => vm.tier === tier).flatMap((vm) => vm.adapters)),
  }));
  return [...roles, ...tiers].filter(({ demand }) => demand > 0);
};
