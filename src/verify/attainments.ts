/** Are the attainments of flows and levels those of the weights? */
import { LEVELS } from '../model/levels.ts';
import type { Violation } from '../model/outcome.ts';
import type { LevelResult, SwitchPlan } from '../model/plan.ts';
import type { JudgedFlow } from './judged-flow.ts';
import { DRAIN, type DrainShare, isOnPath } from './targets.ts';
import { exceeds, expectFigure, isClose } from './tolerance.ts';

/** Attainment of each level by the shares alone. */
export const attainmentsOf = (flows: readonly JudgedFlow[], sum: number): readonly number[] => {
  const attained = [1, 1, 1, 1, 1, 1, 1, 1, 1];
  for (const flow of flows) {
    for (let level = 0; level < attained.length; level += 1) {
      const target = flow.targets[level] ?? 0;
      if (target > 0) attained[level] = Math.min(attained[level] ?? 1, flow.weight / sum / target);
    }
  }
  return attained;
};

const largestTarget = (flow: JudgedFlow): number => {
  let largest = 0;
  for (const target of flow.targets) largest = Math.max(largest, target);
  return largest;
};

export const judgeFlowAttainments = (
  flows: readonly JudgedFlow[],
  sum: number,
  drain: DrainShare | null,
  violations: Violation[],
): void => {
  for (const flow of flows) {
    const largest = largestTarget(flow);
    const expected = largest > 0 ? Math.min(1, flow.weight / sum / largest) : 1;
    const stated = flow.row.attainment;
    if (drain !== null && drain.rate === null && isOnPath(flow, drain)) {
      // The target of the drain is not known here; it can only lower the attainment.
      if (stated !== null && (stated < 0 || exceeds(stated, expected))) {
        violations.push({ rule: 'flow-attainment', subject: flow.label, message: `The attainment is at most ${expected}.` });
      }
    } else if (stated !== null || largest > 0) {
      expectFigure(violations, 'flow-attainment', flow.label, expected, stated, 'The attainment');
    }
  }
};

const holdsBack = (flow: JudgedFlow, level: number, sum: number, attained: number): boolean => {
  const target = flow.targets[level] ?? 0;
  return target > 0 && isClose(flow.weight / sum / target, attained);
};

const judgeWorstFlow = (
  result: LevelResult,
  level: number,
  flows: readonly JudgedFlow[],
  sum: number,
  drain: DrainShare | null,
  violations: Violation[],
): void => {
  const { worstFlow, attainment } = result;
  if (isClose(attainment, 1) && worstFlow === null) return;
  const fits =
    worstFlow !== null &&
    !isClose(attainment, 1) &&
    flows.some((flow) => flow.label === worstFlow && (level === DRAIN ? isOnPath(flow, drain) : holdsBack(flow, level, sum, attainment)));
  if (!fits) {
    const message = `${worstFlow ?? 'No flow'} does not hold the level ${result.level} at ${attainment}.`;
    violations.push({ rule: 'worst-flow', subject: result.level, message });
  }
};

const isKept = (plan: SwitchPlan): boolean => plan.weights.kind === 'chosen' && plan.weights.value.kept;

/** `drainAttainment`: window over the drain time at the guaranteed rate, at most 1; 1 where the switch carries no drain. */
export const judgeLevels = (
  plan: SwitchPlan,
  flows: readonly JudgedFlow[],
  sum: number,
  drain: DrainShare | null,
  drainAttainment: number,
  violations: Violation[],
): void => {
  const shares = attainmentsOf(flows, sum);
  for (let level = 0; level < LEVELS.length; level += 1) {
    const name = LEVELS[level];
    const results = plan.levels.filter((result) => result.level === name);
    const result = results[0];
    if (result === undefined || results.length !== 1) {
      violations.push({ rule: 'levels-listed', subject: plan.switch, message: `The level ${name} is listed ${results.length} times.` });
      continue;
    }
    const expected = level === DRAIN ? drainAttainment : Math.min(1, shares[level] ?? 1);
    // A wrong attainment is named once: who holds it back would only repeat it.
    if (!isClose(expected, result.attainment)) {
      expectFigure(violations, 'level-attainment', `${plan.switch}: ${name}`, expected, result.attainment, 'The attainment');
      continue;
    }
    const attained = isClose(expected, 1);
    if (attained ? result.binding !== null : result.binding === null && !isKept(plan)) {
      const message = 'A level that planned weights fall short of names what binds, an attained one does not.';
      violations.push({ rule: 'level-binding', subject: `${plan.switch}: ${name}`, message });
    }
    judgeWorstFlow(result, level, flows, sum, drain, violations);
  }
};
