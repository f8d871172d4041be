import type { Highs } from 'highs';
import type { Answer, Doubt } from './answer.ts';
import { boundByMultipliers, contradictsItself, optimalityAllowance, provesInfeasible, provesUnbounded } from './certificate.ts';
import { concludePoint } from './conclude.ts';
import type { SecondSolver } from './facade.ts';
import { DEFAULT_HIGHS_BUDGET, type HighsBudget, type Presolve, type Run, runHighs } from './highs-run.ts';
import { boxOf, isMixedInteger, type LinearModel, objectiveOf, senseFactor } from './linear-model.ts';
import { type ScaledModel, scaleModel } from './scaling.ts';

const doubt = (code: Doubt['code'], detail: string): Doubt => ({ code, detail: `highs: ${detail}` });
const unknown = (because: Doubt): Answer => ({ kind: 'unknown', because });
const INFEASIBLE: Answer = { kind: 'infeasible', solver: 'highs' };

/** What is proved of the linear relaxation; bounds are of the minimized objective. */
type Relaxed =
  | { readonly kind: 'solved'; readonly x: Float64Array; readonly bound: number; readonly status: number }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'unknown'; readonly because: Doubt };

class HighsSolver implements SecondSolver {
  readonly name = 'highs';
  private readonly highs: Highs;
  private readonly budget: HighsBudget;

  constructor(highs: Highs, budget: HighsBudget) {
    this.highs = highs;
    this.budget = budget;
  }

  private run(model: LinearModel, relaxed: boolean, presolve: Presolve): Run | null {
    return runHighs(this.highs, model, { relaxed, presolve, budget: this.budget });
  }

  private get statuses() {
    return this.highs.constants.modelStatus;
  }

  private readRelaxed(model: LinearModel, run: Run | null): Relaxed {
    const box = boxOf(model);
    if (run === null) return { kind: 'unknown', because: doubt('solver-failed', 'a native error') };
    const ray = run.dualRay;
    if (ray !== null && [ray, ray.map((value) => -value)].some((multipliers) => provesInfeasible(model, multipliers, box))) {
      return { kind: 'infeasible' };
    }
    if (run.primalRay !== null && provesUnbounded(model, run.primalRay)) return { kind: 'unbounded' };
    if (run.x !== null) {
      return { kind: 'solved', x: run.x, bound: boundByMultipliers(model, run.multipliers, box).bound, status: run.status };
    }
    const spent = run.status === this.statuses.iterationLimit;
    return { kind: 'unknown', because: doubt(spent ? 'budget-spent' : 'not-proved', `a relaxation ended with status ${run.status}`) };
  }

  /** With presolve first; whatever that leaves unproved is solved again without, since presolve is known to say "infeasible" wrongly. */
  private relax(model: LinearModel): Relaxed {
    const quick = this.readRelaxed(model, this.run(model, true, 'choose'));
    if (quick.kind === 'infeasible' || quick.kind === 'unbounded') return quick;
    if (quick.kind === 'solved') {
      const value = senseFactor(model) * objectiveOf(model, quick.x);
      if (value - quick.bound <= optimalityAllowance(model, value)) return quick;
    }
    const slow = this.readRelaxed(model, this.run(model, true, 'off'));
    if (slow.kind === 'unknown' || (slow.kind === 'solved' && quick.kind === 'solved' && slow.bound < quick.bound)) {
      return quick.kind === 'solved' ? quick : slow;
    }
    return slow;
  }

  /** The ray is proved; whether there is a point to start from is a question without costs. */
  private concludeRay(model: LinearModel): Answer {
    const costless = { ...model, variables: model.variables.map((variable) => ({ ...variable, cost: 0 })) };
    const start = this.solve(costless);
    return start.kind === 'optimal' || start.kind === 'feasible' ? { kind: 'unbounded', solver: 'highs' } : start;
  }

