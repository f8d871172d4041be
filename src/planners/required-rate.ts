/** The least whole rate at which a drain meets its window, and which VMs no rate of the path can move. */
import type { Policy } from '../model/policy.ts';
import { type Carrier, copyVm, type DrainSet, drainTime, memoryRate } from './drain-time.ts';
import { addTrial, convergesFrom, type DrainTrials, noTrials, ROUNDING_ROOM, type Trial } from './drain-trials.ts';

/** Two times closer than this, in seconds, count as equal: they differ by binary rounding only. */
const TIME_TOLERANCE = 1e-9;

/**
 * b(o): the least whole rate, at most `most`, that meets the window with every VM converging; null where none does.
 * T falls with the rate, and so do the bytes sent: what is sent at a rate that misses the window asks for no less than
 * the answer, what is sent at one that meets it for no more. Both bounds close in until they meet.
 * @param trials of this drain; what is tried here is added
 */
export const requiredRate = (
  set: DrainSet,
  carrier: Carrier,
  most: number,
  window: number,
  excepted: Uint8Array,
  policy: Policy,
  trials: DrainTrials = noTrials(),
): number | null => {
  const ask = { carrier, count: set.memory.length, window, policy };
  const lowest = rateFor(set.memorySum, set.memoryMax, ask);
  if (lowest > most || convergingBound(trials, ask) >= most) return null;
  const bracket = bracketOf(trials, ask, lowest, most);
  for (let tries = 0; bracket.above - bracket.failing > 1; tries += 1) {
    const next = nextGuess(bracket, tries);
    const time = drainTime(set, carrier, next, excepted, policy);
    const trial = { each: memoryRate(carrier, next), sent: time.sent, longest: time.longest, converges: time.converges };
    addTrial(trials, trial);
    if (time.converges && time.total <= window + TIME_TOLERANCE) noteHolding(bracket, next, trial, ask);
    else {
      if (!time.converges) trials.convergesFrom ??= convergesFrom(set, excepted, policy);
      noteFailing(bracket, next, trial, trials, ask);
    }
  }
  return bracket.above > most ? null : bracket.above;
};

/** The question of one option. */
interface Ask {
  readonly carrier: Carrier;
  /** VMs. */
  readonly count: number;
  readonly window: number;
  readonly policy: Policy;
}

/** A rate with what is asked for by the bytes that are sent at it. */
interface Point {
  readonly rate: number;
  readonly asked: number;
}

/** Whole rates that fail and that hold, as far as is known, and the nearest points on both sides. */
interface Bracket {
  failing: number;
  /** Holds, or is beyond the path. */
  above: number;
  low: Point | null;
  high: Point | null;
}

const bracketOf = (trials: DrainTrials, ask: Ask, lowest: number, most: number): Bracket => {
  const bracket: Bracket = { failing: lowest - 1, above: most + 1, low: null, high: null };
  raiseFailing(bracket, convergingBound(trials, ask));
  const place = firstEnough(trials.inOrder, ask);
  const [below, enough] = [trials.inOrder[place - 1], trials.inOrder[place]];
  if (below !== undefined) {
    const point = { rate: rateOf(below, ask), asked: exactRateFor(below.sent, below.longest, ask) };
    if (below.converges) bracket.low = point;
    // A rate that is short by no more than rounding is not known to fail.
    if (!below.converges || point.asked * ROUNDING_ROOM > point.rate) raiseFailing(bracket, Math.floor(point.rate * ROUNDING_ROOM));
  }
  if (enough !== undefined) {
    bracket.high = { rate: rateOf(enough, ask), asked: exactRateFor(enough.sent, enough.longest, ask) };
    raiseFailing(bracket, wholeRate(bracket.high.asked) - 1);
  }
  return bracket;
};

/** The rate at which this option gives each migration what the trial gave it. */
const rateOf = ({ each }: Trial, { carrier }: Ask): number => (each * carrier.count) / carrier.yield;

