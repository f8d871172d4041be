import type { Highs, ModelData, RawModelApi } from 'highs';
import { boxOf, type LinearModel, senseFactor } from './linear-model.ts';

/** Steps, never seconds, so that the answer does not depend on the machine. */
export interface HighsBudget {
  readonly simplexIterations: number;
  readonly nodes: number;
}

export const DEFAULT_HIGHS_BUDGET: HighsBudget = { simplexIterations: 500_000, nodes: 20_000 };

/** Integrality is judged more sharply than by default: with 1e-6, a large coefficient turns a "whole" 0.000001 into traffic. */
const OPTIONS = {
  output_flag: false,
  threads: 1,
  random_seed: 0,
  mip_rel_gap: 1e-9,
  mip_abs_gap: 1e-9,
  mip_feasibility_tolerance: 1e-9,
  primal_feasibility_tolerance: 1e-9,
  dual_feasibility_tolerance: 1e-9,
} as const;

/** The model in compressed rows, minimized. */
const toData = (highs: Highs, model: LinearModel, relaxed: boolean): ModelData => {
  const box = boxOf(model);
  const starts = [0];
  for (const { terms } of model.rows) starts.push((starts.at(-1) ?? 0) + terms.length);
  const { continuous, integer } = highs.constants.variableType;
  const data = {
    numCols: model.variables.length,
    numRows: model.rows.length,
    sense: highs.constants.objectiveSense.minimize,
    colCost: model.variables.map(({ cost }) => senseFactor(model) * cost),
    colLower: box.lower,
    colUpper: box.upper,
    rowLower: model.rows.map(({ lower }) => lower),
    rowUpper: model.rows.map(({ upper }) => upper),
    matrix: {
      format: 'csr' as const,
      numRows: model.rows.length,
      numCols: model.variables.length,
      starts,
      indices: model.rows.flatMap(({ terms }) => terms.map(([variable]) => variable)),
      values: model.rows.flatMap(({ terms }) => terms.map(([, coefficient]) => coefficient)),
    },
  };
  return relaxed ? data : { ...data, integrality: model.variables.map((variable) => (variable.integer ? integer : continuous)) };
};

export type Presolve = 'choose' | 'off';

/** What one run left behind, copied out before the native model is disposed of. */
export interface Run {
  readonly status: number;
  readonly x: Float64Array | null;
  readonly multipliers: Float64Array;
  readonly dualRay: Float64Array | null;
  readonly primalRay: Float64Array | null;
  /** Bound of a mixed-integer search, of the minimized objective. */
  readonly treeBound: number;
}

const FEASIBLE_POINT = 2;
const MIP_CHECKPOINT = 6;

const configure = (native: RawModelApi, presolve: Presolve, budget: HighsBudget): void => {
  for (const [name, value] of Object.entries(OPTIONS)) native.setOptionValue(name, value);
  native.setOptionValue('presolve', presolve);
  native.setOptionValue('simplex_iteration_limit', budget.simplexIterations);
  native.setOptionValue('mip_max_nodes', budget.nodes);
  // The limit above holds for linear programs only; inside a mixed-integer search the count is watched from outside.
  native.setCallback((event) => {
    if (event.type === MIP_CHECKPOINT && Number(event.data.mip_total_lp_iterations ?? 0) > budget.simplexIterations) event.interrupt();
    return undefined;
  });
  native.startCallback(MIP_CHECKPOINT);
};

const readRun = (native: RawModelApi, highs: Highs): Run => {
  const { modelStatus } = highs.constants;
  const status = native.getModelStatus();
  const solution = native.getSolution().value;
  const hasPoint = Number(native.getInfoValue('primal_solution_status').value) === FEASIBLE_POINT;
  return {
    status,
    x: hasPoint && solution !== undefined ? solution.colValue : null,
    multipliers: solution?.rowDual ?? new Float64Array(0),
    dualRay: status === modelStatus.infeasible ? (native.getDualRay().value?.values ?? null) : null,
    primalRay: status === modelStatus.unbounded ? (native.getPrimalRay().value?.values ?? null) : null,
    treeBound: Number(native.getInfoValue('mip_dual_bound').value ?? -Infinity),
  };
};

/** One solve of a fresh native model. Native errors come back as `null`, and the model is disposed of whatever happens. */
export const runHighs = (
  highs: Highs,
  model: LinearModel,
  how: { readonly relaxed: boolean; readonly presolve: Presolve; readonly budget: HighsBudget },
): Run | null => {
  const native = highs.raw.createModel();
  try {
    configure(native, how.presolve, how.budget);
    if (native.passModel(toData(highs, model, how.relaxed)).status === -1) return null;
    // The clocks run on over all solves of a native instance, and a time limit, were one ever set, would count them all.
    native.zeroAllClocks();
    if (native.run().status === -1) return null;
    return readRun(native, highs);
  } finally {
    native.dispose();
  }
};
