/** Random hosts, and a writer that shares no code with the reader: the two must agree. */
import fc from 'fast-check';
import { ATTRIBUTES } from '../../src/inventory/attributes.ts';
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../../src/model/host.ts';
import {
  BANDWIDTH_MODES,
  LOAD_BALANCINGS,
  MANAGERS,
  OS_VERSIONS,
  RDMA_KINDS,
  ROLES,
  TEAM_MODES,
  TEAMINGS,
  TRANSPORT_SETTINGS,
  VM_STATES,
} from '../../src/model/host.ts';
import { compareNames, nameKey } from '../../src/model/name.ts';
import type { InventoryFile } from '../../src/model/problem.ts';

/** A model object whose numbers have no brand: a generator makes plain ones. */
type Plain<Value> = Value extends number
  ? number
  : Value extends readonly (infer Item)[]
    ? Plain<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Plain<Value[Key]> }
      : Value;

const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom('Network Adapter', 'a,b', 'say "hi"', '=1+1', 'Ünïcode', 'x;y', '#TYPE', "O'Neil", 'tab'),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/\p{Cc}|\p{Cs}/u.test(text));
const names = (max: number, min = 0): fc.Arbitrary<string[]> =>
  fc.uniqueArray(name, { minLength: min, maxLength: max, selector: nameKey }).map((list) => list.sort(compareNames));
const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: Math.ceil(min), max }), fc.double({ min, max, noNaN: true, minExcluded: true })).map((value) => value + 0);
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(arbitrary, { nil: null });
const integer = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });
const pick = <Word>(words: readonly Word[]): fc.Arbitrary<Word> => fc.constantFrom(...words);
const rate = number(0, 1_000_000);

const switchNamed = (switchName: string): fc.Arbitrary<Plain<VirtualSwitch>> =>
  fc
    .record({
      name: fc.constant(switchName),
      teaming: pick(TEAMINGS),
      teamMode: pick(TEAM_MODES),
      loadBalancing: pick(LOAD_BALANCINGS),
      bandwidthMode: pick(BANDWIDTH_MODES),
      iovEnabled: fc.boolean(),
      defaultFlowWeight: orNull(integer(100)),
      defaultFlowReservation: orNull(integer(1_000_000_000)),
      coincidentEgress: orNull(rate),
      coincidentIngress: orNull(rate),
    })
    .map((value) => (value.teaming === 'none' ? { ...value, loadBalancing: 'hyper-v-port' as const } : value));

const nicNamed = (nicName: string, switches: readonly string[]): fc.Arbitrary<Plain<Nic>> =>
  fc.record({
    name: fc.constant(nicName),
    switch: fc.constantFrom(null, ...switches),
    link: integer(400_000, 1),
    vfLimit: integer(256),
    vportLimit: orNull(integer(512)),
    queuePairLimit: orNull(integer(512)),
    vmqQueues: integer(256),
    rssQueues: integer(64),
    rdma: pick(RDMA_KINDS),
    dcbTrafficClasses: integer(8),
    numaNode: integer(7),
    device: orNull(name),
    fabric: orNull(name),
    mtu: integer(9000, 576),
    mtuMax: orNull(integer(9600, 576)),
    lso: fc.boolean(),
    model: orNull(fc.constantFrom('ConnectX-4 Lx', 'two\nlines', 'a "b"', 'x, y; z')),
  });

interface Surroundings {
  readonly vm: string | null;
  readonly switches: readonly string[];
  readonly nics: readonly Plain<Nic>[];
}

/** Where an adapter may be: on a switch, perhaps mapped to an uplink of it, or, of the host alone, on a free port. */
const places = ({ vm, switches, nics }: Surroundings): { switch: string | null; nic: string | null }[] => [
  ...switches.map((on) => ({ switch: on, nic: null })),
  ...nics.flatMap((nic) => (nic.switch === null && vm !== null ? [] : [{ switch: nic.switch, nic: nic.name }])),
];

