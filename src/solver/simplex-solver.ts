import library from 'javascript-lp-solver';
import { type Answer, type Budget, DEFAULT_BUDGET, type Doubt } from './answer.ts';
import { type NodeOutcome, type Relaxation, type SearchResult, searchTree } from './branch-and-bound.ts';
import { contradictsItself } from './certificate.ts';
import { concludePoint } from './conclude.ts';
import { findImpliedUppers } from './implied-bounds.ts';
import { type Box, boxOf, type LinearModel, senseFactor } from './linear-model.ts';
import { scaleModel } from './scaling.ts';

/** The part of the library's tableau that is used here. Row 0 is the objective, column 0 the right-hand side. */
interface Tableau {
  readonly matrix: Float64Array;
  readonly width: number;
  readonly height: number;
  readonly precision: number;
  readonly feasible: boolean;
  readonly bounded: boolean;
  readonly unboundedVarIndex: number | null;
  readonly varIndexByRow: readonly number[];
  readonly rowByVarIndex: readonly number[];
  readonly colByVarIndex: readonly number[];
  pivot: (row: number, column: number) => void;
  setModel(model: LibraryModel): unknown;
  simplex(): unknown;
  save(): void;
  restore(): void;
  addCutConstraints(cuts: readonly Cut[]): void;
}

interface Cut {
  readonly type: 'min' | 'max';
  readonly varIndex: number;
  readonly value: number;
}

interface LibraryVariable {
  readonly index: number;
}

interface LibraryConstraint {
  readonly slack: { readonly index: number };
  addTerm(coefficient: number, variable: LibraryVariable): unknown;
}

interface LibraryModel {
  readonly tableau: Tableau;
  debug(checkForCycles: boolean): void;
  addVariable(cost: number, name: string): LibraryVariable;
  smallerThan(side: number): LibraryConstraint;
  greaterThan(side: number): LibraryConstraint;
}

// The package's types describe a CommonJS namespace, while its module exports the solver object by default.
const { Model: NativeModel } = library as unknown as { readonly Model: new () => LibraryModel };

/** One non-negative variable of the library: the original is base + Σ sign × column. */
interface Column {
  readonly variable: number;
  readonly sign: 1 | -1;
  readonly native: LibraryVariable;
}

interface Side {
  readonly row: number;
  /** 1 for ≥, -1 for ≤: the sign of a multiplier that presses against this side. */
  readonly sign: 1 | -1;
  readonly slack: number;
}

/** Counts pivots across all nodes. The library itself can pivot for ever, also on linear programs, where its own time limit does not reach. */
class PivotMeter {
  spent = false;
  private pivots: number;
  private cells: number;

  constructor({ pivots, cells }: Budget) {
    this.pivots = pivots;
    this.cells = cells;
  }

  attach(tableau: Tableau): void {
    const pivot = tableau.pivot.bind(tableau);
    tableau.pivot = (row, column) => {
      this.pivots -= 1;
      this.cells -= tableau.width * tableau.height;
      this.spent ||= this.pivots < 0 || this.cells < 0;
      // A tableau of zeros is feasible and optimal, so both loops of the library end at once and nothing need be thrown.
      if (this.spent) tableau.matrix.fill(0);
      else pivot(row, column);
    };
  }
}

/**
 * The model in the only form in which the library was measured right: non-negative variables, fixed ones substituted out,
 * free ones split, no presolve (it is a part of `Solve`, which is not called), no cycle detection.
 */
class SimplexTableau {
  private readonly model: LinearModel;
  private readonly root: Box;
  private readonly base: Float64Array;
  private readonly columns: Column[] = [];
  private readonly columnsOf: Column[][];
  private readonly sides: Side[] = [];
  private readonly impliedUppers: Float64Array;
  private readonly native = new NativeModel();
  private readonly meter: PivotMeter;
  private started = false;

  constructor(model: LinearModel, root: Box, budget: Budget) {
    this.model = model;
    this.root = root;
    this.base = new Float64Array(model.variables.length);
    this.impliedUppers = findImpliedUppers(model, root);
    this.columnsOf = model.variables.map(() => []);
    this.meter = new PivotMeter(budget);
    this.native.debug(false);
    for (let index = 0; index < this.base.length; index += 1) this.addVariable(index);
    for (let index = 0; index < model.rows.length; index += 1) this.addRow(index);
    this.native.tableau.setModel(this.native);
    this.meter.attach(this.native.tableau);
  }

