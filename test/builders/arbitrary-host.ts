/** Varied valid hosts for property tests. A failing run prints its seed and the shrunken host. */
import fc from 'fast-check';
import type { Adapter, Host, HostSettings, Nic, OsVersion, VirtualSwitch, Vm } from '../../src/model/host.ts';
import { bytesPerSecond, gibibytes, mbps, mebibytes, megabytesPerSecond, minutes, percent } from '../../src/units/quantity.ts';
import { arbitraryNics, MTUS } from './arbitrary-nics.ts';
import { maybe, rarely, rate, weightNow } from './arbitrary-values.ts';
import { buildAdapter, buildHost, buildSettings, buildSwitch, buildVm } from './host-builder.ts';

export interface ArbitraryHostShape {
  readonly maxVms?: number;
  readonly maxSwitches?: 1 | 2;
}

const teamsOf = (os: OsVersion): readonly VirtualSwitch['teaming'][] => (os === '2012r2' ? ['none', 'lbfo'] : ['none', 'lbfo', 'set']);

const arbitrarySwitch = (name: string, os: OsVersion): fc.Arbitrary<VirtualSwitch> =>
  fc
    .record({
      teaming: fc.constantFrom(...teamsOf(os)),
      mode: fc.constantFrom('switch-independent', 'static', 'lacp'),
      balancing: fc.constantFrom('dynamic', 'hyper-v-port', 'address-hash'),
      bandwidthMode: fc.constantFrom('weight', 'weight', 'weight', 'none', 'absolute'),
      iovEnabled: rarely(3),
      defaultFlowWeight: maybe(fc.integer({ min: 0, max: 60 })),
      coincidentEgress: maybe(rate(20_000)),
      coincidentIngress: maybe(rate(20_000)),
    })
    .map(({ teaming, mode, balancing, coincidentEgress, coincidentIngress, bandwidthMode, ...rest }) =>
      buildSwitch({
        ...rest,
        name,
        teaming,
        bandwidthMode: bandwidthMode as VirtualSwitch['bandwidthMode'],
        teamMode: teaming === 'lbfo' ? (mode as VirtualSwitch['teamMode']) : 'switch-independent',
        loadBalancing: loadBalancingOf(teaming, balancing as VirtualSwitch['loadBalancing']),
        coincidentEgress: coincidentEgress === null ? null : mbps(coincidentEgress),
        coincidentIngress: coincidentIngress === null ? null : mbps(coincidentIngress),
      }),
    );

const loadBalancingOf = (teaming: VirtualSwitch['teaming'], wanted: VirtualSwitch['loadBalancing']): VirtualSwitch['loadBalancing'] => {
  if (teaming === 'none') return 'hyper-v-port';
  return teaming === 'set' && wanted === 'address-hash' ? 'dynamic' : wanted;
};

const arbitraryAdapter = (base: Partial<Adapter>, highest: number, allWeights: boolean): fc.Arbitrary<Adapter> =>
  fc
    .record({
      egress: rate(highest),
      ingress: rate(highest),
      floorShare: fc.constantFrom(0, 0, 0.5, 1, 1.5),
      cap: fc.oneof({ arbitrary: fc.constant(null), weight: 9 }, { arbitrary: fc.integer({ min: 1, max: highest * 2 }), weight: 1 }),
      eastWest: fc.integer({ min: 0, max: 100 }),
      weight: weightNow(allWeights),
      mtu: maybe(fc.constantFrom(...MTUS)),
    })
    .map(({ egress, ingress, floorShare, cap, eastWest, weight, mtu }) =>
      buildAdapter({
        egress: mbps(egress),
        ingress: mbps(ingress),
        floor: mbps(cap === null ? egress * floorShare : Math.min(cap, egress * floorShare)),
        cap: cap === null ? null : mbps(cap),
        eastWest: percent(eastWest),
        weight,
        mtu,
        ...base,
      }),
    );

const HOST_VNICS: readonly { readonly name: string; readonly role: Adapter['role']; readonly highest: number }[] = [
  { name: 'Management', role: 'management', highest: 500 },
  { name: 'Cluster', role: 'cluster', highest: 200 },
  { name: 'Migration1', role: 'live-migration', highest: 0 },
  { name: 'Migration2', role: 'live-migration', highest: 0 },
  { name: 'Storage1', role: 'storage', highest: 4000 },
  { name: 'Storage2', role: 'storage', highest: 4000 },
  { name: 'Backup', role: 'backup', highest: 2000 },
];

