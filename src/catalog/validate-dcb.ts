/**
 * What Microsoft's own validator, microsoft/Validate-DCB (Tests/unit/modal.unit.tests.ps1), asks of the SMB bandwidth limit of
 * LiveMigration on hosts with RDMA and DCB.
 */
import { type BytesPerSecond, bytesPerSecond, type Mbps, mbpsToBytesPerSecond, mbps } from '../units/quantity.ts';

/** The limit in MiB a second is below a number, or the limit is just this one. */
export type ValidatedLimit =
  | { readonly kind: 'below'; readonly mebibytes: number }
  | { readonly kind: 'exactly'; readonly limit: BytesPerSecond };

const TEN_GIGABIT = 10_000;
/** Of the SMB share of a link up to 10 Gbit/s. */
const SHARE = 0.6;
const MEGABYTE = 1_000_000;
const MEBIBYTE = 1_048_576;
/** Set-SmbBandwidthLimit 750MB. */
const ON_FASTER_LINKS = bytesPerSecond(750 * MEBIBYTE);

/** It counts megabytes of 10^6, allows one more, and compares mebibytes with them: below 376 for half of 10 GbE. @param smb percent of the SMB class */
export const validatedLimit = (link: Mbps, smb: number): ValidatedLimit => {
  if (link > TEN_GIGABIT) return { kind: 'exactly', limit: ON_FASTER_LINKS };
  const rate = mbps((link * SHARE * smb) / 100);
  return { kind: 'below', mebibytes: mbpsToBytesPerSecond(rate) / MEGABYTE + 1 };
};

export const isValidated = (limit: BytesPerSecond, asked: ValidatedLimit): boolean =>
  asked.kind === 'exactly' ? limit === asked.limit : limit / MEBIBYTE < asked.mebibytes;
