/** Draws one host of a synthetic fleet as CSV rows. Severity moves every draw from benign to pathological. */
import type { Random } from './random.ts';

export interface HostRows {
  readonly hosts: readonly string[];
  readonly switches: readonly string[];
  readonly nics: readonly string[];
  readonly vms: readonly string[];
  readonly adapters: readonly string[];
}

export const HEADERS: { readonly [File in keyof HostRows]: string } = {
  hosts:
    'host,cluster,os,logical_processors,smt,numa_nodes,cpu_used_pct,memory_gib,storage_mbytes_per_second,storage_used_mbytes_per_second,drain_window_minutes,live_migrations,storage_migrations,live_migration_transport',
  switches: 'host,switch,teaming,team_mode,load_balancing,bandwidth_mode,iov_enabled,default_flow_weight,coincident_egress_mbps',
  nics: 'host,nic,switch,link_mbps,vf_limit,vport_limit,queue_pair_limit,vmq_queues,rss_queues,rdma,dcb_traffic_classes,numa_node,device,fabric,mtu,mtu_max',
  vms: 'host,vm,vcpus,memory_mib,dirty_mbytes_per_second,disk_gib,tier,trusted,state,migratable,priority',
  adapters:
    'host,adapter,vm,switch,nic,role,egress_mbps,ingress_mbps,floor_mbps,cap_mbps,weight,iov,latency_sensitive,acl,vlans,macs,guest_team',
};

export interface Draw {
  readonly name: string;
  readonly cluster: string;
  readonly os: string;
  readonly vms: number;
  /** 0 benign, 1 pathological. */
  readonly severity: number;
}

type Kind = 'converged' | 'migration-nic' | 'rdma-storage' | 'iov' | 'absolute';

interface Shape {
  readonly kind: Kind;
  readonly link: number;
  readonly ports: number;
}

const drawShape = (random: Random, { os, severity }: Draw): Shape => {
  const roll = random.next();
  const modern = os !== '2012r2';
  const kind: Kind =
    roll < 0.65
      ? 'converged'
      : roll < 0.8
        ? 'migration-nic'
        : roll < 0.9 && modern
          ? 'rdma-storage'
          : roll < 0.95 && modern
            ? 'iov'
            : 'absolute';
  const link = random.chance(severity * 0.5) ? random.pick([1000, 1000, 10_000]) : random.pick([10_000, 10_000, 25_000, 25_000, 100_000]);
  return { kind, link, ports: random.pick([2, 2, 2, 4]) };
};

const drawNics = (random: Random, { name }: Draw, { kind, link, ports }: Shape): readonly string[] => {
  const queues = link >= 10_000 ? random.pick([16, 31, 63]) : 8;
  const vfs = kind === 'iov' ? random.pick([8, 32, 63]) : 0;
  const uplinks = Array.from({ length: ports }, (_, port) => {
    const device = `card-${Math.floor(port / 2) + 1}`;
    return `${name},nic${port + 1},Converged,${link},${vfs},${vfs + 32},128,${queues},16,none,0,${port % 2},${device},tor-${(port % 2) + 1},1500,9014`;
  });
  const direct = (nic: string, rdma: string, classes: number, fabric: string): string =>
    `${name},${nic},,${link},0,,,0,16,${rdma},${classes},0,${nic},${fabric},9000,9014`;
  if (kind === 'migration-nic') return [...uplinks, direct('migration1', 'none', 0, 'tor-1')];
  if (kind === 'rdma-storage') return [...uplinks, direct('smb1', 'rocev2', 8, 'tor-1'), direct('smb2', 'rocev2', 8, 'tor-2')];
  return uplinks;
};

const drawSwitch = (random: Random, { name, os }: Draw, { kind }: Shape): string => {
  const teaming = os === '2012r2' ? 'lbfo' : 'set';
  const balancing = random.pick(['dynamic', 'hyper-v-port']);
  const mode = kind === 'iov' ? 'none' : kind === 'absolute' ? 'absolute' : 'weight';
  const defaultWeight = mode === 'weight' ? random.pick([1, 1, 5, 10]) : '';
  return `${name},Converged,${teaming},switch-independent,${balancing},${mode},${kind === 'iov'},${defaultWeight},`;
};

const hostAdapter = (name: string, adapter: string, role: string, figures: string, weight: number | ''): string =>
  `${name},${adapter},,Converged,,${role},${figures},,${weight},,,,,,`;

const directAdapter = (name: string, adapter: string, nic: string, role: string, figures: string): string =>
  `${name},${adapter},,,${nic},${role},${figures},,,,,,,,`;

