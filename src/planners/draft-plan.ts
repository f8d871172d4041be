/** What a host gets, drafted once: weights, levels, migration and status, before anything is told about them. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host, Vm } from '../model/host.ts';
import type { LevelResult, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Solver } from '../solver/facade.ts';
import { auditWeights } from './audit-weights.ts';
import type { CopiesContext } from './copies-choice.ts';
import { type DrainCase, drainCaseOf, narrowToChoice } from './drain-case.ts';
import { classFlowPlans, flowPlansOf } from './flow-plans.ts';
import { drainAttainment, statusOf, type StatusResult } from './host-status.ts';
import { migrationPlanOf } from './migration-plan.ts';
import type { MigrationRoute } from './migration-path.ts';
import type { DrainOptions } from './migration-options.ts';
import { type MigrationDraft, planMigration } from './plan-migration.ts';
import { type EtsSwitch, etsSwitchOf, planEts } from './plan-ets.ts';
import { planWeights, type WeightedSwitch } from './plan-weights.ts';
import { isUnderDcb, type SwitchCase } from './switch-case.ts';

/** How a draft asks its solver. */
export interface DraftContext {
  readonly solver: Solver;
  /** Solve weights and migration as MILPs too, and compare. */
  readonly audit: boolean;
  /** alternative: enumeration settles the choice alone. For drafts that nobody acts on, made by the hundred. Default: choice. */
  readonly asked?: CopiesContext['asked'];
}

export interface PlanDraft extends StatusResult {
  readonly cases: readonly SwitchCase[];
  readonly drained: readonly Vm[];
  readonly route: MigrationRoute | null;
  /** Null where there is nothing to migrate, or no way. */
  readonly options: DrainOptions | null;
  readonly draft: MigrationDraft | null;
  readonly migration: MigrationPlan | null;
  readonly weighted: readonly (WeightedSwitch | null)[];
  readonly switches: readonly SwitchPlan[];
}

/**
 * Everything that levels, window and status rest on. What-if questions draft an edited host and never ask what-if
 * questions of their own.
 * @param forced transport and count that are set for the whole cluster; null: the host has its own
 * @param prepared the drain case of this very host, where it is known already
 * @throws AuditDisagreement and SecondSolverNeeded as planHost does
 */
export const draftPlan = (
  host: Host,
  policy: Policy,
  { solver, audit, asked = 'choice' }: DraftContext,
  forced: ClusterChoice | null = null,
  prepared: DrainCase | null = null,
): PlanDraft => {
  const own = prepared ?? drainCaseOf(host, policy);
  const { cases, drained, route, open } = forced === null ? own : narrowToChoice(own, forced);
  const context: CopiesContext = { solver, audit, asked };
  const draft = open === null ? null : planMigration(host, open.route, open.options, cases, policy, context);
  const migration = draft === null ? null : migrationPlanOf(draft);
  const ets = draft === null ? planEts(cases, null, policy) : draft.ets;
  if (ets !== null) solver.recordClosedForm('optimal');
  const weighted = cases.map((of) => weightsOf(of, draft, policy));
  for (const plan of weighted) settleWeights(plan, solver, audit);
  const switches = cases.map((of, index) => {
    const classes = ets !== null && isUnderDcb(of) ? etsSwitchOf(of, ets, policy) : null;
    return switchPlanOf(of, weighted[index] as WeightedSwitch | null, classes, migration);
  });
  return {
    ...statusOf(switches, migration),
    cases,
    drained,
    route,
    options: open?.options ?? null,
    draft,
    migration,
    weighted,
    switches,
  };
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

const switchPlanOf = (
  of: SwitchCase,
  weighted: WeightedSwitch | null,
  classes: EtsSwitch | null,
  migration: MigrationPlan | null,
): SwitchPlan => {
  const levels = classes?.levels ?? weighted?.levels ?? [];
  return {
    switch: of.virtualSwitch.name,
    layer: of.layer.layer,
    layerBecause: of.layer.because,
    layersLost: of.layer.lost,
    uplinks: of.capacity.uplinks.map((nic) => nic.name),
    capacity: of.capacity.total,
    capacityAfterLoss: of.capacity.afterLoss,
    worstLoss: of.capacity.worstLoss,
    weights: weightDecision(of, weighted),
    ets: classes?.plan ?? null,
    flows: classes === null ? flowPlansOf(of, weighted) : classFlowPlans(of, classes),
    levels: withDrainTime(levels, of, migration),
    levelsToday: weighted?.levelsToday ?? null,
  };
};

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
