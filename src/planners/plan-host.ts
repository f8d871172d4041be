/** The plan of one host: a pure function of host and policy. */
import type { Decision } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { HostPlan, LevelResult, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { assumptionsOf } from './assumptions.ts';
import { auditWeights } from './audit-weights.ts';
import { blockersOf, isDrained } from './blockers.ts';
import { frameRate } from './capacity.ts';
import type { CopiesContext } from './copies-choice.ts';
import { directFlowPlans, flowPlansOf, pinningFindings } from './flow-plans.ts';
import { drainAttainment, statusOf } from './host-status.ts';
import { limitsOf, NO_LIMITS } from './limits.ts';
import { migrationFindings, migrationPlanOf } from './migration-plan.ts';
import { type MigrationRoute, migrationRouteOf } from './migration-path.ts';
import { drainWindowOf, type MigrationDraft, optionsOf, planMigration } from './plan-migration.ts';
import { planWeights, type WeightedSwitch } from './plan-weights.ts';
import { rulesOfThumbOf } from './rules-of-thumb.ts';
import { storageTrafficOf } from './storage-limits.ts';
import { type SwitchCase, switchCaseOf } from './switch-case.ts';
import { switchFindings } from './switch-findings.ts';

/**
 * @param solver answers what no closed form settles; throws SecondSolverNeeded where it must be asked again with HiGHS
 * @param audit solves weights and migration as MILPs too; throws AuditDisagreement where the answers differ
 */
export const planHost = (host: Host, policy: Policy, solver: Solver, audit: boolean): HostPlan => {
  const cases = host.switches.map((virtualSwitch) => switchCaseOf(host, virtualSwitch, policy));
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const route = migrationRouteOf(host, cases);
  const usable = route !== null && drained.length > 0 && route.path.total >= 1 ? route : null;
  const options = usable === null ? null : optionsOf(host, usable, drained, policy);
  const context: CopiesContext = { solver, audit, asked: 'choice' };
  const draft = usable === null || options === null ? null : planMigration(host, usable, options, cases, policy, context);
  const migration = draft === null ? null : migrationPlanOf(draft);
  const weighted = cases.map((of) => weightsOf(of, draft, policy));
  for (const plan of weighted) settleWeights(plan, solver, audit);
  const switches = cases.map((of, index) => switchPlanOf(of, weighted[index] as WeightedSwitch | null, migration));
  const transports = options === null ? [] : [...new Set(options.options.map(({ by }) => by.transport))];
  return {
    ...statusOf(switches, migration, policy),
    switches,
    directFlows: directFlowPlans(host),
    nics: host.nics.map((nic) => ({ nic: nic.name, switch: nic.switch, capacity: frameRate(nic), vfLimit: nic.vfLimit, mtu: nic.mtu })),
    drainWindow: drainWindowOf(host, policy),
    drainVms: drained.length,
    migration: migrationDecision(route, drained.length, migration),
    limits: draft === null || migration === null ? NO_LIMITS : hostLimits(host, draft, migration, cases),
    blockers: blockersOf(host, drained, options, policy),
    rulesOfThumb: draft === null || migration === null ? [] : rulesOfThumbOf(host, draft, migration),
    findings: findingsOf({ host, cases, weighted, switches, route, drainVms: drained.length, draft, migration }, policy),
    assumptions: assumptionsOf(host, drained, transports, policy),
    ...solvesOf(solver),
  };
};

const solvesOf = (solver: Solver): Pick<HostPlan, 'solves' | 'worstGap' | 'proof'> => {
  const { solves, worstGap } = solver.tally();
  const proofs = solves.map(({ proof }) => proof);
  const proof = proofs.includes('none') ? 'none' : proofs.includes('gap') ? 'gap' : 'optimal';
  return { solves, worstGap, proof };
};

/** The switch of the migration path was weighed together with the drain; the others have nothing to do with it. */
const weightsOf = (of: SwitchCase, draft: MigrationDraft | null, policy: Policy): WeightedSwitch | null => {
  const place = draft?.route.path.place;
  if (draft !== null && place?.kind === 'switch' && place.on === of) return draft.weighted;
  return planWeights(of, null, null, policy);
};

const settleWeights = (weighted: WeightedSwitch | null, solver: Solver, audit: boolean): void => {
  if (weighted === null) return;
  solver.recordClosedForm('optimal');
  if (audit) auditWeights(weighted.problem, weighted.best.attainments, solver);
};

const switchPlanOf = (of: SwitchCase, weighted: WeightedSwitch | null, migration: MigrationPlan | null): SwitchPlan => ({
  switch: of.virtualSwitch.name,
  layer: of.layer.layer,
  layerBecause: of.layer.because,
  uplinks: of.capacity.uplinks.map((nic) => nic.name),
  capacity: of.capacity.total,
  capacityAfterLoss: of.capacity.afterLoss,
  worstLoss: of.capacity.worstLoss,
  weights: weightDecision(of, weighted),
  flows: flowPlansOf(of, weighted),
  levels: weighted === null ? [] : withDrainTime(weighted.levels, of, migration),
  levelsToday: weighted?.levelsToday ?? null,
});

const weightDecision = (of: SwitchCase, weighted: WeightedSwitch | null): SwitchPlan['weights'] => {
  if (of.selection === null) return { kind: 'not-applicable', because: of.layer.because };
  if (weighted === null) return { kind: 'infeasible', conflict: ['weights-sum-100', 'least-weights'] };
  const { sum, weights, kept, best } = weighted;
  const value = { sum, defaultFlowWeight: weights.at(-1) as number, kept, smallestWeight: kept ? null : best.smallestWeight };
  return { kind: 'chosen', value, proof: 'optimal' };
};

/** The drain level is told in time, the unit in which the window is set. */
const withDrainTime = (levels: readonly LevelResult[], of: SwitchCase, migration: MigrationPlan | null): readonly LevelResult[] =>
  levels.map((result) => {
    if (result.level !== 'drain') return result;
    const isHere = migration !== null && migration.path.switch === of.virtualSwitch.name;
    const attainment = isHere ? drainAttainment(migration) : 1;
    if (attainment >= 1) return { ...result, attainment: 1, worstFlow: null, binding: null };
    return {
      level: 'drain',
      attainment,
      worstFlow: result.worstFlow ?? migration?.path.adapters[0] ?? null,
      binding: result.binding ?? 'drain-window',
    };
  });

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
      ...switchFindings(host, of, weighted[index] as WeightedSwitch | null, policy),
      ...pinningFindings(of, (switches[index] as SwitchPlan).flows),
    ])
    .concat(elsewhere);
  if (draft !== null && migration !== null) return [...ofSwitches, ...migrationFindings(host, draft, migration)];
  const about = { severity: 'warning', subject: host.name, values: {} } as const;
  if (route === null) return [...ofSwitches, { ...about, code: 'migration-path-missing' }];
  return drainVms === 0 ? ofSwitches : [...ofSwitches, { ...about, code: 'migration-path-without-capacity' }];
};
