/**
 * What a drain was found to send at the memory rates tried so far. A rate of one migration sends the same by every
 * transport and count, so the search for one option starts where those before it have been. Mbit/s and Mbit.
 */
import type { Policy } from '../model/policy.ts';
import { copyVm, type DrainSet } from './drain-time.ts';

export interface Trial {
  /** Memory rate of one migration. */
  readonly each: number;
  /** Σ S and the largest S; both fall as the rate grows. */
  readonly sent: number;
  readonly longest: number;
  readonly converges: boolean;
}

export interface DrainTrials {
  /** Ascending by rate. */
  readonly inOrder: Trial[];
  /** A memory rate below which not all converge that must; null until a trial has missed it. */
  convergesFrom: number | null;
}

export const noTrials = (): DrainTrials => ({ inOrder: [], convergesFrom: null });

export const addTrial = (trials: DrainTrials, trial: Trial): void => {
  const { inOrder } = trials;
  let place = inOrder.length;
  while (place > 0 && (inOrder[place - 1] as Trial).each > trial.each) place -= 1;
  if (inOrder[place - 1]?.each !== trial.each) inOrder.splice(place, 0, trial);
};

/** Far above what binary rounding changes in a rate. */
export const ROUNDING_ROOM = 1 - 1e-9;

/** @param excepted per VM 1 where it is left out of the convergence test */
export const convergesFrom = (set: DrainSet, excepted: Uint8Array, policy: Policy): number => {
  let slowest = 0;
  for (let vm = 0; vm < set.memory.length; vm += 1) {
    if (excepted[vm] === 1) continue;
    // Most VMs converge at the rate that the most demanding one before them needs.
    const [memory, dirty] = [set.memory[vm] as number, set.dirty[vm] as number];
    if (slowest > 0 && copyVm(memory, dirty, slowest, policy).converges) continue;
    slowest = Math.max(slowest, convergingRate(memory, dirty, policy) * ROUNDING_ROOM);
  }
  return slowest;
};

/**
 * The least memory rate at which one VM converges, exact but for binary rounding: pass k leaves V × min(h, x) × x^(k − 1)
 * with x = D/rate and the hot set h, and never more than h × V; the last pass must leave no more than rate × blackout.
 */
export const convergingRate = (memory: number, dirty: number, policy: Policy): number => {
  const { hot_set: hotSet, blackout_s: blackout, max_passes: passes } = policy;
  const most = (hotSet * memory) / blackout;
  const fromHotSet = dirty * (most / dirty) ** (1 / passes);
  const fromMemory = dirty * (memory / (blackout * dirty)) ** (1 / (passes + 1));
  return dirty <= 0 ? 0 : Math.min(most, fromHotSet, fromMemory);
};
