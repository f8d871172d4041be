/** A switch under load: its scheduler serves flows by weight, and what one leaves the others share. */
import type { Violation } from '../model/outcome.ts';
import type { SwitchFacts } from './host-facts.ts';
import type { JudgedFlow } from './judged-flow.ts';
import { exceeds } from './tolerance.ts';

export interface SimulatedFlow {
  readonly weight: number;
  /** Mbit/s; Infinity: always more to send. */
  readonly demand: number;
  readonly cap: number;
}

/**
 * Work-conserving weighted max-min rates, Mbit/s, in the order of the flows: capacity is filled in proportion to the
 * weights, flows that reach demand or cap drop out, and the others go on with the rest. Flows without weight get
 * nothing while others want more.
 */
export const simulateFlows = (capacity: number, flows: readonly SimulatedFlow[]): readonly number[] => {
  const rates = flows.map(() => 0);
  const filling: number[] = [];
  let weights = 0;
  for (let index = 0; index < flows.length; index += 1) {
    const flow = flows[index];
    if (flow === undefined || !(flow.weight > 0)) continue;
    filling.push(index);
    weights += flow.weight;
  }
  let left = capacity;
  while (filling.length > 0) {
    const level = left / weights;
    let kept = 0;
    let served = 0;
    for (const index of filling) {
      const flow = flows[index];
      if (flow === undefined) continue;
      const limit = Math.min(flow.demand, flow.cap);
      if (limit <= flow.weight * level) {
        rates[index] = limit;
        served += limit;
        weights -= flow.weight;
      } else {
        rates[index] = flow.weight * level;
        filling[kept] = index;
        kept += 1;
      }
    }
    // Nobody dropped out: the level is the last one.
    if (kept === filling.length) break;
    filling.length = kept;
    left = Math.max(0, left - served);
  }
  return rates;
};

/** Does the switch really give each flow its demand or its guaranteed rate, whichever is less, when all send at once? */
export const judgeSimulation = (facts: SwitchFacts, flows: readonly JudgedFlow[], violations: Violation[]): void => {
  judgeLoad(facts, flows, false, violations);
  judgeLoad(facts, flows, true, violations);
};

const judgeLoad = (facts: SwitchFacts, flows: readonly JudgedFlow[], backlogged: boolean, violations: Violation[]): void => {
  const load = flows.map((flow) => ({
    weight: flow.weight,
    // A migration sends whatever it gets.
    demand: backlogged || flow.adapter?.role === 'live-migration' ? Infinity : flow.demand,
    cap: Math.min(flow.adapter?.cap ?? Infinity, flow.ceiling),
  }));
  const rates = simulateFlows(facts.total, load);
  for (let index = 0; index < flows.length; index += 1) {
    const flow = flows[index];
    const offered = load[index];
    if (flow === undefined || offered === undefined) continue;
    const owed = Math.min(offered.demand, offered.cap, flow.row.guaranteed ?? 0);
    const rate = rates[index] ?? 0;
    if (exceeds(owed, rate)) {
      const message = `Under load the flow gets ${rate} Mbit/s of ${owed} Mbit/s.`;
      violations.push({ rule: 'simulation-below-guaranteed', subject: flow.label, message });
    }
  }
};
