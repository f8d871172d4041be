/**
 * Branded quantities. A brand costs nothing at run time and makes it a compile error to hand megabytes to a parameter
 * that wants megabits. All arithmetic that crosses units stands in this folder.
 */
declare const unit: unique symbol;

export type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** 10^6 bit/s of Ethernet frames, as Windows counts adapter traffic. */
export type Mbps = Quantity<'Mbit/s'>;
export type BitsPerSecond = Quantity<'bit/s'>;
/** 10^9 bit/s. */
export type Gbps = Quantity<'Gbit/s'>;
export type BytesPerSecond = Quantity<'byte/s'>;
/** 10^6 byte/s. */
export type MegabytesPerSecond = Quantity<'MB/s'>;
export type Bytes = Quantity<'byte'>;
/** 2^20 byte. */
export type Mebibytes = Quantity<'MiB'>;
/** 2^30 byte. */
export type Gibibytes = Quantity<'GiB'>;
export type Seconds = Quantity<'s'>;
export type Minutes = Quantity<'min'>;
/** Physical processor cores, fractions allowed. */
export type Cores = Quantity<'core'>;
/** 0 to 100. */
export type Percent = Quantity<'%'>;

export const mbps = (value: number): Mbps => value as Mbps;
export const gbps = (value: number): Gbps => value as Gbps;
export const bytesPerSecond = (value: number): BytesPerSecond => value as BytesPerSecond;
export const bitsPerSecond = (value: number): BitsPerSecond => value as BitsPerSecond;
export const megabytesPerSecond = (value: number): MegabytesPerSecond => value as MegabytesPerSecond;
export const bytes = (value: number): Bytes => value as Bytes;
export const mebibytes = (value: number): Mebibytes => value as Mebibytes;
export const gibibytes = (value: number): Gibibytes => value as Gibibytes;
export const seconds = (value: number): Seconds => value as Seconds;
export const minutes = (value: number): Minutes => value as Minutes;
export const cores = (value: number): Cores => value as Cores;
export const percent = (value: number): Percent => value as Percent;

const BITS_PER_BYTE = 8;
const MEGA = 1_000_000;
const MEBI = 1_048_576;
const MBPS_PER_GBPS = 1000;
const SECONDS_PER_MINUTE = 60;

export const minutesToSeconds = (value: Minutes): Seconds => seconds(value * SECONDS_PER_MINUTE);
export const secondsToMinutes = (value: Seconds): Minutes => minutes(value / SECONDS_PER_MINUTE);
export const mebibytesToBytes = (value: Mebibytes): Bytes => bytes(value * MEBI);
export const mbpsToGbps = (value: Mbps): Gbps => gbps(value / MBPS_PER_GBPS);
export const gbpsToMbps = (value: Gbps): Mbps => mbps(value * MBPS_PER_GBPS);
export const megabytesToMbps = (value: MegabytesPerSecond): Mbps => mbps(value * BITS_PER_BYTE);
export const mbpsToBytesPerSecond = (value: Mbps): BytesPerSecond => bytesPerSecond((value * MEGA) / BITS_PER_BYTE);
export const bytesPerSecondToMbps = (value: BytesPerSecond): Mbps => mbps((value * BITS_PER_BYTE) / MEGA);
export const mbpsToBitsPerSecond = (value: Mbps): BitsPerSecond => bitsPerSecond(value * MEGA);
export const megabytesToBytesPerSecond = (value: MegabytesPerSecond): BytesPerSecond => bytesPerSecond(value * MEGA);