const arbitraryHostVnics = (owner: string, allWeights: boolean): fc.Arbitrary<readonly Adapter[]> =>
  fc
    .tuple(
      fc.subarray(HOST_VNICS.slice(0), { minLength: 0 }),
      fc.tuple(
        ...HOST_VNICS.map(({ name, role, highest }) =>
          highest === 0
            ? weightNow(allWeights).map((weight) => buildAdapter({ name, role, switch: owner, weight }))
            : arbitraryAdapter({ name, role, switch: owner }, highest, allWeights),
        ),
      ),
    )
    .map(([wanted, adapters]) => adapters.filter((adapter) => wanted.some(({ name }) => name === adapter.name)));

/** A port of its own for migration or storage, with the host adapter that uses it. */
const arbitraryDirect = (role: 'live-migration' | 'storage'): fc.Arbitrary<{ nics: readonly Nic[]; adapters: readonly Adapter[] }> =>
  fc.integer({ min: 1, max: 2 }).chain((count) =>
    fc.tuple(arbitraryNics(null, `${role}-port`, count), rate(role === 'storage' ? 3000 : 1)).map(([nics, egress]) => ({
      nics,
      adapters: nics.map((nic, index) =>
        buildAdapter({
          name: `${role}-direct${index + 1}`,
          role,
          switch: null,
          nic: nic.name,
          egress: mbps(role === 'storage' ? egress : 0),
        }),
      ),
    })),
  );

/** Most adapters that ask for a virtual function may have one: no floor, no cap, one VLAN and one MAC. */
const arbitraryOffloads = (switches: readonly string[]): fc.Arbitrary<Partial<Adapter>> =>
  fc
    .record({
      switch: fc.constantFrom(...switches),
      iov: rarely(2),
      plain: rarely(1),
      latencySensitive: rarely(3),
      guestTeam: rarely(3),
      acl: rarely(),
      vlans: fc.constantFrom(1, 1, 1, 1, 1, 1, 4),
      macs: fc.constantFrom(1, 1, 1, 1, 1, 1, 2),
      ingress: fc.constantFrom(0, 300, 2500, 5000, 12_000, 40_000),
    })
    .map(({ plain, ingress, ...rest }) => ({
      ...rest,
      ...(plain ? { floor: mbps(0), cap: null, acl: false, vlans: 1, macs: 1, ingress: mbps(ingress) } : {}),
    }));

const arbitraryVm = (index: number, switches: readonly string[], allWeights: boolean): fc.Arbitrary<Vm> =>
  fc
    .record({
      vcpus: fc.integer({ min: 1, max: 16 }),
      memory: fc.constantFrom(512, 2048, 4096, 8192, 16_384, 65_536, 262_144),
      dirtyRate: maybe(fc.constantFrom(0, 1, 10, 50, 200, 2000)),
      disk: fc.constantFrom(0, 60, 500),
      tier: fc.constantFrom(1, 2, 3, 3),
      trusted: rarely(1).map((not) => !not),
      state: fc.constantFrom('running', 'running', 'running', 'running', 'off', 'saved', 'paused'),
      migratable: rarely(9).map((stuck) => !stuck),
      priority: fc.constantFrom(0, 1000, 2000, 2000, 2000, 3000),
      adapters: fc
        .integer({ min: 0, max: 2 })
        .chain((count) =>
          fc.tuple(
            ...Array.from({ length: count }, (_, position) =>
              arbitraryOffloads(switches).chain((offloads) =>
                arbitraryAdapter({ name: `Network Adapter ${position + 1}`, role: 'vm', ...offloads }, 1500, allWeights),
              ),
            ),
          ),
        ),
    })
    .map((vm) =>
      buildVm({
        ...vm,
        name: `vm${String(index).padStart(2, '0')}`,
        memory: mebibytes(vm.memory),
        dirtyRate: vm.dirtyRate === null ? null : megabytesPerSecond(vm.dirtyRate),
        disk: gibibytes(vm.disk),
        tier: vm.tier as Vm['tier'],
        state: vm.state as Vm['state'],
      }),
    );

