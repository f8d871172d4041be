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
  const { status, firstShort, migration, uniformity, vfsFree, queuesFree } = digest;
  // The number that is set, as in hosts.csv: a host with fewer VMs than its cluster moves at once still has the cluster's.
  const liveMigrations = uniformity?.cluster.liveMigrations ?? migration?.liveMigrations ?? null;
  const figures = { ...NONE, host, cluster, status, firstShort, liveMigrations, vfsFree, queuesFree };
  if (migration === null) return figures;
  const { storageMigrations, drainGuaranteed, drainAtCap, cap } = migration;
  const drains = { drainGuaranteed: minutesOf(drainGuaranteed), drainAtCap: minutesOf(drainAtCap) };
  return { ...figures, ...drains, storageMigrations, cap };
};
