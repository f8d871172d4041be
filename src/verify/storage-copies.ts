/** Storage copies beside a drain: what they take of processors and network, and whether their number fits. */
import type { Adapter, Host, Nic } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf, demandOf, type HostFacts, isSameName, type SwitchFacts } from './host-facts.ts';
import { coreRate, hasRdma, nicsOf, type PathFacts } from './migration-path.ts';
import { exceeds } from './tolerance.ts';

export interface StoragePath {
  readonly on: SwitchFacts | null;
  readonly adapters: readonly Adapter[];
  readonly nics: readonly Nic[];
}

/** Where the host's storage adapters are: none, one place, or several. */
export const storagePaths = (host: Host, facts: HostFacts): readonly StoragePath[] => {
  const paths: StoragePath[] = [];
  for (const on of facts.switches) {
    const adapters = on.hostVnics.filter((adapter) => adapter.role === 'storage');
    if (adapters.length > 0) paths.push({ on, adapters, nics: on.uplinks });
  }
  const direct = facts.directAdapters.filter((adapter) => adapter.role === 'storage');
  if (direct.length > 0) paths.push({ on: null, adapters: direct, nics: nicsOf(host, direct) });
  return paths;
};

/** Cores of `copies` copies. Two answers where storage is off the network, or partly on RDMA: the rules leave it open. */
export const coresOfCopies = (host: Host, policy: Policy, paths: readonly StoragePath[], copies: number): readonly number[] => {
  const busy = (copies * policy.storage_stream_mbytes_per_second * 8) / coreRate(host, policy);
  const rdma = paths.filter((path) => hasRdma(host, path.on, path.nics)).length;
  if (paths.length > 0 && rdma === paths.length) return [0];
  return paths.length > 0 && rdma === 0 ? [busy] : [0, busy];
};

/** Demand of all flows of a switch, its VMs together at most `coincident`. */
export const demandOn = (on: SwitchFacts, coincident: number): number => {
  let vms = 0;
  for (const { adapter } of on.vmTraffic) vms += demandOf(adapter, on.ceiling);
  let total = Math.min(vms, coincident);
  for (const adapter of on.hostVnics) total += demandOf(adapter, on.ceiling);
  return total;
};

const roomOn = (storage: StoragePath, facts: HostFacts): number => {
  const { on } = storage;
  if (on !== null) return on.afterLoss - demandOn(on, on.vswitch.coincidentEgress ?? Infinity);
  let room = 0;
  for (const nic of storage.nics) {
    room += capacityOf(nic);
    for (const adapter of facts.directAdapters) {
      if (adapter.nic !== null && isSameName(adapter.nic, nic.name)) room -= demandOf(adapter, Infinity);
    }
  }
  return room;
};

const isSharedWith = (storage: StoragePath, path: PathFacts): boolean =>
  storage.on === null ? path.on === null && storage.nics.some((nic) => path.nics.includes(nic)) : storage.on === path.on;

/** Do more copies than one fit beside the rate `migration`? One always takes what is left. */
export const doCopiesFit = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  paths: readonly StoragePath[],
  path: PathFacts,
  copies: number,
  migration: number,
): boolean => {
  if (copies <= 1) return true;
  const bytes = copies * policy.storage_stream_mbytes_per_second;
  if (host.storageThroughput !== null && exceeds(bytes, host.storageThroughput - host.storageUsed)) return false;
  if (paths.length === 0) return true;
  return paths.some((storage) => !exceeds(bytes * 8 + (isSharedWith(storage, path) ? migration : 0), roomOn(storage, facts)));
};
