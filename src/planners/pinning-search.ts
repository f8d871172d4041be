/** A good mapping, quickly: adapters one by one where they press least, then single moves and exchanges while they help. */
import type { PinningCase } from './pinning-case.ts';
import { type Gauge, gaugeOf } from './pinning-load.ts';

const LEAST_STEP = 1e-9;
/** Most of the gain comes with the first few steps, and advice is not worth more than a fraction of the plan's own time. */
const MOST_ROUNDS = 16;

/**
 * @param enough a load that is good enough to stop at, at least 1
 * @returns a member for each flow; no worse than today's mapping unless that is good enough too
 */
export const searchMapping = (of: PinningCase, enough: number, gauge: Gauge = gaugeOf(of)): readonly number[] => {
  const built = improve(of, gauge, build(of), enough);
  // Today's mapping is a start of its own only where the built one does not beat it.
  return gauge.load(built) <= Math.max(enough, gauge.load(of.today) - LEAST_STEP) ? built : improve(of, gauge, [...of.today], enough);
};

/** The most demanding first; what is not placed yet counts nowhere. */
const build = (of: PinningCase): number[] => {
  const { rates, flows, movable, today, defaultWeight } = of;
  const mapping = [...today];
  const weights = rates.map(() => defaultWeight);
  const needs = rates.map(() => 0);
  const put = (index: number, member: number): void => {
    const { weight, need } = flows[index] as PinningCase['flows'][number];
    mapping[index] = member;
    weights[member] = (weights[member] as number) + weight;
    needs[member] = Math.max(needs[member] as number, need);
  };
  for (let index = movable; index < flows.length; index += 1) put(index, today[index] as number);
  const order = flows.slice(0, movable).map((_, index) => index);
  order.sort((a, b) => (flows[b]?.need ?? 0) - (flows[a]?.need ?? 0) || a - b);
  for (const index of order) {
    const { weight, need } = flows[index] as PinningCase['flows'][number];
    let chosen = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let member = 0; member < rates.length; member += 1) {
      const load = (Math.max(needs[member] as number, need) * ((weights[member] as number) + weight)) / (rates[member] as number);
      if (load < least - LEAST_STEP) [chosen, least] = [member, load];
    }
    put(index, chosen);
  }
  return mapping;
};

const improve = (of: PinningCase, gauge: Gauge, mapping: number[], enough: number): number[] => {
  let load = gauge.load(mapping);
  for (let round = 0; round < MOST_ROUNDS && load > enough; round += 1) {
    const better = bestStep(of, gauge, mapping, load);
    if (better >= load - LEAST_STEP) break;
    load = better;
  }
  return mapping;
};

/** Applies the first move or exchange that presses less; returns the load then. The mapping is the one gauged last. */
const bestStep = (of: PinningCase, gauge: Gauge, mapping: number[], load: number): number => {
  const pressed = gauge.pressed();
  const better = load - LEAST_STEP;
  for (let index = 0; index < of.movable; index += 1) {
    const from = mapping[index] as number;
    const isPressed = pressed[from];
    for (let member = 0; member < of.rates.length; member += 1) {
      if (isPressed === 0 || pressed[member] === 1) continue;
      if (gauge.loadAfter(index, member, null, better) >= better) continue;
      mapping[index] = member;
      return gauge.load(mapping);
    }
    for (let other = index + 1; other < of.movable; other += 1) {
      const to = mapping[other] as number;
      if (pressed[to] === isPressed || gauge.loadAfter(index, to, other, better) >= better) continue;
      [mapping[index], mapping[other]] = [to, from];
      return gauge.load(mapping);
    }
  }
  return load;
};
