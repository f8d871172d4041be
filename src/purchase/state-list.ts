/**
 * Partial choices over the groups so far: for each sum of money the best that it buys. States that cost no less than another
 * and gain no more are dropped; so are those that stray further from the optimum of the relaxation than an optimum can.
 */
export interface StateStep {
  readonly cost: number;
  readonly value: number;
  /** How far the step strays from the optimum of the relaxation, not negative. */
  readonly stray: number;
  /** The same for the relaxation of the next goal, within the money that the first one leaves; 0 where that is not asked. */
  readonly veer: number;
}

/** A state that strays or veers further than this is no part of an optimum. */
export interface Reach {
  readonly stray: number;
  readonly veer: number;
}

export const NO_LIMIT: Reach = { stray: Number.POSITIVE_INFINITY, veer: Number.POSITIVE_INFINITY };

/** In order of cost, with rising value; each state knows from which one it came, and by which step. */
export interface StateList {
  readonly size: number;
  readonly cost: Float64Array;
  readonly value: Float64Array;
  readonly stray: Float64Array;
  readonly veer: Float64Array;
  readonly parent: Int32Array;
  readonly step: Int32Array;
}

const allocate = (length: number): { -readonly [Key in keyof StateList]: StateList[Key] } => ({
  size: 0,
  cost: new Float64Array(length),
  value: new Float64Array(length),
  stray: new Float64Array(length),
  veer: new Float64Array(length),
  parent: new Int32Array(length),
  step: new Int32Array(length),
});

/** Nothing chosen yet. */
export const startList = (): StateList => ({ ...allocate(1), size: 1 });

/** Every state taken one step on, less those that stray too far. */
const shifted = (list: StateList, by: StateStep, step: number, reach: Reach): StateList => {
  const result = allocate(list.size);
  let size = 0;
  for (let at = 0; at < list.size; at += 1) {
    const stray = (list.stray[at] as number) + by.stray;
    const veer = (list.veer[at] as number) + by.veer;
    if (stray > reach.stray || veer > reach.veer) continue;
    result.cost[size] = (list.cost[at] as number) + by.cost;
    result.value[size] = (list.value[at] as number) + by.value;
    result.stray[size] = stray;
    result.veer[size] = veer;
    result.parent[size] = at;
    result.step[size] = step;
    size += 1;
  }
  return { ...result, size };
};

const copyState = (from: StateList, at: number, to: StateList, place: number): void => {
  to.cost[place] = from.cost[at] as number;
  to.value[place] = from.value[at] as number;
  to.stray[place] = from.stray[at] as number;
  to.veer[place] = from.veer[at] as number;
  to.parent[place] = from.parent[at] as number;
  to.step[place] = from.step[at] as number;
};

/** Both lists in one, without what is dominated; of equals those of `a` stay. */
const merged = (a: StateList, b: StateList): StateList => {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const result = allocate(a.size + b.size);
  let [size, atA, atB] = [0, 0, 0];
  let best = Number.NEGATIVE_INFINITY;
  while (atA < a.size || atB < b.size) {
    const costA = atA < a.size ? (a.cost[atA] as number) : Infinity;
    const costB = atB < b.size ? (b.cost[atB] as number) : Infinity;
    const fromA = costA < costB || (costA === costB && (a.value[atA] as number) >= (b.value[atB] as number));
    const list = fromA ? a : b;
    const at = fromA ? atA : atB;
    if ((list.value[at] as number) > best) {
      best = list.value[at] as number;
      copyState(list, at, result, size);
      size += 1;
    }
    if (fromA) atA += 1;
    else atB += 1;
  }
  return { ...result, size };
};

/** The states after one group more, of which exactly one step is taken. */
export const extendList = (list: StateList, steps: readonly StateStep[], reach: Reach): StateList =>
  steps.reduce<StateList | null>((so, step, index) => {
    const next = shifted(list, step, index, reach);
    return so === null ? next : merged(so, next);
  }, null) ?? list;

/** The `most` states that stray least, in their order; the list itself where it is no longer. */
export const narrowList = (list: StateList, most: number): StateList => {
  if (list.size <= most) return list;
  const limit = list.stray.slice(0, list.size).sort()[most - 1] as number;
  const result = allocate(most);
  let size = 0;
  for (let at = 0; at < list.size && size < most; at += 1) {
    if ((list.stray[at] as number) > limit) continue;
    copyState(list, at, result, size);
    size += 1;
  }
  return { ...result, size };
};

/** The last state that costs no more than the money, which is the best of them; -1 where none does. */
export const bestWithin = (list: StateList, money: number): number => {
  let [low, high] = [0, list.size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list.cost[middle] as number) <= money) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** How the states of one list came about: all that is kept of a list once the next is made. */
export interface Trail {
  readonly parent: Int32Array;
  readonly step: Int32Array;
}

export const trailOf = ({ parent, step, size }: StateList): Trail => ({ parent: parent.slice(0, size), step: step.slice(0, size) });

/** The step that was taken at each list on the way to a state of the last one. */
export const stepsTo = (trail: readonly Trail[], state: number): readonly number[] => {
  const steps: number[] = [];
  let at = state;
  for (const { parent, step } of [...trail].reverse()) {
    steps.push(step[at] as number);
    at = parent[at] as number;
  }
  return steps.reverse();
};