const adapterNamed = (adapterName: string, around: Surroundings): fc.Arbitrary<Plain<Adapter>> =>
  fc
    .record({
      name: fc.constant(adapterName),
      vm: fc.constant(around.vm),
      place: pick(places(around)),
      role: around.vm === null ? pick(ROLES.slice(1)) : pick(ROLES),
      egress: rate,
      ingress: rate,
      floor: rate,
      cap: orNull(rate),
      eastWest: number(0, 100),
      weight: orNull(integer(100)),
      reservation: orNull(integer(1_000_000_000)),
      iov: fc.boolean(),
      latencySensitive: fc.boolean(),
      acl: fc.boolean(),
      vlans: integer(10),
      macs: integer(10),
      guestTeam: fc.boolean(),
      mtu: around.vm === null ? integer(9000, 576) : orNull(integer(9000, 576)),
    })
    .map(({ place, ...rest }) => ({ ...rest, ...place }));

const adaptersOf = (around: Surroundings, max: number): fc.Arbitrary<Plain<Adapter>[]> =>
  places(around).length === 0
    ? fc.constant([])
    : names(max).chain((list) => fc.tuple(...list.map((adapterName) => adapterNamed(adapterName, around))));

const vmNamed = (vmName: string, switches: readonly string[], nics: readonly Plain<Nic>[]): fc.Arbitrary<Plain<Vm>> =>
  fc.record({
    name: fc.constant(vmName),
    vcpus: integer(64, 1),
    memory: integer(1_000_000, 1),
    dirtyRate: orNull(number(0, 1000)),
    disk: number(0, 10_000),
    tier: pick([1, 2, 3]),
    trusted: fc.boolean(),
    state: pick(VM_STATES),
    migratable: fc.boolean(),
    priority: integer(4000),
    adapters: adaptersOf({ vm: vmName, switches, nics }, 2),
  });

const hostNamed = (hostName: string): fc.Arbitrary<Plain<Host>> =>
  fc.tuple(names(2), names(3), names(3)).chain(([switches, nicNames, vms]) =>
    fc.tuple(...nicNames.map((nicName) => nicNamed(nicName, switches))).chain((nics) =>
      fc.record({
        name: fc.constant(hostName),
        cluster: name,
        os: pick(OS_VERSIONS),
        logicalProcessors: integer(2048, 1),
        smt: fc.boolean(),
        numaNodes: integer(8, 1),
        cpuUsed: orNull(number(0, 100)),
        memory: orNull(integer(4096, 1)),
        storageThroughput: orNull(integer(10_000, 1)),
        storageUsed: number(0, 10_000),
        drainWindow: orNull(integer(600, 1)),
        settings: fc.record({
          liveMigrations: orNull(integer(10)),
          storageMigrations: orNull(integer(10)),
          transport: orNull(pick(TRANSPORT_SETTINGS)),
          liveMigrationLimit: orNull(integer(2_000_000_000)),
          clusterParallelMigrations: orNull(integer(10)),
          clusterSmbLimitFactor: orNull(integer(10_000)),
        }),
        managedBy: pick(MANAGERS),
        clusterUplink: fc.constant(null),
        spareHosts: fc.constant(null),
        switches: fc.tuple(...switches.map(switchNamed)),
        nics: fc.constant(nics),
        adapters: adaptersOf({ vm: null, switches, nics }, 3),
        vms: fc.tuple(...vms.map((vmName) => vmNamed(vmName, switches, nics))),
        vmsElsewhere: fc.constant([]),
      }),
    ),
  );

/** What the reader notes on its own: names of VMs that stand on several hosts, with the first other host by name. */
const withVmsElsewhere = (hosts: readonly Plain<Host>[]): Plain<Host>[] =>
  hosts.map((host) => ({
    ...host,
    vmsElsewhere: host.vms
      .toSorted((a, b) => compareNames(a.name, b.name))
      .flatMap(({ name: vm }) => {
        const others = hosts.filter((other) => other !== host && other.vms.some((each) => nameKey(each.name) === nameKey(vm)));
        const first = others.toSorted((a, b) => compareNames(a.name, b.name))[0];
        return first === undefined ? [] : [{ vm, host: first.name }];
      }),
  }));

