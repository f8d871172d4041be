/** Quantities as sentences write them: a number a person can hold, and its unit. */
import { formatDecimal } from './format-decimal.ts';

/** At most three significant figures below 100, whole numbers above: nobody plans with the hundredth of a megabit. */
export const formatRounded = (value: number): string => {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return formatDecimal(Math.round(value));
  if (magnitude >= 10) return formatDecimal(Math.round(value * 10) / 10);
  return formatDecimal(Math.round(value * 100) / 100);
};

/** Mbit/s, the unit of every rate column, so that a sentence can be found again in the table. */
export const formatMbps = (value: number): string => `${formatRounded(value)} Mbit/s`;
export const formatMegabytesPerSecond = (value: number): string => `${formatRounded(value)} MB/s`;
export const formatMinutes = (value: number): string => `${formatRounded(value)} min`;
export const formatSeconds = (value: number): string => `${formatRounded(value)} s`;
export const formatHours = (value: number): string => `${formatRounded(value)} h`;
export const formatCores = (value: number): string => `${formatRounded(value)} ${value === 1 ? 'core' : 'cores'}`;

/** A share between 0 and 1 in percent, rounded down so that 100 % is said only of what is whole. */
export const formatShare = (value: number): string => `${formatDecimal(Math.floor(value * 1000 + 1e-6) / 10)} %`;

/** `1 host`, `2 hosts`: the plural adds an s. */
export const formatCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