  private addColumn(variable: number, sign: 1 | -1): LibraryVariable {
    const cost = sign * senseFactor(this.model) * (this.model.variables[variable]?.cost ?? 0);
    const native = this.native.addVariable(cost, `x${this.columns.length}`);
    const column = { variable, sign, native };
    this.columns.push(column);
    this.columnsOf[variable]?.push(column);
    return native;
  }

  private addVariable(index: number): void {
    const lower = this.root.lower[index] ?? 0;
    const upper = this.root.upper[index] ?? 0;
    const [hasLower, hasUpper] = [lower !== -Infinity, upper !== Infinity];
    this.base[index] = hasLower ? lower : hasUpper ? upper : 0;
    if (lower === upper) return;
    const native = this.addColumn(index, hasUpper && !hasLower ? -1 : 1);
    if (!hasLower && !hasUpper) this.addColumn(index, -1);
    // Each bound left out is a row less to pivot.
    const isImplied = (this.impliedUppers[index] ?? Infinity) <= upper;
    if (hasLower && hasUpper && !isImplied) this.native.smallerThan(upper - lower).addTerm(1, native);
  }

  private addSide(row: number, constraint: LibraryConstraint, sign: 1 | -1): void {
    for (const [variable, coefficient] of this.model.rows[row]?.terms ?? []) {
      for (const column of this.columnsOf[variable] ?? []) constraint.addTerm(column.sign * coefficient, column.native);
    }
    this.sides.push({ row, sign, slack: constraint.slack.index });
  }

  private addRow(index: number): void {
    const row = this.model.rows[index];
    if (row === undefined) return;
    const shift = row.terms.reduce((sum, [variable, coefficient]) => sum + coefficient * (this.base[variable] ?? 0), 0);
    if (row.lower !== -Infinity) this.addSide(index, this.native.greaterThan(row.lower - shift), 1);
    if (row.upper !== Infinity) this.addSide(index, this.native.smallerThan(row.upper - shift), -1);
  }

  /** The bounds in which a box is narrower than the root, as cuts on the library's columns. Integer variables have one column each. */
  private listCuts(box: Box): Cut[] {
    const cuts: Cut[] = [];
    for (const { variable, sign, native } of this.columns) {
      const base = this.base[variable] ?? 0;
      const add = (bound: number, side: 1 | -1): void => {
        cuts.push({ type: side === sign ? 'min' : 'max', varIndex: native.index, value: sign * (bound - base) });
      };
      const [lower, upper] = [box.lower[variable] ?? -Infinity, box.upper[variable] ?? Infinity];
      if (lower !== this.root.lower[variable]) add(lower, 1);
      if (upper !== this.root.upper[variable]) add(upper, -1);
    }
    return cuts;
  }

  /** Σ sign × value of the columns of every variable. */
  private gather(valueOf: (index: number) => number): Float64Array {
    const gathered = new Float64Array(this.base.length);
    for (const { variable, sign, native } of this.columns) gathered[variable] = (gathered[variable] ?? 0) + sign * valueOf(native.index);
    return gathered;
  }

  private readPoint(): Float64Array {
    const { matrix, width, rowByVarIndex } = this.native.tableau;
    const steps = this.gather((index) => {
      const row = rowByVarIndex[index] ?? -1;
      return row === -1 ? 0 : (matrix[row * width] ?? 0);
    });
    return steps.map((step, index) => step + (this.base[index] ?? 0));
  }

  /** Adds up, for each row of the model, what the weights of the slacks of its sides say. */
  private readMultipliers(weightOf: (slack: number) => number): Float64Array {
    const multipliers = new Float64Array(this.model.rows.length);
    for (const { row, sign, slack } of this.sides) multipliers[row] = (multipliers[row] ?? 0) + sign * weightOf(slack);
    return multipliers;
  }

  /** The entry of one tableau row in the column of a non-basic variable; 0 for a basic one. */
  private entry(row: number, index: number): number {
    const { matrix, width, colByVarIndex } = this.native.tableau;
    const column = colByVarIndex[index] ?? -1;
    return column > 0 ? (matrix[row * width + column] ?? 0) : 0;
  }

