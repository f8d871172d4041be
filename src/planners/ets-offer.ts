/**
 * What a switch under DCB offers a migration. By SMB Direct it runs in the class of storage, and is capped at what
 * storage leaves there; other transports run in the default class, and can count on what the others of that class
 * leave when they send all that they want. Idle uplinks are open to those, as they are to everybody.
 */
import type { Policy } from '../model/policy.ts';
import type { Transport } from '../model/transport.ts';
import { ETS_CLASSES } from '../model/topology-plan.ts';
import { largestPercent, type MigrationClass, solveEts } from './ets.ts';
import { classOfTransport, type EtsDrain, etsProblem, trafficOfClass } from './ets-traffic.ts';
import { type PathOffer, remember, type ShareOffer } from './path-offer.ts';
import { isUnderDcb, type SwitchCase } from './switch-case.ts';
import { ceil } from '../units/rounding.ts';

/**
 * Mbit/s: a migration without any share still has a rate that times can be told for. Where both classes leave nothing,
 * a transport that may use idle uplinks is the better way out, so it stands at the larger rate.
 */
const LEAST_RATES = { 'smb-direct': 0.5, default: 1 } as const;

/** Null where DCB does not rule the switch of the path. */
export const etsOffer = (cases: readonly SwitchCase[], on: SwitchCase, policy: Policy): PathOffer | null => {
  if (!isUnderDcb(on)) return null;
  const ruled = cases.filter(isUnderDcb);
  const problemAt = (drain: EtsDrain | null) => etsProblem(ruled, on, drain, policy);
  const idle = problemAt(null);
  const before = policy.priorities.indexOf('drain');
  const { total } = on.capacity;
  const offerOf = (inClass: MigrationClass): ShareOffer => {
    const beside = trafficOfClass(on, inClass).demand;
    const unitsLeft = largestPercent(idle, before, inClass);
    return {
      unitsLeft,
      rateLeft: Math.max(LEAST_RATES[inClass], (total * unitsLeft) / 100 - beside),
      confined: inClass === 'smb-direct',
      unitsOf: (rate) => ceil((100 * (beside + rate)) / total),
    };
  };
  const offers = { 'smb-direct': offerOf('smb-direct'), default: offerOf('default') };
  // What is common to all options is the cheapest rate, not its class.
  const settledWith = (asked: MigrationClass) =>
    remember((rate: number) => {
      const problem = problemAt({ rate, inClass: asked });
      return {
        kept: {
          'smb-direct': largestPercent(problem, policy.priorities.length, 'smb-direct'),
          default: largestPercent(problem, policy.priorities.length, 'default'),
        },
        rate: guaranteedBy(on, asked, solveEts(problem).percents),
      };
    });
  const settled = { 'smb-direct': settledWith('smb-direct'), default: settledWith('default') };
  return {
    by: (transport: Transport) => offers[classOfTransport(transport)],
    beside: (cheapest, transport) => {
      const inClass = classOfTransport(transport);
      const { kept } = settled[classOfTransport(cheapest.transport)](cheapest.rate);
      return { unitsKept: kept[inClass], rate: settled[inClass](cheapest.rate).rate };
    },
  };
};

/** What a migration can count on in its class, Mbit/s; 0 or less where the others of the class leave nothing. */
export const guaranteedBy = (on: SwitchCase, inClass: MigrationClass, percents: readonly number[]): number =>
  (on.capacity.total * (percents[ETS_CLASSES.indexOf(inClass)] as number)) / 100 - trafficOfClass(on, inClass).demand;
