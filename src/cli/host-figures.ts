/** What a what-if compares of one host, out of its digest. */
import type { HostFigures } from '../model/comparison.ts';
import type { HostDigest } from '../reports/digest.ts';
import { seconds, secondsToMinutes } from '../units/quantity.ts';

const minutesOf = (value: number | null): number | null => (value === null ? null : secondsToMinutes(seconds(value)));

const NONE = {
  firstShort: null,
  liveMigrations: null,
  storageMigrations: null,
  drainGuaranteed: null,
  drainAtCap: null,
  cap: null,
  vfsFree: null,
  queuesFree: null,
} as const;

export const figuresOf = (digest: HostDigest): HostFigures => {
  const { host, cluster } = digest;
  if (digest.kind !== 'planned') return { ...NONE, host, cluster, status: digest.kind };
  const { status, firstShort, migration, vfsFree, queuesFree } = digest;
  const figures = { ...NONE, host, cluster, status, firstShort, vfsFree, queuesFree };
  if (migration === null) return figures;
  const { liveMigrations, storageMigrations, drainGuaranteed, drainAtCap, cap } = migration;
  const drains = { drainGuaranteed: minutesOf(drainGuaranteed), drainAtCap: minutesOf(drainAtCap) };
  return { ...figures, ...drains, liveMigrations, storageMigrations, cap };
};
