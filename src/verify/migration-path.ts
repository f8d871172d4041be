/** The way that migrations take through the host, and what it carries under each transport. */
import type { Adapter, Host, Nic, Role } from '../model/host.ts';
import type { MigrationPath, Transport } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf, findSwitch, type HostFacts, isSameName, type SwitchFacts } from './host-facts.ts';
import type { Carrier } from './pre-copy.ts';

const TEN_GIGABIT = 10_000;
const MOST_QUEUES = 16;
const SMB_STREAMS = 4;
const PATH_ROLES = ['live-migration', 'storage', 'management'] as const satisfies readonly Role[];

export interface PathFacts {
  readonly role: MigrationPath['role'];
  /** null: the host uses the ports directly. */
  readonly on: SwitchFacts | null;
  readonly adapters: readonly Adapter[];
  readonly nics: readonly Nic[];
  readonly total: number;
  readonly afterLoss: number;
}

const directCapacity = (facts: HostFacts, path: readonly Adapter[], nics: readonly Nic[]): number => {
  let capacity = 0;
  for (const nic of nics) capacity += capacityOf(nic);
  for (const adapter of facts.directAdapters) {
    const { nic } = adapter;
    if (nic === null || path.includes(adapter) || !nics.some((one) => isSameName(one.name, nic))) continue;
    capacity -= adapter.egress;
  }
  return Math.max(0, capacity);
};

export const nicsOf = (host: Host, adapters: readonly Adapter[]): readonly Nic[] =>
  host.nics.filter((nic) => adapters.some((adapter) => adapter.nic !== null && isSameName(adapter.nic, nic.name)));

/** The role whose adapters carry migrations: the first that the host has. */
export const pathRole = (host: Host): MigrationPath['role'] | null => {
  for (const role of PATH_ROLES) if (host.adapters.some((adapter) => adapter.role === role)) return role;
  return null;
};

/** All adapters of the role on one switch, or all direct ones; null where there are none. */
export const readPath = (host: Host, facts: HostFacts, role: MigrationPath['role'], switchName: string | null): PathFacts | null => {
  if (switchName === null) {
    const adapters = facts.directAdapters.filter((adapter) => adapter.role === role);
    if (adapters.length === 0) return null;
    const nics = nicsOf(host, adapters);
    const capacity = directCapacity(facts, adapters, nics);
    return { role, on: null, adapters, nics, total: capacity, afterLoss: capacity };
  }
  const on = findSwitch(facts, switchName);
  const adapters = on === null ? [] : on.hostVnics.filter((adapter) => adapter.role === role);
  if (on === null || adapters.length === 0) return null;
  return { role, on, adapters, nics: on.uplinks, total: on.total, afterLoss: on.afterLoss };
};

/** RDMA works on every port, and nothing between it and the host takes it away. */
export const hasRdma = (host: Host, on: SwitchFacts | null, nics: readonly Nic[]): boolean => {
  if (nics.length === 0 || nics.some((nic) => nic.rdma === 'none')) return false;
  return on === null || (on.vswitch.teaming !== 'lbfo' && host.os !== '2012r2');
};

export const legalTransports = (host: Host, path: PathFacts): readonly Transport[] => {
  const smb: Transport[] = hasRdma(host, path.on, path.nics) ? ['smb-direct', 'smb'] : ['smb'];
  return path.role === 'storage' ? smb : [...smb, 'compression', 'tcpip'];
};

export const coreRate = (host: Host, policy: Policy): number =>
  host.os === '2012r2' || host.os === '2016' ? policy.core_rate_to_2016_mbps : policy.core_rate_from_2019_mbps;

/** Receive queues of one vNIC of the path; of direct ports the one with fewest counts. */
const receiveQueues = (host: Host, path: PathFacts): number => {
  if (path.on === null) return path.nics.reduce((least, nic) => Math.min(least, nic.rssQueues), MOST_QUEUES);
  const slow = path.nics.some((nic) => nic.link < TEN_GIGABIT) || path.nics.every((nic) => nic.vmqQueues === 0);
  return host.os === '2012r2' || slow ? 1 : MOST_QUEUES;
};

/** What the path and its receiver carry, Mbit/s of frames. */
export const pathRate = (host: Host, policy: Policy, path: PathFacts, transport: Transport): number => {
  const vnics = path.adapters.length;
  const line = path.on === null ? path.total : Math.min(path.total, vnics * path.on.fastest);
  if (transport === 'smb-direct') return line;
  return Math.min(line, receiveQueues(host, path) * vnics * coreRate(host, policy));
};

/** `rate`: what the path carries under the transport. */
export const carrierOf = (host: Host, policy: Policy, path: PathFacts, transport: Transport, rate: number): Carrier => {
  let mtu = Infinity;
  for (const nic of path.nics) mtu = Math.min(mtu, nic.mtu);
  const payload = (mtu - 40) / (mtu + 14);
  switch (transport) {
    case 'compression':
      return { efficiency: payload * policy.compression_ratio, stream: policy.compress_stream_mbps };
    case 'tcpip':
      return { efficiency: payload, stream: coreRate(host, policy) };
    case 'smb':
      return { efficiency: payload, stream: SMB_STREAMS * coreRate(host, policy) * path.adapters.length };
    case 'smb-direct':
      return { efficiency: payload, stream: rate };
  }
};

/** Memory that one migration copies when it has the whole of a path of this rate, Mbit/s. */
export const loneRate = (host: Host, policy: Policy, path: PathFacts, transport: Transport, rate: number): number => {
  const { efficiency, stream } = carrierOf(host, policy, path, transport, rate);
  return Math.min(rate * efficiency, stream);
};

/** Cores that a migration takes for each Mbit/s of frames. */
export const coresPerMbps = (host: Host, policy: Policy, transport: Transport): number => {
  switch (transport) {
    case 'compression':
      return policy.compression_ratio / policy.compress_core_rate_mbps;
    case 'tcpip':
    case 'smb':
      return 1 / coreRate(host, policy);
    case 'smb-direct':
      return 0;
  }
};