const drawHostAdapters = (random: Random, { name, severity }: Draw, { kind, link, ports }: Shape): readonly string[] => {
  const weighted = kind !== 'iov' && kind !== 'absolute';
  const weight = (value: number): number | '' => (weighted ? value : '');
  const storage = Math.round(link * ports * (0.05 + 0.2 * severity * random.next()));
  const common = [
    hostAdapter(name, 'Management', 'management', `${random.between(20, 120)},${random.between(20, 150)},50`, weight(5)),
    hostAdapter(name, 'Cluster', 'cluster', `${random.between(5, 60)},${random.between(5, 60)},20`, weight(10)),
  ];
  const path = hostAdapter(name, 'LiveMigration', 'live-migration', '0,0,', weight(random.pick([20, 30, 40])));
  if (kind === 'migration-nic') return [...common, directAdapter(name, 'LiveMigration', 'migration1', 'live-migration', '0,0,')];
  if (kind === 'rdma-storage') {
    const figures = `${Math.round(link * 0.2)},${Math.round(link * 0.3)},`;
    return [...common, directAdapter(name, 'SMB1', 'smb1', 'storage', figures), directAdapter(name, 'SMB2', 'smb2', 'storage', figures)];
  }
  return [
    ...common,
    path,
    hostAdapter(name, 'Storage', 'storage', `${storage},${Math.round(storage * 1.3)},${Math.round(storage / 2)}`, weight(40)),
  ];
};

/** Mean demand of a VM adapter: a fifth of the team when benign, three times the team when pathological. */
const meanDemand = ({ link, ports }: Shape, { vms, severity }: Draw): number =>
  (link * ports * (0.2 + 2.8 * severity ** 2)) / Math.max(1, vms);

const drawVm = (random: Random, draw: Draw, shape: Shape, index: number): { readonly vm: string; readonly adapter: string } => {
  const { name, severity } = draw;
  const vm = `${name}-vm-${String(index + 1).padStart(3, '0')}`;
  const tier = random.pick([1, 2, 2, 3, 3, 3]);
  const memory = random.pick([2048, 4096, 8192, 8192, 16_384, 32_768]);
  const hot = random.chance(severity * 0.3);
  const dirty = hot ? random.between(200, 200 + Math.round(4800 * severity)) : random.between(1, 20 + Math.round(60 * severity));
  const state = random.chance(0.04) ? random.pick(['off', 'saved', 'paused']) : 'running';
  const trusted = shape.kind === 'iov' && random.chance(0.7);
  // The square of a uniform draw leaves a handful of VMs with most of the traffic, as in real fleets.
  const egress = Math.round(3 * meanDemand(shape, draw) * random.next() ** 2 * 10) / 10;
  const floor = tier < 3 && random.chance(0.3 + 0.6 * severity) ? Math.round(egress * (0.3 + severity * random.next())) : 0;
  const iov = shape.kind === 'iov' && random.chance(0.5);
  return {
    vm: `${name},${vm},${random.pick([1, 2, 4, 8])},${memory},${dirty},${random.between(40, 400)},${tier},${trusted},${state},${!random.chance(0.02)},${random.pick([2000, 2000, 2000, 3000, 1000])}`,
    adapter: `${name},Network Adapter,${vm},Converged,,vm,${egress},${Math.round(egress * 1.2)},${iov ? 0 : floor},,${shape.kind === 'iov' || shape.kind === 'absolute' ? '' : random.pick([0, 1, 3, 5])},${iov},${random.chance(0.1)},${random.chance(0.03)},${random.chance(0.03) ? 4 : 1},1,false`,
  };
};

/** One host with its switch, ports, VMs and adapters. */
export const drawHost = (random: Random, draw: Draw): HostRows => {
  const { name, cluster, os, severity } = draw;
  const shape = drawShape(random, draw);
  const vms = Array.from({ length: draw.vms }, (_, index) => drawVm(random, draw, shape, index));
  const window = Math.max(5, Math.round(45 - 40 * severity));
  const transport = random.pick(['compression', 'compression', 'tcpip', 'smb']);
  const host = `${name},${cluster},${os},${random.pick([32, 64, 96])},true,2,${random.between(20, 50 + Math.round(40 * severity))},${Math.max(256, draw.vms * 24)},${random.pick(['', '1600', '3200'])},${random.between(0, 400)},${window},${random.pick([1, 2, 4])},2,${transport}`;
  return {
    hosts: [host],
    switches: [drawSwitch(random, draw, shape)],
    nics: drawNics(random, draw, shape),
    vms: vms.map(({ vm }) => vm),
    adapters: [...drawHostAdapters(random, draw, shape), ...vms.map(({ adapter }) => adapter)],
  };
};
