import { boundByMultipliers, isEmpty, optimalityAllowance, provesInfeasible, provesUnbounded } from './certificate.ts';
import { checkAnswer } from './check.ts';
import { type Box, boxOf, type LinearModel, objectiveOf, senseFactor } from './linear-model.ts';
import { BranchingScores, findObjectiveStep, listFractional } from './branching.ts';

/** What a solver of linear programs says of one node. Every claim comes with the numbers that prove it. */
export type NodeOutcome =
  | { readonly kind: 'solved'; readonly x: Float64Array; readonly multipliers: Float64Array }
  | { readonly kind: 'infeasible'; readonly multipliers: Float64Array }
  | { readonly kind: 'unbounded'; readonly x: Float64Array; readonly ray: Float64Array }
  | { readonly kind: 'interrupted' };

export type Relaxation = (box: Box) => NodeOutcome;

export interface SearchResult {
  readonly incumbent: Float64Array | null;
  /** No point has a smaller minimized objective; Infinity when there is no point at all. */
  readonly bound: number;
  /** A proved direction of endless improvement of the relaxation. */
  readonly ray: Float64Array | null;
  readonly interrupted: boolean;
}

interface Node {
  readonly box: Box;
  readonly bound: number;
  readonly branch: { readonly variable: number; readonly up: boolean; readonly distance: number } | null;
}

/** Pruning must not give away more than rounding, whatever tolerance is stated in the end. */
const PRUNING = 1e-9;

class Search {
  private readonly model: LinearModel;
  private readonly open: Node[];
  private readonly step: number | null;
  private readonly scores: BranchingScores;
  private incumbent: Float64Array | null = null;
  private best = Infinity;
  /** The least bound among nodes that are done with. */
  private settled = Infinity;
  private ray: Float64Array | null = null;

  constructor(model: LinearModel) {
    this.model = model;
    this.open = [{ box: boxOf(model), bound: -Infinity, branch: null }];
    this.step = findObjectiveStep(model);
    this.scores = new BranchingScores(model.variables.length);
  }

  /** Depth first until a point is in hand, best bound first from then on. */
  private takeNode(): Node | undefined {
    if (this.incumbent === null) return this.open.pop();
    let chosen = this.open.length - 1;
    for (let index = chosen - 1; index >= 0; index -= 1) {
      if ((this.open[index]?.bound ?? Infinity) < (this.open[chosen]?.bound ?? Infinity)) chosen = index;
    }
    return this.open.splice(chosen, 1)[0];
  }

  private get cutoff(): number {
    return this.best - PRUNING * Math.max(1, Math.abs(this.best));
  }

  private settle(bound: number): void {
    this.settled = Math.min(this.settled, bound);
  }

  /** An objective that only takes multiples of a step cannot lie strictly between two of them. */
  private raise(bound: number): number {
    return this.step === null ? bound : this.step * Math.ceil(bound / this.step - 1e-6);
  }

  private offer(x: Float64Array): { readonly accepted: boolean; readonly value: number } {
    const point = x.map((value, index) => (this.model.variables[index]?.integer ? Math.round(value) : value));
    const value = senseFactor(this.model) * objectiveOf(this.model, point);
    if (!checkAnswer(this.model, point).feasible) return { accepted: false, value: Infinity };
    if (value < this.best) {
      this.best = value;
      this.incumbent = point;
    }
    return { accepted: true, value };
  }

  private split(node: Node, bound: number, variable: number, value: number): void {
    const below = Math.floor(value);
    const upper = node.box.upper.slice();
    upper[variable] = below;
    const lower = node.box.lower.slice();
    lower[variable] = below + 1;
    const down: Node = { box: { lower: node.box.lower, upper }, bound, branch: { variable, up: false, distance: value - below } };
    const up: Node = { box: { lower, upper: node.box.upper }, bound, branch: { variable, up: true, distance: below + 1 - value } };
    // The last one in is searched first: "assign it here" fills a packing faster than "do not".
    this.open.push(down, up);
  }

  private digest(node: Node, x: Float64Array, multipliers: Float64Array): void {
    const proved = boundByMultipliers(this.model, multipliers, node.box).bound;
    const bound = this.raise(Math.max(node.bound, proved));
    if (node.branch !== null && Number.isFinite(node.bound)) this.scores.learn(node.branch, bound - node.bound);
    if (bound >= this.cutoff) return this.settle(bound);
    const wide = listFractional(this.model, x, node.box, 1e-6);
    if (wide.length === 0) {
      const { accepted, value } = this.offer(x);
      if (accepted && value - bound <= optimalityAllowance(this.model, value)) return this.settle(bound);
    }
    // A point that only rounding makes whole is split on what little fraction there is.
    const candidates = wide.length > 0 ? wide : listFractional(this.model, x, node.box, 1e-10);
    const chosen = this.scores.choose(candidates, x);
    if (chosen === null) return this.settle(bound);
    return this.split(node, bound, chosen, x[chosen] ?? 0);
  }

  /** Returns false when the search must stop. */
  private visit(node: Node, relax: Relaxation): boolean {
    if (isEmpty(node.box)) return true;
    const outcome = relax(node.box);
    switch (outcome.kind) {
      case 'interrupted':
        this.open.push(node);
        return false;
      case 'infeasible':
        if (!provesInfeasible(this.model, outcome.multipliers, node.box)) this.settle(node.bound);
        return true;
      case 'unbounded':
        if (provesUnbounded(this.model, outcome.ray)) this.ray = outcome.ray;
        this.offer(outcome.x);
        this.settle(-Infinity);
        return this.ray === null;
      case 'solved':
        this.digest(node, outcome.x, outcome.multipliers);
        return true;
      default:
        return outcome satisfies never;
    }
  }

  run(relax: Relaxation, maxNodes: number): SearchResult {
    let interrupted = false;
    for (let visited = 0; !interrupted; visited += 1) {
      const node = this.takeNode();
      if (node === undefined) break;
      if (node.bound >= this.cutoff) {
        this.settle(node.bound);
      } else if (visited >= maxNodes) {
        this.open.push(node);
        interrupted = true;
      } else {
        interrupted = !this.visit(node, relax);
      }
    }
    const bound = this.open.reduce((least, node) => Math.min(least, node.bound), this.settled);
    return { incumbent: this.incumbent, bound: Math.min(bound, this.best), ray: this.ray, interrupted };
  }
}

/**
 * Branch and bound that believes nothing: a node is closed only by a bound or by an infeasibility that its multipliers
 * prove on the model itself, and a point counts only after the check. A node whose claim cannot be proved keeps the bound of its
 * parent, so the result is never better than what is proved. A linear program is a search of one node.
 */
export const searchTree = (model: LinearModel, relax: Relaxation, maxNodes: number): SearchResult => new Search(model).run(relax, maxNodes);
