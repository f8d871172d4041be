/** How many storage migrations at once the storage path, its network and the processors bear. */
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { type Cores, cores, megabytesPerSecond, megabytesToMbps } from '../units/quantity.ts';
import { type CapableSwitch, coreRateOf, pathOfRole, sharePath, type TrafficPath } from './migration-path.ts';

const ROUNDING = 1e-9;

export interface StorageRules {
  /** Network path of storage; null where storage is not on the network. */
  readonly path: TrafficPath | null;
  /** Mbit/s of one copy. */
  readonly stream: number;
  readonly most: number;
  readonly throughputKnown: boolean;
  /** Mbit/s the storage itself has left; Infinity where that does not limit. */
  readonly throughputLeft: number;
  /** Mbit/s that the network of the storage path has left after the demand of everybody else; Infinity without one. */
  readonly networkLeft: number;
  /** Migration and storage leave over the same path, so their rates add up. */
  readonly sharesMigrationPath: boolean;
  readonly cpuOfOne: Cores;
}

export const storageRulesOf = (host: Host, switches: readonly CapableSwitch[], migration: TrafficPath, policy: Policy): StorageRules => {
  const path = pathOfRole(host, 'storage', switches)?.path ?? null;
  const stream = megabytesToMbps(megabytesPerSecond(policy.storage_stream_mbytes_per_second));
  const throughput = host.storageThroughput;
  return {
    path,
    stream,
    most: policy.max_storage_migrations,
    throughputKnown: throughput !== null,
    throughputLeft: throughput === null ? Number.POSITIVE_INFINITY : megabytesToMbps(megabytesPerSecond(throughput - host.storageUsed)),
    networkLeft: path === null ? Number.POSITIVE_INFINITY : networkLeftOf(path),
    sharesMigrationPath: path !== null && sharePath(path, migration),
    cpuOfOne: cores(path === null || path.rdma ? 0 : stream / coreRateOf(host, policy)),
  };
};

/** What the storage network has left after a failure, with every demand on it served. */
const networkLeftOf = (path: TrafficPath): number => {
  if (path.place.kind === 'direct') {
    const own = path.adapters.reduce((sum, adapter) => sum + adapter.egress, 0);
    return path.total - own;
  }
  const { virtualSwitch, traffic } = path.place.on;
  const ofHost = traffic.hostFlows.reduce((sum, flow) => sum + flow.demand, 0);
  const ofVms = traffic.vmFlows.reduce((sum, flow) => sum + flow.demand, 0);
  return path.afterLoss - (ofHost + Math.min(ofVms, virtualSwitch.coincidentEgress ?? Number.POSITIVE_INFINITY));
};

/** One copy always may run and takes what is left; more must fit beside the migration at its rate. */
export const copiesFit = (rules: StorageRules, copies: number, migrationRate: number): boolean => {
  if (copies === 1) return true;
  const rate = copies * rules.stream;
  const shared = rules.sharesMigrationPath ? migrationRate : 0;
  return rate <= rules.throughputLeft + ROUNDING && rate + shared <= rules.networkLeft + ROUNDING;
};