export const fleet: fc.Arbitrary<Plain<Host>[]> = names(4)
  .chain((list) => fc.tuple(...list.map(hostNamed)))
  .map(withVmsElsewhere);

type Cells = readonly (string | number | boolean | null)[];

/** The cells behind the switch, in the order of adapters.csv and not of the record. */
const adapterCells = (value: Omit<Plain<Adapter>, 'name' | 'vm' | 'switch'>): Cells => {
  const { nic, role, egress, ingress, floor, cap, eastWest, weight, reservation } = value;
  const { iov, latencySensitive, acl, vlans, macs, guestTeam, mtu } = value;
  return [nic, role, egress, ingress, floor, cap, eastWest, weight, reservation, iov, latencySensitive, acl, vlans, macs, guestTeam, mtu];
};

/** Rows of all files, cells in the order of the attribute tables. */
export const rowsOf = (hosts: readonly Plain<Host>[]): Readonly<Record<InventoryFile, Cells[]>> => ({
  'hosts.csv': hosts.map(
    ({
      settings,
      switches: _s,
      nics: _n,
      adapters: _a,
      vms: _v,
      vmsElsewhere: _e,
      clusterUplink: _u,
      spareHosts: _h,
      managedBy,
      ...rest
    }) => [...Object.values(rest), ...Object.values(settings), managedBy],
  ),
  'switches.csv': hosts.flatMap((host) => host.switches.map((value) => [host.name, ...Object.values(value)])),
  'nics.csv': hosts.flatMap((host) => host.nics.map((value) => [host.name, ...Object.values(value)])),
  'vms.csv': hosts.flatMap((host) => host.vms.map(({ adapters: _a, ...value }) => [host.name, ...Object.values(value)])),
  'adapters.csv': hosts.flatMap((host) =>
    [...host.adapters, ...host.vms.flatMap((vm) => vm.adapters)].map(({ name: adapterName, vm, switch: on, ...rest }) => [
      host.name,
      adapterName,
      vm,
      on,
      ...adapterCells(rest),
    ]),
  ),
});

/** How a file is written down. */
export interface Form {
  readonly delimiter: ',' | ';' | '\t';
  readonly lineEnd: '\n' | '\r\n';
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';
  readonly isQuoted: boolean;
  readonly hasDecimalComma: boolean;
  /** Fractions in [0, 1) that shuffle rows and columns. */
  readonly order: readonly number[];
}

export const form: fc.Arbitrary<Form> = fc.record({
  delimiter: pick([',', ';', '\t'] as const),
  lineEnd: pick(['\n', '\r\n'] as const),
  encoding: pick(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] as const),
  isQuoted: fc.boolean(),
  hasDecimalComma: fc.boolean(),
  order: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 20 }),
});

const shuffle = <Item>(items: readonly Item[], order: readonly number[]): Item[] => {
  const rest = [...items];
  return items.flatMap((_, index) => rest.splice(Math.floor((order[index % order.length] ?? 0) * rest.length), 1));
};

const encode = (text: string, encoding: Form['encoding']): Buffer => {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8-bom':
      return Buffer.from(`\uFEFF${text}`);
    case 'utf-16le':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  }
};

const writeCell = (value: Cells[number], how: Form): string => {
  const text = value === null ? '' : String(value);
  const isComma = how.hasDecimalComma && how.delimiter === ';' && typeof value === 'number';
  const written = isComma ? text.replace('.', ',') : text;
  return how.isQuoted || /[",;\t\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
};

/** One file as bytes: rows and columns shuffled, in the given form. */
export const writeTable = (file: InventoryFile, rows: readonly Cells[], how: Form): Buffer => {
  const header = ATTRIBUTES.filter((attribute) => attribute.file === file).map((attribute) => attribute.name);
  const columns = shuffle(
    header.map((_, index) => index),
    how.order,
  );
  const lines = [header as Cells, ...shuffle(rows, how.order)].map((cells) =>
    columns.map((index) => writeCell(cells[index] ?? null, how)).join(how.delimiter),
  );
  return encode(lines.map((line) => line + how.lineEnd).join(''), how.encoding);
};
