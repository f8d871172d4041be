/** Where a migration travels and what each transport can do there. */
import type { Adapter, Host, Nic, Role, Vm } from '../../src/model/host.ts';
import { compareNames } from '../../src/model/name.ts';
import { TRANSPORTS, type BlockerReason, type Transport } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import { frameCapacity, sameName, type SwitchView, sum } from './capacity.ts';
import { copyOf, type Carrier } from './drain-time.ts';

/** A switch, or all NICs that the host uses directly for the purpose. */
export interface Place {
  /** null: direct. */
  readonly view: SwitchView | null;
  readonly adapters: readonly Adapter[];
  readonly nics: readonly Nic[];
  readonly r: number;
  readonly afterLoss: number;
}

export type PathRole = 'live-migration' | 'storage' | 'management';

export interface Path extends Place {
  readonly role: PathRole;
}

export interface DrainSet {
  readonly vms: readonly Vm[];
  readonly blocked: readonly { readonly vm: string; readonly reason: BlockerReason }[];
}

const directPlace = (host: Host, adapters: readonly Adapter[]): Place => {
  const nics = host.nics.filter((nic) => adapters.some((adapter) => sameName(adapter.nic, nic.name)));
  const others = host.adapters.filter(
    (adapter) => adapter.switch === null && !adapters.includes(adapter) && nics.some((nic) => sameName(nic.name, adapter.nic)),
  );
  const r = sum(nics.map(frameCapacity)) - sum(others.map((adapter) => adapter.egress));
  return { view: null, adapters, nics, r, afterLoss: r };
};

/** The place with the largest R, ties by name (a direct place has none, and is first); null where the role has no adapter. */
export const placeOf = (host: Host, views: readonly SwitchView[], role: Role): Place | null => {
  const adapters = host.adapters.filter((adapter) => adapter.role === role);
  const places: Place[] = [];
  const direct = adapters.filter((adapter) => adapter.switch === null);
  if (direct.length > 0) places.push(directPlace(host, direct));
  for (const view of [...views].sort((a, b) => compareNames(a.sw.name, b.sw.name))) {
    const here = adapters.filter((adapter) => sameName(adapter.switch, view.sw.name));
    if (here.length > 0) places.push({ view, adapters: here, nics: view.uplinks, r: view.r, afterLoss: view.afterLoss });
  }
  let best: Place | null = null;
  for (const place of places) if (best === null || place.r > best.r) best = place;
  return best;
};

export const pathOf = (host: Host, views: readonly SwitchView[]): Path | null => {
  for (const role of ['live-migration', 'storage', 'management'] as const) {
    const place = placeOf(host, views, role);
    if (place !== null) return { ...place, role };
  }
  return null;
};

export const drainSet = (host: Host, policy: Policy): DrainSet => {
  const vms: Vm[] = [];
  const blocked: { vm: string; reason: BlockerReason }[] = [];
  for (const vm of host.vms) {
    if (vm.state !== 'running') blocked.push({ vm: vm.name, reason: 'not-running' });
    else if (!vm.migratable) blocked.push({ vm: vm.name, reason: 'not-migratable' });
    else if (vm.priority < policy.drain_min_priority) blocked.push({ vm: vm.name, reason: 'below-priority' });
    else vms.push(vm);
  }
  return { vms, blocked };
};

export const coreRateOf = (host: Host, policy: Policy): number =>
  host.os === '2012r2' || host.os === '2016' ? policy.core_rate_to_2016_mbps : policy.core_rate_from_2019_mbps;

/** SMB Direct works at this place. */
export const placeHasRdma = (host: Host, place: Place): boolean =>
  place.nics.length > 0 &&
  place.nics.every((nic) => nic.rdma !== 'none') &&
  (place.view === null || (host.os !== '2012r2' && place.view.sw.teaming !== 'lbfo'));

export const legalTransports = (host: Host, path: Path): Transport[] =>
  TRANSPORTS.filter((transport) => {
    if (transport === 'smb-direct') return placeHasRdma(host, path);
    return transport === 'smb' || path.role !== 'storage';
  });

const receiverQueues = (host: Host, path: Path): number => {
  if (path.view === null) return Math.min(16, ...path.nics.map((nic) => nic.rssQueues));
  const slow = path.nics.some((nic) => nic.link < 10_000);
  const noQueues = path.nics.every((nic) => nic.vmqQueues === 0);
  return host.os === '2012r2' || slow || noQueues ? 1 : 16;
};

/** P(o): what the path and its receiver can carry, Mbit/s of frames. */
export const pathRate = (host: Host, policy: Policy, path: Path, transport: Transport): number => {
  const a = path.adapters.length;
  const wire = path.view === null ? path.r : Math.min(path.r, a * path.view.fastest);
  return transport === 'smb-direct' ? wire : Math.min(wire, a * receiverQueues(host, path) * coreRateOf(host, policy));
};

export const carrierOf = (host: Host, policy: Policy, path: Path, transport: Transport): Carrier => {
  const mtu = Math.min(...path.nics.map((nic) => nic.mtu));
  const core = coreRateOf(host, policy);
  const stream = {
    tcpip: core,
    smb: 4 * core * path.adapters.length,
    compression: policy.compress_stream_mbps,
    'smb-direct': pathRate(host, policy, path, transport),
  }[transport];
  return { epsilon: (mtu - 40) / (mtu + 14), ratio: transport === 'compression' ? policy.compression_ratio : 1, stream };
};

/** Cores for each Mbit/s of frames. */
export const coresPerMbps = (host: Host, policy: Policy, transport: Transport): number => {
  if (transport === 'smb-direct') return 0;
  if (transport === 'compression') return policy.compression_ratio / policy.compress_core_rate_mbps;
  return 1 / coreRateOf(host, policy);
};

/** VMs that converge under no transport, even alone at the full rate of the path; with the shortest pause that any gives. */
export const neverConverging = (host: Host, policy: Policy, path: Path, vms: readonly Vm[]): { vm: Vm; blackout: number }[] => {
  const named: { vm: Vm; blackout: number }[] = [];
  for (const vm of vms) {
    const copies = legalTransports(host, path).map((transport) => {
      const carrier = carrierOf(host, policy, path, transport);
      return copyOf(vm, policy, Math.min(pathRate(host, policy, path, transport) * carrier.epsilon * carrier.ratio, carrier.stream));
    });
    if (!copies.some((copy) => copy.converges)) named.push({ vm, blackout: Math.min(...copies.map((copy) => copy.blackout)) });
  }
  return named;
};
