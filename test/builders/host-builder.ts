/** Hosts for tests: every noun with sensible defaults, lists in order of name as the inventory reader leaves them. */
import type { Adapter, Host, HostSettings, Nic, VirtualSwitch, Vm } from '../../src/model/host.ts';
import { compareNames } from '../../src/model/name.ts';
import { gibibytes, mbps, mebibytes, percent } from '../../src/units/quantity.ts';

export const SWITCH = 'Converged';

const byName = <Noun extends { readonly name: string }>(nouns: readonly Noun[]): readonly Noun[] =>
  [...nouns].sort((a, b) => compareNames(a.name, b.name));

/** A 10 GbE port under the switch `Converged`, without queues, VFs or RDMA. */
export const buildNic = (overrides: Partial<Nic> = {}): Nic => ({
  name: 'NIC1',
  switch: SWITCH,
  link: mbps(10_000),
  vfLimit: 0,
  vportLimit: null,
  queuePairLimit: null,
  vmqQueues: 0,
  rssQueues: 1,
  rdma: 'none',
  dcbTrafficClasses: 0,
  numaNode: 0,
  device: null,
  fabric: null,
  mtu: 1500,
  mtuMax: null,
  lso: true,
  model: null,
  ...overrides,
});

/** A switch over a SET team in weight mode. */
export const buildSwitch = (overrides: Partial<VirtualSwitch> = {}): VirtualSwitch => ({
  name: SWITCH,
  teaming: 'set',
  teamMode: 'switch-independent',
  loadBalancing: 'hyper-v-port',
  bandwidthMode: 'weight',
  iovEnabled: false,
  defaultFlowWeight: null,
  defaultFlowReservation: null,
  coincidentEgress: null,
  coincidentIngress: null,
  ...overrides,
});

/** A host vNIC for management without demand; give `vm` for an adapter of a VM (buildVm does), `nic` for a direct one. */
export const buildAdapter = (overrides: Partial<Adapter> = {}): Adapter => ({
  name: 'Management',
  vm: null,
  switch: SWITCH,
  nic: null,
  role: 'management',
  egress: mbps(0),
  ingress: mbps(0),
  floor: mbps(0),
  cap: null,
  eastWest: percent(0),
  weight: null,
  reservation: null,
  iov: false,
  latencySensitive: false,
  acl: false,
  vlans: 1,
  macs: 1,
  guestTeam: false,
  mtu: null,
  ...overrides,
});

/** A migration vNIC. */
export const buildMigrationAdapter = (overrides: Partial<Adapter> = {}): Adapter =>
  buildAdapter({ name: 'LiveMigration', role: 'live-migration', ...overrides });

/** An adapter of a VM, before buildVm writes the name of its VM into it. */
export const buildVmAdapter = (overrides: Partial<Adapter> = {}): Adapter =>
  buildAdapter({ name: 'Network Adapter', role: 'vm', egress: mbps(100), ...overrides });

/** A running, migratable VM of 8 GiB with one adapter of 100 Mbit/s; its adapters get its name. */
export const buildVm = (overrides: Partial<Vm> = {}): Vm => {
  const name = overrides.name ?? 'vm01';
  const adapters = overrides.adapters ?? [buildVmAdapter()];
  return {
    vcpus: 4,
    memory: mebibytes(8192),
    dirtyRate: null,
    disk: gibibytes(0),
    tier: 3,
    trusted: false,
    state: 'running',
    migratable: true,
    priority: 2000,
    ...overrides,
    name,
    adapters: byName(adapters.map((adapter) => ({ ...adapter, vm: name }))),
  };
};

/** Nothing is known of today's settings. */
export const buildSettings = (overrides: Partial<HostSettings> = {}): HostSettings => ({
  liveMigrations: null,
  storageMigrations: null,
  transport: null,
  liveMigrationLimit: null,
  clusterParallelMigrations: null,
  clusterSmbLimitFactor: null,
  ...overrides,
});

/** A stand-alone 2019 host: 2 × 10 GbE under one SET switch, a management and a migration vNIC, no VMs. */
export const buildHost = (overrides: Partial<Host> = {}): Host => {
  const name = overrides.name ?? 'host01';
  const host: Host = {
    name,
    cluster: name,
    os: '2019',
    logicalProcessors: 64,
    smt: true,
    numaNodes: 2,
    cpuUsed: null,
    memory: null,
    storageThroughput: null,
    storageUsed: 0 as Host['storageUsed'],
    drainWindow: null,
    settings: buildSettings(),
    managedBy: 'none',
    clusterUplink: null,
    spareHosts: null,
    switches: [buildSwitch()],
    nics: [buildNic(), buildNic({ name: 'NIC2' })],
    adapters: [buildAdapter(), buildMigrationAdapter()],
    vms: [],
    vmsElsewhere: [],
    ...overrides,
  };
  return {
    ...host,
    switches: byName(host.switches),
    nics: byName(host.nics),
    adapters: byName(host.adapters),
    vms: byName(host.vms),
  };
};
