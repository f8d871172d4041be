/** Over which adapters and NICs a drain of the host leaves, and what that path can carry. */
import type { Finding } from '../model/finding.ts';
import type { Adapter, Host, Nic, Role, VirtualSwitch } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Transport } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import type { SwitchTraffic } from './flows.ts';
import { frameRate, payloadShare, sumOfRates, type SwitchCapacity } from './capacity.ts';

/** A switch with what it carries and what flows over it. */
export interface CapableSwitch {
  readonly virtualSwitch: VirtualSwitch;
  readonly capacity: SwitchCapacity;
  readonly traffic: SwitchTraffic;
}

/** Where traffic of one role leaves the host: one switch, or NICs that the host uses directly. */
export interface TrafficPath {
  readonly place: { readonly kind: 'switch'; readonly on: CapableSwitch } | { readonly kind: 'direct' };
  readonly adapters: readonly Adapter[];
  readonly nics: readonly Nic[];
  /** R and R′; on direct NICs both are what other direct adapters leave. */
  readonly total: Mbps;
  readonly afterLoss: Mbps;
  readonly fastestMember: Mbps;
  /** RDMA on every NIC, not lost under a team or an old switch. */
  readonly rdma: boolean;
}

export interface MigrationRoute {
  readonly path: TrafficPath;
  readonly role: 'live-migration' | 'storage' | 'management';
  readonly findings: readonly Finding[];
}

/** The first of these that the host has adapters for carries migration. */
export const ROLE_ORDER = ['live-migration', 'storage', 'management'] as const;

/** The path of live migration; null where the host has no adapter for it. */
export const migrationRouteOf = (host: Host, switches: readonly CapableSwitch[]): MigrationRoute | null => {
  for (const role of ROLE_ORDER) {
    const found = pathOfRole(host, role, switches);
    if (found === null) continue;
    return { path: found.path, role, findings: findingsOf(host, role, found.ignored) };
  }
  return null;
};

const findingsOf = (host: Host, role: MigrationRoute['role'], ignored: number): Finding[] => {
  const findings: Finding[] = [];
  const severity = 'warning';
  const subject = host.name;
  if (role === 'storage') findings.push({ code: 'migration-path-storage', severity, subject, values: {} });
  if (role === 'management') findings.push({ code: 'migration-path-management', severity, subject, values: {} });
  if (ignored > 0) findings.push({ code: 'migration-path-split', severity, subject, values: { ignored } });
  return findings;
};

/** The place with the largest capacity where the host has adapters of this role (direct NICs first, then by name), with the number of adapters elsewhere. */
export const pathOfRole = (host: Host, role: Role, switches: readonly CapableSwitch[]): { path: TrafficPath; ignored: number } | null => {
  const adapters = host.adapters.filter((adapter) => adapter.role === role);
  if (adapters.length === 0) return null;
  const direct = adapters.filter((adapter) => adapter.switch === null);
  const paths: TrafficPath[] = direct.length > 0 ? [directPath(host, direct)] : [];
  for (const on of switches) {
    const here = adapters.filter((adapter) => adapter.switch !== null && nameKey(adapter.switch) === nameKey(on.virtualSwitch.name));
    if (here.length > 0) paths.push(switchPath(host, on, here));
  }
  const best = paths.reduce((chosen, path) => (path.total > chosen.total ? path : chosen));
  return { path: best, ignored: adapters.length - best.adapters.length };
};

const switchPath = (host: Host, on: CapableSwitch, adapters: readonly Adapter[]): TrafficPath => {
  const { capacity, virtualSwitch } = on;
  return {
    place: { kind: 'switch', on },
    adapters,
    nics: capacity.uplinks,
    total: capacity.total,
    afterLoss: capacity.afterLoss,
    fastestMember: capacity.fastestMember,
    rdma: haveRdma(capacity.uplinks) && virtualSwitch.teaming !== 'lbfo' && host.os !== '2012r2',
  };
};

const directPath = (host: Host, adapters: readonly Adapter[]): TrafficPath => {
  const names = new Set(adapters.map((adapter) => nameKey(adapter.nic ?? '')));
  const nics = host.nics.filter((nic) => names.has(nameKey(nic.name)));
  const own = new Set(adapters);
  const others = host.adapters.filter((adapter) => adapter.switch === null && !own.has(adapter) && names.has(nameKey(adapter.nic ?? '')));
  const taken = others.reduce((sum, adapter) => sum + adapter.egress, 0);
  const total = mbps(Math.max(0, sumOfRates(nics) - taken));
  return {
    place: { kind: 'direct' },
    adapters,
    nics,
    total,
    afterLoss: total,
    fastestMember: mbps(Math.max(0, ...nics.map(frameRate))),
    rdma: haveRdma(nics),
  };
};

const haveRdma = (nics: readonly Nic[]): boolean => nics.length > 0 && nics.every((nic) => nic.rdma !== 'none');

/** Both leave over the same switch, or share a NIC that the host uses directly. */
export const sharePath = (a: TrafficPath, b: TrafficPath): boolean => {
  if (a.place.kind === 'switch' && b.place.kind === 'switch') return a.place.on === b.place.on;
  return a.place.kind === b.place.kind && a.nics.some((nic) => b.nics.includes(nic));
};

const TEN_GIGABIT = 10_000;
const MOST_QUEUES = 16;

/** How many receive queues, each worth a core, a vNIC of the receiver has; targets are taken to be like the source. */
const receiveQueues = (host: Host, path: TrafficPath): number => {
  if (path.place.kind === 'direct') return Math.min(MOST_QUEUES, ...path.nics.map((nic) => nic.rssQueues));
  const slow = path.nics.some((nic) => nic.link < TEN_GIGABIT);
  const noQueues = path.nics.every((nic) => nic.vmqQueues === 0);
  return host.os === '2012r2' || slow || noQueues ? 1 : MOST_QUEUES;
};

export const coreRateOf = (host: Host, policy: Policy): number =>
  host.os === '2012r2' || host.os === '2016' ? policy.core_rate_to_2016_mbps : policy.core_rate_from_2019_mbps;

/** P(o): what the path and its receiver carry with this transport. */
export const pathRate = (host: Host, path: TrafficPath, transport: Transport, policy: Policy): Mbps => {
  const adapters = path.adapters.length;
  const line = path.place.kind === 'direct' ? path.total : Math.min(path.total, adapters * path.fastestMember);
  if (transport === 'smb-direct') return mbps(line);
  return mbps(Math.min(line, adapters * receiveQueues(host, path) * coreRateOf(host, policy)));
};

export const transportsOf = (route: MigrationRoute): readonly Transport[] => {
  const smb: readonly Transport[] = route.path.rdma ? ['smb-direct', 'smb'] : ['smb'];
  return route.role === 'storage' ? smb : [...smb, 'compression', 'tcpip'];
};

/** ε of the NIC of the path with the least MTU. */
export const pathPayload = (path: TrafficPath): number => payloadShare(Math.min(...path.nics.map((nic) => nic.mtu)));
