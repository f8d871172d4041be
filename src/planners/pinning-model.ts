/** The mapping as a MILP: one binary for each adapter and member, and the load of the worst adapter to be as small as can be. */
import type { LinearModel, Row, Term, Variable } from '../solver/linear-model.ts';
import type { PinningCase } from './pinning-case.ts';

/** Weights in hundredths keep every coefficient within the range in which the solver was measured exact. */
const HUNDRED = 100;

interface Layout {
  readonly of: PinningCase;
  readonly bounds: { readonly lower: number; readonly upper: number };
  readonly term: (flow: number, member: number) => Term | null;
  /** Hundredths of weight that lie on each member whatever is moved. */
  readonly base: readonly number[];
}

/** Variable 0 is the load; then a binary for each adapter that may move and each member, adapter by adapter. */
export const pinningModel = (of: PinningCase, bounds: { readonly lower: number; readonly upper: number }): LinearModel => {
  const members = of.rates.length;
  const base = of.rates.map(() => of.defaultWeight / HUNDRED);
  for (let flow = of.movable; flow < of.flows.length; flow += 1) {
    const member = of.today[flow] as number;
    base[member] = (base[member] as number) + (of.flows[flow]?.weight ?? 0) / HUNDRED;
  }
  const term = (flow: number, member: number): Term | null => (flow < of.movable ? [1 + flow * members + member, 1] : null);
  const layout: Layout = { of, bounds, term, base };
  const binaries = Array.from({ length: of.movable * members }, (): Variable => ({ lower: 0, upper: 1, integer: true, cost: 0 }));
  return {
    sense: 'min',
    variables: [{ ...bounds, integer: false, cost: 1 }, ...binaries],
    rows: [...onceEach(layout), ...wholeRows(layout), ...of.losses.flat().flatMap((lost) => lossRows(layout, lost))],
  };
};

/** @returns a member for each flow */
export const mappingOf = (of: PinningCase, x: readonly number[]): number[] => {
  const members = of.rates.length;
  return of.today.map((today, flow) => {
    if (flow >= of.movable) return today;
    const binaries = of.rates.map((_, member) => x[1 + flow * members + member] ?? 0);
    return binaries.indexOf(Math.max(...binaries));
  });
};

const onceEach = ({ of, term }: Layout): Row[] =>
  of.flows.slice(0, of.movable).map((_, flow) => ({
    name: `one-member:${flow}`,
    terms: of.rates.map((_rate, member) => term(flow, member) as Term),
    lower: 1,
    upper: 1,
  }));

const wholeRows = (layout: Layout): Row[] =>
  layout.of.flows.flatMap(({ need }, flow) =>
    layout.of.rates.flatMap((_, member) => pressRow(layout, `load:${flow}:${member}`, { flow, need, member, lost: [] })),
  );

const lossRows = (layout: Layout, lost: readonly number[]): Row[] =>
  layout.of.flows.flatMap(({ needAfterLoss }, flow) =>
    layout.of.rates.flatMap((_, member) =>
      lost.includes(member)
        ? []
        : pressRow(layout, `loss:${lost.join('+')}:${flow}:${member}`, { flow, need: needAfterLoss, member, lost }),
    ),
  );

interface Press {
  readonly flow: number;
  readonly need: number;
  readonly member: number;
  readonly lost: readonly number[];
}

/**
 * Where the adapter lies on the member, or on a lost one and may land there, the load is at least its need times all
 * weight that lies there then; elsewhere the row says nothing. Left out where it can never bind.
 */
const pressRow = ({ of, bounds, term, base }: Layout, name: string, { flow, need, member, lost }: Press): Row[] => {
  const places = [member, ...lost];
  const press = (need * HUNDRED) / (of.rates[member] as number);
  let fixed = base[member] as number;
  for (const place of lost) fixed += (base[place] as number) - of.defaultWeight / HUNDRED;
  let most = fixed;
  const terms: [number, number][] = [[0, 1]];
  for (let other = 0; other < of.movable; other += 1) {
    const weight = (of.flows[other]?.weight ?? 0) / HUNDRED;
    most += weight;
    for (const place of places) terms.push([(term(other, place) as Term)[0], -press * weight]);
  }
  const slack = press * most - bounds.lower;
  if (slack <= 0) return [];
  if (flow >= of.movable) {
    if (!places.includes(of.today[flow] as number)) return [];
    return [{ name, terms, lower: press * fixed, upper: Number.POSITIVE_INFINITY }];
  }
  for (const place of places) terms.push([(term(flow, place) as Term)[0], -slack]);
  return [{ name, terms, lower: press * fixed - slack, upper: Number.POSITIVE_INFINITY }];
};
