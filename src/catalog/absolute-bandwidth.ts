/**
 * What Windows makes of minimum bandwidth in bit/s (Microsoft Learn, Windows Server: Network quality of service, bandwidth
 * limits; Hyper-V module: Set-VMSwitch, Set-VMNetworkAdapter).
 */
import { type BitsPerSecond, bitsPerSecond } from '../units/quantity.ts';
import { floor } from '../units/rounding.ts';

/** A reservation is a multiple of this many bits. */
const STEP = 8;

/** What the default flow has where nobody set it. */
const DEFAULT_FLOW_PERCENT = 10;

/** DefaultFlowMinimumBandwidthAbsolute as Windows keeps it: rounded down to a multiple of 8. @param set null: nobody set it */
export const defaultFlowReservation = (set: BitsPerSecond | null, link: BitsPerSecond): BitsPerSecond =>
  bitsPerSecond(floor((set ?? (link * DEFAULT_FLOW_PERCENT) / 100) / STEP) * STEP);

/** Hundredths of the link that a reservation holds: whole ones, so that 234 Mbit/s of 10 Gbit/s are 2, and hold 200. */
export const reservedPercent = (reservation: BitsPerSecond, link: BitsPerSecond): number => floor((100 * reservation) / link);