  private concludeLinear(original: LinearModel, scaled: ScaledModel, relaxed: Extract<Relaxed, { kind: 'solved' }>): Answer {
    const spent = relaxed.status === this.statuses.iterationLimit;
    return concludePoint(original, {
      x: scaled.restorePoint(relaxed.x),
      bound: senseFactor(original) * scaled.restoreObjective(relaxed.bound),
      solver: 'highs',
      doubt: spent ? doubt('budget-spent', 'the iteration limit') : doubt('not-proved', 'the dual solution does not prove the optimum'),
    });
  }

  /** The point with its integers made exactly whole and the rest solved again around them, so that no slack hides in a rounding. */
  private polish(model: LinearModel, x: Float64Array): Float64Array | null {
    if (model.variables.every(({ integer }) => integer)) return x.map(Math.round);
    const variables = model.variables.map((variable, index) => {
      const whole = Math.round(x[index] ?? 0);
      return variable.integer ? { ...variable, lower: whole, upper: whole } : variable;
    });
    const relaxed = this.relax({ ...model, variables });
    return relaxed.kind === 'solved' ? relaxed.x : null;
  }

  private concludeTree(original: LinearModel, scaled: ScaledModel, run: Run, relaxedBound: number): Answer {
    const point = run.x === null ? null : this.polish(scaled.model, run.x);
    const isOver = run.status === this.statuses.optimal;
    if (point === null) return unknown(doubt(isOver ? 'not-proved' : 'budget-spent', `the search ended with status ${run.status}`));
    // Nothing can be checked of how a tree was searched, so its bound is believed only where the numbers are well scaled.
    // After any other ending, "unbounded" among them, the bound that is read is junk.
    const { optimal, solutionLimit, iterationLimit, interrupted } = this.statuses;
    const hasBound = [optimal, solutionLimit, iterationLimit, interrupted].some((status) => status === run.status);
    const bound = scaled.outside === null && hasBound ? Math.max(relaxedBound, run.treeBound) : relaxedBound;
    return concludePoint(original, {
      x: scaled.restorePoint(point),
      bound: senseFactor(original) * scaled.restoreObjective(bound),
      solver: 'highs',
      doubt: scaled.outside === null ? doubt('budget-spent', 'the search was cut off') : doubt('outside-fence', scaled.outside),
    });
  }

  private solveTree(original: LinearModel, scaled: ScaledModel, relaxedBound: number): Answer {
    const { infeasible } = this.statuses;
    // Presolve is left out: with it the search has said "infeasible" of models that have a point, and "optimal" of points that are not.
    const run = this.run(scaled.model, false, 'off');
    if (run === null) return unknown(doubt('solver-failed', 'a native error'));
    if (run.status !== infeasible) return this.concludeTree(original, scaled, run, relaxedBound);
    return scaled.outside === null ? INFEASIBLE : unknown(doubt('outside-fence', `"infeasible", but ${scaled.outside}`));
  }

  /** Never throws for what a model is; what cannot be proved is `feasible` with its gap, or `unknown`. */
  solve(model: LinearModel): Answer {
    if (contradictsItself(model)) return INFEASIBLE;
    const scaled = scaleModel(model);
    const relaxed = this.relax(scaled.model);
    switch (relaxed.kind) {
      case 'infeasible':
        return INFEASIBLE;
      case 'unbounded':
        return this.concludeRay(model);
      case 'unknown':
        return unknown(relaxed.because);
      case 'solved':
        return isMixedInteger(model) ? this.solveTree(model, scaled, relaxed.bound) : this.concludeLinear(model, scaled, relaxed);
      default:
        return relaxed satisfies never;
    }
  }
}

/**
 * Loads HiGHS (WebAssembly, some 60 ms and 30 MB), which happens only here and only when called. The solver that comes back is
 * synchronous and keeps nothing between solves.
 */
export const loadHighs = async (budget: HighsBudget = DEFAULT_HIGHS_BUDGET): Promise<SecondSolver> => {
  // The package's types describe a CommonJS namespace, while its module exports the loader by default.
  const { default: load } = (await import('highs')) as unknown as { readonly default: () => Promise<Highs> };
  return new HighsSolver(await load(), budget);
};
