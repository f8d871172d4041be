/** Are the weights legal: whole, of the right sum, within their bounds, or today's where those are kept? */
import type { Violation } from '../model/outcome.ts';
import type { FlowPlan, SwitchPlan, WeightPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import type { SwitchFacts } from './host-facts.ts';
import type { FlowRows, JudgedFlow } from './judged-flow.ts';
import { exceeds, expectFigure } from './tolerance.ts';

export const WEIGHT_SUM = 100;

/** The most that each migration vNIC may hold where `count` of them share the switch. */
export const migrationBound = (policy: Policy, count: number): number =>
  count === 0 ? WEIGHT_SUM : floor((WEIGHT_SUM * policy.live_migration_max_share) / count);

export const isMigrationVnic = (flow: JudgedFlow): boolean => flow.adapter !== null && flow.adapter.role === 'live-migration';

const judgeBounds = (policy: Policy, flows: readonly JudgedFlow[], subject: string, violations: Violation[]): void => {
  let sum = 0;
  let smallest = Infinity;
  let largest = 0;
  let migration = 0;
  for (const flow of flows) {
    const { weight } = flow;
    sum += weight;
    smallest = Math.min(smallest, weight);
    largest = Math.max(largest, weight);
    if (isMigrationVnic(flow)) migration += weight;
    if (!Number.isInteger(weight))
      violations.push({ rule: 'weight-integer', subject: flow.label, message: `${weight} is no whole weight.` });
    if (weight < flow.lower) {
      violations.push({ rule: 'weight-below-minimum', subject: flow.label, message: `The weight ${weight} is below ${flow.lower}.` });
    }
  }
  if (sum !== WEIGHT_SUM) violations.push({ rule: 'weights-sum-100', subject, message: `The weights add up to ${sum}.` });
  if (exceeds(largest, policy.max_weight_ratio * smallest)) {
    const message = `The weights ${largest} and ${smallest} are more than ${policy.max_weight_ratio} to 1.`;
    violations.push({ rule: 'weight-ratio', subject, message });
  }
  if (exceeds(migration, WEIGHT_SUM * policy.live_migration_max_share)) {
    violations.push({ rule: 'live-migration-share', subject, message: `The migration vNICs hold ${migration} together.` });
  }
};

/** Sum of all weights set today on running adapters of the switch, and the default flow's. */
export const sumToday = (facts: SwitchFacts): number => {
  let sum = facts.vswitch.defaultFlowWeight ?? 1;
  for (const adapter of facts.hostVnics) sum += adapter.weight ?? 0;
  for (const { adapter } of facts.vmTraffic) sum += adapter.weight ?? 0;
  return sum;
};

const judgeKept = (facts: SwitchFacts, flows: readonly JudgedFlow[], subject: string, violations: Violation[]): void => {
  if (facts.vswitch.bandwidthMode !== 'weight') {
    violations.push({ rule: 'weights-kept', subject, message: 'A switch without weight mode has no weights to keep.' });
  }
  for (const flow of flows) {
    const today = flow.adapter === null ? (facts.vswitch.defaultFlowWeight ?? 1) : flow.adapter.weight;
    if (today !== null && today === flow.row.weight && (today >= 1 || flow.adapter === null)) continue;
    const message = `The weight today is ${today ?? 'not known'}, the plan keeps ${flow.row.weight ?? 'a blank'}.`;
    violations.push({ rule: 'weights-kept', subject: flow.label, message });
  }
};

const judgeChosen = (
  facts: SwitchFacts,
  policy: Policy,
  rows: FlowRows,
  weights: WeightPlan,
  subject: string,
  violations: Violation[],
): void => {
  const { flows } = rows;
  if (weights.kept) judgeKept(facts, flows, subject, violations);
  else judgeBounds(policy, flows, subject, violations);
  expectFigure(violations, 'weights-sum', subject, weights.kept ? sumToday(facts) : WEIGHT_SUM, weights.sum, 'The sum of the weights');
  let smallest = Infinity;
  for (const flow of flows) {
    smallest = Math.min(smallest, flow.weight);
    if (flow.row.weight === null) violations.push({ rule: 'weight-missing', subject: flow.label, message: 'The flow has no weight.' });
    if (flow.adapter !== null) continue;
    expectFigure(violations, 'default-flow-weight', subject, flow.weight, weights.defaultFlowWeight, 'The weight of the default flow');
  }
  const { smallestWeight } = weights;
  const plausible = weights.kept ? smallestWeight === null : smallestWeight !== null && smallestWeight >= 1 && smallestWeight <= smallest;
  if (!plausible) violations.push({ rule: 'smallest-weight', subject, message: 'The smallest weight allowed does not fit the weights.' });
};

/** Can whole weights within the bounds add up to 100? Tried for every smallest weight. */
const doWeightsFit = (policy: Policy, lowers: readonly number[], migrationVnics: number): boolean => {
  const bound = migrationBound(policy, migrationVnics);
  for (let smallest = 1; smallest * lowers.length <= WEIGHT_SUM; smallest += 1) {
    const highest = floor(policy.max_weight_ratio * smallest);
    let low = 0;
    let high = 0;
    let fits = true;
    for (let index = 0; index < lowers.length; index += 1) {
      const lower = Math.max(smallest, lowers[index] ?? 1);
      // The migration vNICs stand first in the list.
      const upper = index < migrationVnics ? Math.min(highest, bound) : highest;
      fits = fits && lower <= upper;
      low += lower;
      high += upper;
    }
    if (fits && low <= WEIGHT_SUM && high >= WEIGHT_SUM) return true;
  }
  return false;
};

const judgeAbsent = (facts: SwitchFacts, policy: Policy, plan: SwitchPlan, violations: Violation[]): void => {
  if (plan.layer !== 'weights' || facts.total <= 0) return;
  const migration = facts.hostVnics.filter((adapter) => adapter.role === 'live-migration');
  const besides = facts.hostVnics.filter((adapter) => adapter.role !== 'live-migration');
  const lowers = [
    ...migration.map(() => 1),
    ...besides.map((adapter) => (adapter.role === 'management' || adapter.role === 'cluster' ? 5 : 1)),
    1,
  ];
  const room = Math.max(0, Math.min(policy.max_explicit_flows, WEIGHT_SUM - lowers.reduce((sum, lower) => sum + lower, 0)));
  const floors = facts.vmTraffic.filter(({ adapter }) => adapter.floor > 0).length;
  const others = facts.vmTraffic.filter(({ adapter, tier }) => adapter.floor <= 0 && tier !== 3).length;
  // Whoever has a floor has a weight while there is room; of the others any number may.
  const most = Math.min(room, floors + others);
  for (let explicit = Math.min(room, floors); explicit <= most; explicit += 1) {
    if (!doWeightsFit(policy, [...lowers, ...Array.from({ length: explicit }, () => 1)], migration.length)) continue;
    violations.push({ rule: 'weights-missing', subject: plan.switch, message: 'Legal weights exist, and the plan has none.' });
    return;
  }
};

/** The row states nothing that a weight would give. */
export const isBlank = (row: FlowPlan): boolean =>
  row.weight === null &&
  row.guaranteed === null &&
  row.guaranteedAfterLoss === null &&
  row.guaranteedWorstPinning === null &&
  row.attainment === null;

/** Without weights there is nothing to guarantee: every such figure is blank. */
const judgeBlank = (plan: SwitchPlan, violations: Violation[]): void => {
  for (const row of plan.flows) {
    if (isBlank(row)) continue;
    const message = 'A switch without weights guarantees nothing.';
    violations.push({ rule: 'guarantee-without-weights', subject: row.adapter, message });
  }
  if (plan.levels.length > 0) {
    violations.push({ rule: 'guarantee-without-weights', subject: plan.switch, message: 'A switch without weights has no levels.' });
  }
};

/** Weights and DCB classes never rule the same ports; what the classes guarantee is judged with them. */
const judgeNoWeights = (plan: SwitchPlan, violations: Violation[]): void => {
  for (const row of plan.flows) {
    if (row.weight === null) continue;
    violations.push({ rule: 'weights-beside-ets', subject: row.adapter, message: 'A flow under DCB classes has a weight.' });
  }
};

export const judgeWeights = (facts: SwitchFacts, policy: Policy, plan: SwitchPlan, rows: FlowRows, violations: Violation[]): void => {
  if (plan.weights.kind !== 'chosen') {
    judgeAbsent(facts, policy, plan, violations);
    if (plan.layer === 'ets') judgeNoWeights(plan, violations);
    else judgeBlank(plan, violations);
    return;
  }
  if (plan.layer !== 'weights') {
    violations.push({ rule: 'weights-without-layer', subject: plan.switch, message: `Weights do not rule under the layer ${plan.layer}.` });
  }
  judgeChosen(facts, policy, rows, plan.weights.value, plan.switch, violations);
  for (const row of plan.flows) {
    if (row.path !== 'default-flow' || row.vm === null || isBlank(row)) continue;
    violations.push({
      rule: 'pooled-flow-weight',
      subject: `${row.vm}/${row.adapter}`,
      message: 'The default flow holds the weight of its adapters.',
    });
  }
};
