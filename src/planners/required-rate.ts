/** The least whole rate at which a drain meets its window, and which VMs no rate of the path can move. */
import type { Policy } from '../model/policy.ts';
import { type Carrier, copyVm, type DrainSet, drainTime } from './drain-time.ts';

/** Two times closer than this, in seconds, count as equal: they differ by binary rounding only. */
const TIME_TOLERANCE = 1e-9;

/**
 * b(o): the least whole rate, at most `most`, that meets the window with every VM converging; null where none does.
 * T falls with the rate, and so do the bytes sent: what is sent at a rate that misses the window asks for no less than
 * the answer, what is sent at one that meets it for no more. Both bounds close in until they meet.
 */
export const requiredRate = (
  set: DrainSet,
  carrier: Carrier,
  most: number,
  window: number,
  excepted: Uint8Array,
  policy: Policy,
): number | null => {
  const lowest = lowestRate(set, carrier, window, policy);
  if (lowest === null || lowest > most) return null;
  let failing = lowest - 1;
  let holding: number | null = null;
  let next = lowest;
  for (;;) {
    const time = drainTime(set, carrier, next, excepted, policy);
    const meets = time.converges && time.total <= window + TIME_TOLERANCE;
    const asked = rateFor(time.sent, time.longest, set.memory.length, carrier, window, policy);
    if (meets) {
      holding = next;
      failing = Math.max(failing, Math.min(asked, next) - 1);
    } else failing = next;
    const above = holding ?? most + 1;
    if (above - failing <= 1) return holding;
    next = nextGuess(failing, above, meets ? null : asked, holding);
  }
};

/** Tries what the last miss asks for, or the whole path where that is more; then halves, or grows while nothing has held yet. */
const nextGuess = (failing: number, above: number, asked: number | null, holding: number | null): number => {
  if (asked !== null && asked > failing && asked < above) return asked;
  if (holding === null && asked !== null && asked >= above) return above - 1;
  if (holding === null) return Math.min(above - 1, failing + Math.max(1, failing >> 1));
  return (failing + holding) >> 1;
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

/** A whole rate below which even memory that nobody dirties is too slow; null where no rate is fast enough. */
const lowestRate = (set: DrainSet, carrier: Carrier, window: number, policy: Policy): number | null => {
  const asked = rateFor(set.memorySum, set.memoryMax, set.memory.length, carrier, window, policy);
  return asked === Number.POSITIVE_INFINITY ? null : asked;
};

/** The least whole rate that sends these amounts inside the window, or a little less; Infinity where none does. */
const rateFor = (sent: number, longest: number, count: number, carrier: Carrier, window: number, policy: Policy): number => {
  const time = window - policy.setup_s + TIME_TOLERANCE;
  const slotTime = carrier.count * (window + TIME_TOLERANCE) - count * policy.setup_s;
  if (time <= 0 || slotTime <= 0 || count * policy.serial_s > time) return Number.POSITIVE_INFINITY;
  const line = sent / time;
  const alone = Math.max(longest / time, sent / slotTime);
  const roundingRoom = 1 - TIME_TOLERANCE;
  if (line * roundingRoom > carrier.count * carrier.stream || alone * roundingRoom > carrier.stream) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.ceil((Math.max(line, alone) / carrier.yield) * roundingRoom));
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

/** The least memory rate, to a thousandth, at which one VM converges. */
export const convergingRate = (memory: number, dirty: number, policy: Policy): number => {
  let failing = 0;
  // One pass is enough where what it leaves fits into the blackout.
  let holding = Math.sqrt((dirty * memory) / policy.blackout_s) + 1;
  while (holding - failing > 0.001) {
    const middle = (failing + holding) / 2;
    if (copyVm(memory, dirty, middle, policy).converges) holding = middle;
    else failing = middle;
  }
  return holding;
};