  /** The row that cannot be made non-negative. Its slack entries are the multipliers of the contradiction. */
  private readContradiction(): Float64Array {
    const { matrix, width, height, precision, varIndexByRow } = this.native.tableau;
    let chosen = 0;
    let least = -precision;
    for (let row = 1; row < height; row += 1) {
      const side = matrix[row * width] ?? 0;
      if (side >= least) continue;
      const entries = matrix.subarray(row * width + 1, (row + 1) * width);
      if (entries.some((value) => value < -precision)) continue;
      least = side;
      chosen = row;
    }
    if (chosen === 0) return new Float64Array(this.model.rows.length);
    return this.readMultipliers((slack) => (varIndexByRow[chosen] === slack ? 1 : this.entry(chosen, slack)));
  }

  private readRay(entering: number): Float64Array {
    const { rowByVarIndex } = this.native.tableau;
    return this.gather((index) => {
      if (index === entering) return 1;
      const row = rowByVarIndex[index] ?? -1;
      return row === -1 ? 0 : -this.entry(row, entering);
    });
  }

  /** Solves the linear relaxation over a box. */
  readonly relax: Relaxation = (box: Box): NodeOutcome => {
    const { tableau } = this.native;
    if (this.started) {
      tableau.restore();
      tableau.addCutConstraints(this.listCuts(box));
    }
    tableau.simplex();
    if (this.meter.spent) return { kind: 'interrupted' };
    if (!this.started) tableau.save();
    this.started = true;
    if (!tableau.feasible) return { kind: 'infeasible', multipliers: this.readContradiction() };
    if (!tableau.bounded) return { kind: 'unbounded', x: this.readPoint(), ray: this.readRay(tableau.unboundedVarIndex ?? -1) };
    // The library maximizes the negated objective, so its reduced costs are the negated multipliers.
    return { kind: 'solved', x: this.readPoint(), multipliers: this.readMultipliers((slack) => -this.entry(0, slack)) };
  };
}

const doubt = (code: Doubt['code'], detail: string): Doubt => ({ code, detail: `javascript-lp-solver: ${detail}` });

const doubtOf = (result: SearchResult): Doubt =>
  result.interrupted ? doubt('budget-spent', 'the search was cut off') : doubt('not-proved', 'a claim could not be proved');

const search = (model: LinearModel, budget: Budget): SearchResult => {
  const { relax } = new SimplexTableau(model, boxOf(model), budget);
  return searchTree(model, relax, budget.nodes);
};

/** The ray is proved; what remains is whether there is a point at all to start from, whole where it must be. */
const concludeRay = (model: LinearModel, budget: Budget): Answer => {
  const costless = { ...model, variables: model.variables.map((variable) => ({ ...variable, cost: 0 })) };
  const result = search(costless, budget);
  if (result.incumbent !== null) return { kind: 'unbounded', solver: 'javascript-lp-solver' };
  if (result.bound === Infinity) return { kind: 'infeasible', solver: 'javascript-lp-solver' };
  return { kind: 'unknown', because: doubtOf(result) };
};

/**
 * Solves with javascript-lp-solver, inside the fence of coefficients and forms in which it can be relied on. Its linear programs are
 * the library's, the search over integers is ours, and nothing is claimed that is not proved on the model: see `searchTree`.
 */
export const solveBySimplex = (model: LinearModel, budget: Budget = DEFAULT_BUDGET): Answer => {
  if (contradictsItself(model)) return { kind: 'infeasible', solver: 'javascript-lp-solver' };
  const scaled = scaleModel(model);
  if (scaled.outside !== null) return { kind: 'unknown', because: doubt('outside-fence', scaled.outside) };
  const isFree = scaled.model.variables.some(({ integer, lower, upper }) => integer && lower === -Infinity && upper === Infinity);
  if (isFree) return { kind: 'unknown', because: doubt('outside-fence', 'an integer variable has no bound') };
  const result = search(scaled.model, budget);
  if (result.ray !== null) return concludeRay(scaled.model, budget);
  if (result.incumbent === null) {
    if (result.bound === Infinity) return { kind: 'infeasible', solver: 'javascript-lp-solver' };
    return { kind: 'unknown', because: doubtOf(result) };
  }
  const bound = senseFactor(model) * scaled.restoreObjective(result.bound);
  return concludePoint(model, { x: scaled.restorePoint(result.incumbent), bound, solver: 'javascript-lp-solver', doubt: doubtOf(result) });
};
