/** The least whole rate at which a drain meets its window, and which VMs no rate of the path can move. */
import type { Policy } from '../model/policy.ts';
import { type Carrier, copyVm, type DrainSet, drainTime } from './drain-time.ts';

/** Two times closer than this, in seconds, count as equal: they differ by binary rounding only. */
const TIME_TOLERANCE = 1e-9;

export const meetsWindow = (
  set: DrainSet,
  carrier: Carrier,
  rate: number,
  window: number,
  excepted: Uint8Array,
  policy: Policy,
): boolean => {
  const time = drainTime(set, carrier, rate, excepted, policy);
  return time.converges && time.total <= window + TIME_TOLERANCE;
};

/**
 * b(o): the least whole rate, at most `most`, that meets the window with every VM converging; null where none does.
 * T falls with the rate, so the answer is found by galloping up from a lower bound and bisecting.
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
  return leastWhole(lowest, most, (rate) => meetsWindow(set, carrier, rate, window, excepted, policy));
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
  const count = set.memory.length;
  const time = window - policy.setup_s + TIME_TOLERANCE;
  const slotTime = carrier.count * (window + TIME_TOLERANCE) - count * policy.setup_s;
  if (time <= 0 || slotTime <= 0 || count * policy.serial_s > time) return null;
  const line = set.memorySum / time;
  const alone = Math.max(set.memoryMax / time, set.memorySum / slotTime);
  const roundingRoom = 1 - TIME_TOLERANCE;
  if (line * roundingRoom > carrier.count * carrier.stream || alone * roundingRoom > carrier.stream) return null;
  return Math.max(1, Math.floor((Math.max(line, alone) / carrier.yield) * roundingRoom));
};

/** Per VM 1 where even `rate`, the best memory rate that it can have alone, leaves too much to send while it stands still. */
export const divergingVms = (set: DrainSet, rate: number, policy: Policy): Uint8Array =>
  Uint8Array.from(set.memory, (memory, index) => (copyVm(memory, set.dirty[index] as number, rate, policy).converges ? 0 : 1));

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