/** The first trial that sends no more than its rate can; it never turns false again as the rate grows. */
const firstEnough = (inOrder: readonly Trial[], ask: Ask): number => {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const trial = inOrder[middle] as Trial;
    if (trial.converges && exactRateFor(trial.sent, trial.longest, ask) <= rateOf(trial, ask)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const raiseFailing = (bracket: Bracket, failing: number): void => {
  bracket.failing = Math.min(bracket.above - 1, Math.max(bracket.failing, failing));
};

/** A whole rate at which not all converge; Infinity where no rate lets one migration have what they need. */
const convergingBound = ({ convergesFrom: from }: DrainTrials, { carrier }: Ask): number => {
  if (from === null) return 0;
  if (from * ROUNDING_ROOM > carrier.stream) return Number.POSITIVE_INFINITY;
  return Math.ceil(((from * carrier.count) / carrier.yield) * ROUNDING_ROOM) - 1;
};

const noteHolding = (bracket: Bracket, rate: number, { sent, longest }: Trial, ask: Ask): void => {
  const asked = exactRateFor(sent, longest, ask);
  bracket.above = rate;
  bracket.high = { rate, asked };
  raiseFailing(bracket, wholeRate(asked) - 1);
};

const noteFailing = (bracket: Bracket, rate: number, trial: Trial, trials: DrainTrials, ask: Ask): void => {
  bracket.failing = rate;
  raiseFailing(bracket, convergingBound(trials, ask));
  bracket.low = trial.converges ? { rate, asked: exactRateFor(trial.sent, trial.longest, ask) } : null;
};

/** More than enough where the chord comes close; what it does not serve, for the bytes fall in steps, is halved. */
const MOST_CHORDS = 6;

/**
 * Between two points the rate asked for is taken to fall in a straight line: where it crosses the rate itself lies the
 * answer. A miss alone asks for no less than the answer, and what was enough once asks for no more.
 */
const nextGuess = ({ failing, above, low, high }: Bracket, tries: number): number => {
  const first = failing + 1;
  if (tries > MOST_CHORDS) return (first + above - 1) >> 1;
  const guess = low === null ? first : high === null ? low.asked : crossingOf(low, high);
  return Math.max(first, Math.min(above - 1, Math.ceil(guess * ROUNDING_ROOM)));
};

const crossingOf = (low: Point, high: Point): number => {
  const [short, spare] = [low.asked - low.rate, high.rate - high.asked];
  return short === Number.POSITIVE_INFINITY || short + spare <= 0
    ? high.asked
    : low.rate + (short * (high.rate - low.rate)) / (short + spare);
};

/** The least whole number in [lowest, most] for which `holds`, which never turns false again as the number grows. */
export const leastWhole = (lowest: number, most: number, holds: (value: number) => boolean): number | null => {
  if (holds(lowest)) return lowest;
  let failing = lowest;
  let step = 1;
  let holding = -1;
  while (holding < 0) {
    if (failing >= most) return null;
    const next = Math.min(most, failing + step);
    if (holds(next)) holding = next;
    else failing = next;
    step *= 2;
  }
  while (holding - failing > 1) {
    const middle = Math.floor((failing + holding) / 2);
    if (holds(middle)) holding = middle;
    else failing = middle;
  }
  return holding;
};

/** The least whole rate that sends these amounts inside the window, or a little less; Infinity where none does. */
const rateFor = (sent: number, longest: number, ask: Ask): number => wholeRate(exactRateFor(sent, longest, ask));

const wholeRate = (asked: number): number => Math.max(1, Math.ceil(asked * ROUNDING_ROOM));

const exactRateFor = (sent: number, longest: number, { carrier, count, window, policy }: Ask): number => {
  const time = window - policy.setup_s + TIME_TOLERANCE;
  const slotTime = carrier.count * (window + TIME_TOLERANCE) - count * policy.setup_s;
  if (time <= 0 || slotTime <= 0 || count * policy.serial_s > time) return Number.POSITIVE_INFINITY;
  const line = sent / time;
  const alone = Math.max(longest / time, sent / slotTime);
  if (line * ROUNDING_ROOM > carrier.count * carrier.stream || alone * ROUNDING_ROOM > carrier.stream) return Number.POSITIVE_INFINITY;
  return Math.max(line, alone) / carrier.yield;
};

/** Per VM 1 where even `rate`, the best memory rate that it can have alone, leaves too much to send while it stands still. */
export const divergingVms = (set: DrainSet, rate: number, policy: Policy): Uint8Array => {
  const { memory, dirty } = set;
  const diverging = new Uint8Array(memory.length);
  for (let vm = 0; vm < memory.length; vm++) {
    if (!copyVm(memory[vm] as number, dirty[vm] as number, rate, policy).converges) diverging[vm] = 1;
  }
  return diverging;
};
