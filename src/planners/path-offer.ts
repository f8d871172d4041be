/** What the QoS layer of a switch offers a migration over it: by weights, or by the DCB class that its transport runs in. */
import type { Transport } from '../model/transport.ts';

/** A hundredth of the switch is one unit: of weight, or of the percent of a class. */
export interface ShareOffer {
  /** Largest number of units that keeps every level before the drain at its optimum. */
  readonly unitsLeft: number;
  /** Rate that migration can count on with `unitsLeft`, Mbit/s; more than 0. */
  readonly rateLeft: number;
  /** Migration may use no more than it can count on, even where the uplinks are idle. */
  readonly confined: boolean;
  /** Units that this rate of migration takes, with whatever else has to be served from them. */
  unitsOf(rate: number): number;
}

/** An option as the offer sees it. */
export interface Asked {
  readonly transport: Transport;
  readonly rate: number;
}

/** What is left beside the cheapest option, for options of one transport. */
export interface Room {
  /** Largest number of units that keeps all levels at the optimum they have with the cheapest option. */
  readonly unitsKept: number;
  /** Rate that migration can count on where it is given what the cheapest option needs. */
  readonly rate: number;
}

export interface PathOffer {
  by(transport: Transport): ShareOffer;
  /** Asked again for every option, so answers are kept. */
  beside(cheapest: Asked, transport: Transport): Room;
}

/** Keeps the answers to questions with few different arguments. */
export const remember = <Argument extends string | number, Answer>(
  answer: (argument: Argument) => Answer,
): ((argument: Argument) => Answer) => {
  const known = new Map<Argument, Answer>();
  return (argument) => {
    const before = known.get(argument);
    if (before !== undefined) return before;
    const fresh = answer(argument);
    known.set(argument, fresh);
    return fresh;
  };
};
