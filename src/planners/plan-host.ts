/** The plan of one host: a pure function of host and policy. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { HostPlan, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { assumptionsOf } from './assumptions.ts';
import { blockersOf } from './blockers.ts';
import { afterLossOfHost, frameRate } from './capacity.ts';
import { compatibilityOf, withoutRepeats } from './compatibility-findings.ts';
import { draftPlan } from './draft-plan.ts';
import { etsFindings } from './ets-findings.ts';
import type { DrainCase } from './drain-case.ts';
import { directFlowPlans, pinningFindings } from './flow-plans.ts';
import { jumboOf } from './jumbo.ts';
import { convergedOf } from './discrete.ts';
import { searchLayouts } from './layouts.ts';
import { limitsOf, NO_LIMITS } from './limits.ts';
import { planOffloads, routeFunctions } from './offloads.ts';
import { migrationFindings } from './migration-plan.ts';
import type { MigrationRoute } from './migration-path.ts';
import { pinningAdvice, pinningOf } from './pinning.ts';
import { drainWindowOf, type MigrationDraft } from './plan-migration.ts';
import type { WeightedSwitch } from './plan-weights.ts';
import { rulesOfThumbOf } from './rules-of-thumb.ts';
import { storageTrafficOf } from './storage-limits.ts';
import type { SwitchCase } from './switch-case.ts';
import { switchFindings } from './switch-findings.ts';
import { validatorFindings } from './validator-findings.ts';

/**
 * @param solver answers what no closed form settles; throws SecondSolverNeeded where it must be asked again with HiGHS
 * @param audit solves weights and migration as MILPs too; throws AuditDisagreement where the answers differ
 * @param forced transport and count that are set for the whole cluster; null: the host has its own
 * @param prepared the drain case of this very host, where it is known already
 */
export const planHost = (
  host: Host,
  policy: Policy,
  solver: Solver,
  audit: boolean,
  forced: ClusterChoice | null = null,
  prepared: DrainCase | null = null,
): HostPlan => {
  const jumbo = jumboOf(host);
  const { verdicts, findings: rules } = compatibilityOf(host);
  const drafted = draftPlan(host, policy, { solver, audit }, forced, prepared);
  const { cases, drained, route, options, draft, migration, weighted, switches } = drafted;
  const offloads = planOffloads(host, cases, migration, policy, solver);
  const pinning = pinningOf(cases, weighted, policy, { solver, audit });
  // What-if plans are asked of the same solver, and their answers are not this plan's.
  const solves = solvesOf(solver);
  const question = { host, policy, today: drafted, context: { solver, audit }, forced };
  const converged = convergedOf(question);
  const layouts = searchLayouts(question, converged?.draft ?? null, offloads.plan);
  const limits = draft === null || migration === null ? NO_LIMITS : hostLimits(host, draft, migration, cases);
  const transports = options === null ? [] : [...new Set(options.options.map(({ by }) => by.transport))];
  return {
    status: drafted.status,
    firstShort: drafted.firstShort,
    switches: routeFunctions(switches, offloads.plan),
    capacityAfterLoss: afterLossOfHost(
      cases.map(({ capacity }) => capacity),
      policy,
    ),
    directFlows: directFlowPlans(host),
    nics: host.nics.map((nic) => ({ nic: nic.name, switch: nic.switch, capacity: frameRate(nic), vfLimit: nic.vfLimit, mtu: nic.mtu })),
    offloads: offloads.plan,
    drainWindow: drainWindowOf(host, policy),
    drainVms: drained.length,
    migration: migrationDecision(route, drained.length, migration),
    limits,
    blockers: blockersOf(host, drained, options, policy),
    rulesOfThumb: draft === null || migration === null ? [] : rulesOfThumbOf(host, draft, migration),
    jumbo: jumbo.proposals,
    pinning,
    layoutAdvice: layouts.advice,
    uniformity: null,
    compatibility: verdicts,
    findings: [
      ...withoutRepeats(findingsOf({ host, cases, weighted, switches, route, drainVms: drained.length, draft, migration }, policy), rules),
      ...rules,
      ...withoutRepeats(offloads.findings, rules),
      ...validatorFindings(host, switches, limits),
      ...jumbo.findings,
      ...pinningAdvice(pinning),
      ...(converged?.findings ?? []),
      ...layouts.findings,
    ],
    assumptions: assumptionsOf(host, drained, transports, offloads.plan.virtualFunctions.assigned.length, policy),
    ...solves,
  };
};

const solvesOf = (solver: Solver): Pick<HostPlan, 'solves' | 'worstGap' | 'proof'> => {
  const { solves, worstGap } = solver.tally();
  const proofs = solves.map(({ proof }) => proof);
  const proof = proofs.includes('none') ? 'none' : proofs.includes('gap') ? 'gap' : 'optimal';
  return { solves, worstGap, proof };
};

const migrationDecision = (route: MigrationRoute | null, drainVms: number, migration: MigrationPlan | null): Decision<MigrationPlan> => {
  if (migration !== null) return { kind: 'chosen', value: migration, proof: 'optimal' };
  if (route === null) return { kind: 'not-applicable', because: 'no-migration-path' };
  return { kind: 'not-applicable', because: drainVms === 0 ? 'nothing-to-drain' : 'path-without-capacity' };
};

const hostLimits = (host: Host, draft: MigrationDraft, migration: MigrationPlan, cases: readonly SwitchCase[]): HostPlan['limits'] => {
  const vnics = migration.path.kind === 'switch' ? migration.path.adapters.length : 0;
  const cap = { transport: migration.option.transport, cap: migration.cap, vnics };
  return limitsOf(cap, storageTrafficOf(host, draft, cases));
};

interface Seen {
  readonly host: Host;
  readonly cases: readonly SwitchCase[];
  readonly weighted: readonly (WeightedSwitch | null)[];
  readonly switches: readonly SwitchPlan[];
  readonly route: MigrationRoute | null;
  readonly drainVms: number;
  readonly draft: MigrationDraft | null;
  readonly migration: MigrationPlan | null;
}

const findingsOf = (seen: Seen, policy: Policy): Finding[] => {
  const { host, cases, weighted, switches, route, drainVms, draft, migration } = seen;
  const elsewhere = host.vmsElsewhere.map(
    ({ vm, host: other }): Finding => ({ code: 'vm-on-two-hosts', severity: 'warning', subject: vm, values: { other } }),
  );
  const ofSwitches = cases
    .flatMap((of, index) => [
      ...switchFindings(of, weighted[index] as WeightedSwitch | null, policy),
      ...pinningFindings(of, (switches[index] as SwitchPlan).flows),
      ...etsFindings(switches[index] as SwitchPlan),
    ])
    .concat(elsewhere);
  if (draft !== null && migration !== null) return [...ofSwitches, ...migrationFindings(host, draft, migration)];
  if (route !== null && drainVms === 0) return ofSwitches;
  const code = route === null ? 'migration-path-missing' : 'migration-path-without-capacity';
  return [...ofSwitches, { code, severity: 'warning', subject: host.name, values: {} }];
};