const arbitrarySettings: fc.Arbitrary<HostSettings> = fc
  .record({
    liveMigrations: maybe(fc.integer({ min: 0, max: 12 })),
    storageMigrations: maybe(fc.integer({ min: 0, max: 6 })),
    transport: maybe(fc.constantFrom('tcpip', 'compression', 'smb')),
    liveMigrationLimit: maybe(fc.constantFrom(786_432_000, 1_250_000_000)),
    clusterParallelMigrations: rarely().map((set) => (set ? 1 : null)),
    clusterSmbLimitFactor: rarely().map((set) => (set ? 2500 : null)),
  })
  .map((settings) =>
    buildSettings({
      ...settings,
      transport: settings.transport as HostSettings['transport'],
      liveMigrationLimit: settings.liveMigrationLimit === null ? null : bytesPerSecond(settings.liveMigrationLimit),
    }),
  );

const arbitraryMachine = fc
  .record({
    os: fc.constantFrom('2012r2', '2016', '2019', '2022', '2025'),
    logicalProcessors: fc.constantFrom(2, 4, 8, 32, 64, 128, 192),
    smt: fc.boolean(),
    numaNodes: fc.constantFrom(1, 2, 2, 4),
    cpuUsed: maybe(fc.integer({ min: 0, max: 100 })),
    storageThroughput: maybe(fc.constantFrom(100, 500, 2000, 8000)),
    storageUsed: fc.constantFrom(0, 50, 400),
    drainWindow: maybe(fc.constantFrom(1, 5, 15, 60)),
    settings: arbitrarySettings,
  })
  .map((machine) => ({
    ...machine,
    os: machine.os as OsVersion,
    cpuUsed: machine.cpuUsed === null ? null : percent(machine.cpuUsed),
    storageThroughput: machine.storageThroughput === null ? null : megabytesPerSecond(machine.storageThroughput),
    storageUsed: megabytesPerSecond(machine.storageUsed),
    drainWindow: machine.drainWindow === null ? null : minutes(machine.drainWindow),
  }));

const arbitrarySwitchWithNics = (index: number, os: OsVersion, allWeights: boolean) =>
  arbitrarySwitch(`Switch${index}`, os).chain((owner) =>
    fc
      .integer({ min: 1, max: owner.teaming === 'none' ? 1 : 4 })
      .chain((count) => fc.tuple(fc.constant(owner), arbitraryNics(owner.name, `s${index}nic`, count)))
      .chain(([vswitch, nics]) =>
        fc.tuple(fc.constant(vswitch), fc.constant(nics), arbitraryHostVnics(vswitch.name, allWeights)).map(([one, ports, vnics]) => ({
          vswitch: one,
          nics: ports,
          // Names of host vNICs are unique on a host, so the second switch spells its own.
          adapters: vnics.map((adapter) => ({ ...adapter, name: index === 1 ? adapter.name : `${adapter.name}-${index}` })),
        })),
      ),
  );

/**
 * Hosts as the inventory reader accepts them: every OS, no team, LBFO or SET of one to four ports with cards and
 * fabrics, one or two switches, host vNICs of every role or none, direct ports for migration or storage, 0 to `maxVms`
 * (40) VMs with floors, caps and tiers, today's weights and settings set, half set or blank.
 */
export const arbitraryHost = ({ maxVms = 40, maxSwitches = 2 }: ArbitraryHostShape = {}): fc.Arbitrary<Host> =>
  fc.tuple(arbitraryMachine, fc.boolean(), fc.integer({ min: 1, max: maxSwitches })).chain(([machine, allWeights, switchCount]) => {
    const indexes = Array.from({ length: switchCount }, (_, index) => index + 1);
    const names = indexes.map((index) => `Switch${index}`);
    return fc
      .record({
        switches: fc.tuple(...indexes.map((index) => arbitrarySwitchWithNics(index, machine.os, allWeights))),
        migration: fc.option(arbitraryDirect('live-migration'), { freq: 3, nil: null }),
        storage: fc.option(arbitraryDirect('storage'), { freq: 3, nil: null }),
        vms: fc
          .integer({ min: 0, max: maxVms })
          .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => arbitraryVm(index + 1, names, allWeights)))),
      })
      .map(({ switches, migration, storage, vms }) => {
        const direct = [migration, storage].filter((one) => one !== null);
        return buildHost({
          ...machine,
          switches: switches.map((one) => one.vswitch),
          nics: [...switches.flatMap((one) => one.nics), ...direct.flatMap((one) => one.nics)],
          adapters: [...switches.flatMap((one) => one.adapters), ...direct.flatMap((one) => one.adapters)],
          vms,
        });
      });
  });
