/**
 * Scenarios on hosts instead of rows: written from docs/what-if.md alone, and without a line of src/scenario. A scenario
 * on the rows of an inventory, read back, must give the same hosts.
 */
import type { Host, Nic, Vm } from '../../src/model/host.ts';

/** Plain numbers, and every property may be written. */
type Writable<Value> = Value extends number
  ? number
  : Value extends readonly (infer Item)[]
    ? Writable<Item>[]
    : Value extends object
      ? { -readonly [Key in keyof Value]: Writable<Value[Key]> }
      : Value;
export type Mutable = Writable<Host>;
type MutableNic = Writable<Nic>;
type MutableVm = Writable<Vm>;

/** The object that a scenario file states. */
export type Change = Readonly<Record<string, unknown>>;
type Where = Readonly<Record<string, unknown>> | undefined;

const same = (a: string | null, b: string | null): boolean => a !== null && b !== null && a.toLowerCase() === b.toLowerCase();

const globOf = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .toLowerCase()
      .split('')
      .map((unit) => (unit === '*' ? '[^]*' : unit === '?' ? '[^]' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
      .join('')}$`,
  );

export const fits = (globs: unknown, name: string | number | null): boolean =>
  name !== null && name !== '' && [globs].flat().some((glob) => globOf(String(glob)).test(String(name).toLowerCase()));

const holds = (where: Where, tests: Readonly<Record<string, (globs: unknown) => boolean>>): boolean =>
  Object.entries(where ?? {}).every(([key, globs]) => tests[key]?.(globs) ?? false);

const hostTests = (host: Mutable) => ({
  host: (globs: unknown) => fits(globs, host.name),
  cluster: (globs: unknown) => fits(globs, host.cluster),
  os: (globs: unknown) => fits(globs, host.os),
});

const allAdapters = (host: Mutable) => [...host.adapters, ...host.vms.flatMap(({ adapters }) => adapters)];

export const selectsHost = (where: Where, host: Mutable): boolean =>
  holds(where, {
    ...hostTests(host),
    switch: (globs) => host.switches.some(({ name }) => fits(globs, name)),
    nic: (globs) => host.nics.some(({ name }) => fits(globs, name)),
    model: (globs) => host.nics.some(({ model }) => fits(globs, model)),
    vm: (globs) => host.vms.some(({ name }) => fits(globs, name)),
    tier: (globs) => host.vms.some(({ tier }) => fits(globs, tier)),
    role: (globs) => allAdapters(host).some(({ role }) => fits(globs, role)),
  });

export const selectsNic = (where: Where, host: Mutable, nic: MutableNic): boolean => {
  const above = allAdapters(host).filter((adapter) => same(adapter.switch, nic.switch));
  return holds(where, {
    ...hostTests(host),
    switch: (globs) => fits(globs, nic.switch),
    nic: (globs) => fits(globs, nic.name),
    model: (globs) => fits(globs, nic.model),
    vm: (globs) => above.some(({ vm }) => fits(globs, vm)),
    role: (globs) => above.some(({ role }) => fits(globs, role)),
  });
};

export const selectsVm = (where: Where, host: Mutable, vm: MutableVm): boolean =>
  holds(where, {
    ...hostTests(host),
    switch: (globs) => vm.adapters.some((adapter) => fits(globs, adapter.switch)),
    vm: (globs) => fits(globs, vm.name),
    tier: (globs) => fits(globs, vm.tier),
    role: (globs) => vm.adapters.some(({ role }) => fits(globs, role)),
  });

const selectsAdapter = (where: Where, host: Mutable, adapter: Mutable['adapters'][number], tier: number | null): boolean =>
  holds(where, {
    ...hostTests(host),
    switch: (globs) => fits(globs, adapter.switch),
    nic: (globs) => fits(globs, adapter.nic),
    model: (globs) => host.nics.some((nic) => same(nic.switch, adapter.switch) && fits(globs, nic.model)),
    vm: (globs) => fits(globs, adapter.vm),
    tier: (globs) => fits(globs, tier),
    role: (globs) => fits(globs, adapter.role),
  });

/** `NIC1` → `NIC2`, as the manual tells it. */
const nextName = (like: string, taken: readonly string[]): string => {
  const digits = /\d{1,9}$/.exec(like)?.[0] ?? '';
  const stem = digits === '' ? `${like} ` : like.slice(0, -digits.length);
  for (let number = digits === '' ? 2 : Number(digits) + 1; ; number += 1) {
    const name = stem + String(number).padStart(digits.length, '0');
    if (!taken.some((each) => same(each, name))) return name;
  }
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => {
  const [keyA, keyB] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return keyA < keyB ? -1 : keyA > keyB ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
};

const loseNics = (host: Mutable, gone: readonly string[]): void => {
  const isGone = (name: string | null): boolean => gone.some((each) => same(each, name));
  host.nics = host.nics.filter(({ name }) => !isGone(name));
  host.adapters = host.adapters.filter(({ switch: on, nic }) => on !== null || !isGone(nic));
  for (const adapter of allAdapters(host)) if (isGone(adapter.nic)) adapter.nic = null;
};

const nine = (value: number): number => {
  // Beyond 2^53 / 10^9 there are no nine decimals to round.
  if (Math.abs(value) > 4_000_000) return Math.floor(value) + Math.round((value - Math.floor(value)) * 1e9) / 1e9;
  return Math.round(value * 1e9) / 1e9;
};

interface AddNics {
  readonly like: string;
  readonly count: number;
  readonly where?: Where;
}

const addNics = (host: Mutable, { like, count, where }: AddNics): void => {
  const [template] = host.nics.filter((nic) => fits(like, nic.name) && selectsNic(where, host, nic)).toSorted(byName);
  if (template === undefined) return;
  const mates = host.nics.filter((nic) => nic.switch === template.switch || same(nic.switch, template.switch)).toSorted(byName);
  const fabrics: string[] = [];
  for (const name of [template.fabric, ...mates.map(({ fabric }) => fabric)]) {
    if (name === null) continue;
    const known = fabrics.findIndex((each) => same(each, name));
    if (known < 0) fabrics.push(name);
    // Of spellings that differ in case alone the last one counts.
    else fabrics[known] = name;
  }
  const cards = host.nics.flatMap(({ device }) => device ?? []);
  const device = template.device === null ? null : nextName(template.device, cards);
  for (let index = 0; index < count; index += 1) {
    const name = nextName(
      template.name,
      host.nics.map((nic) => nic.name),
    );
    const fabric = template.fabric === null ? null : (fabrics[index % fabrics.length] ?? null);
    host.nics.push({ ...template, name, device, fabric });
  }
};

const addHosts = (hosts: Mutable[], { like, count }: { readonly like: string; readonly count: number }): void => {
  const template = hosts.find(({ name }) => fits(like, name));
  if (template === undefined) return;
  for (let index = 0; index < count; index += 1) {
    const name = nextName(
      template.name,
      hosts.map((host) => host.name),
    );
    hosts.push({ ...structuredClone(template), name, vms: [] });
  }
};

interface Move {
  readonly vms: unknown;
  readonly where?: Where;
  readonly to: string;
  readonly switch?: string;
}

const move = (hosts: Mutable[], change: Move): void => {
  const target = hosts.find(({ name }) => fits(change.to, name));
  if (target === undefined) return;
  const arriving = hosts.flatMap((host) => {
    if (host === target) return [];
    const moved = host.vms.filter((vm) => fits(change.vms, vm.name) && selectsVm(change.where, host, vm));
    host.vms = host.vms.filter((vm) => !moved.includes(vm));
    return moved;
  });
  for (const vm of arriving) {
    for (const adapter of vm.adapters) {
      const on = target.switches.find(({ name }) => same(name, change.switch ?? adapter.switch));
      adapter.switch = on?.name ?? null;
      adapter.nic = null;
    }
    target.vms.push(vm);
  }
};

/** Applies one change to hosts that may be written to. */
export const applyToHosts = (hosts: Mutable[], change: Change): Mutable[] => {
  const where = change.where as Where;
  const set = change.set as Record<string, Record<string, never>> | undefined;
  const scale = change.scale as Record<string, Record<string, number>> | undefined;
  for (const host of hosts) {
    // All rows are selected before any cell is edited.
    const isSet = set?.hosts !== undefined && selectsHost(where, host);
    const nics = host.nics.filter((nic) => set?.nics !== undefined && selectsNic(where, host, nic));
    const vms = host.vms.filter((vm) => set?.vms !== undefined && selectsVm(where, host, vm));
    const owners = [{ tier: null, adapters: host.adapters }, ...host.vms];
    const adapters = owners.flatMap(({ tier, adapters: own }) =>
      own.filter((each) => scale !== undefined && selectsAdapter(where, host, each, tier)),
    );
    if (isSet) host.os = set?.hosts?.os as never;
    for (const nic of nics) nic.link = set?.nics?.link_mbps as never;
    for (const vm of vms) vm.tier = set?.vms?.tier as never;
    for (const adapter of adapters) {
      adapter.egress = Math.min(1e9, nine(adapter.egress * (scale?.adapters?.egress_mbps ?? 1))) as never;
      adapter.vlans = Math.min(65_536, Math.round(nine(adapter.vlans * (scale?.adapters?.vlans ?? 1))));
    }
    if (change.add_nics !== undefined) addNics(host, change.add_nics as AddNics);
  }
  if (change.add_hosts !== undefined) addHosts(hosts, change.add_hosts as never);
  if (change.move !== undefined) move(hosts, change.move as Move);
  return loseFrom(hosts, change);
};

const loseFrom = (hosts: Mutable[], change: Change): Mutable[] => {
  const fail = change.fail as Record<string, unknown> | undefined;
  const remove = change.remove as Record<string, unknown> | undefined;
  if (fail !== undefined && fail.nic === undefined && fail.fabric === undefined && fail.device === undefined)
    return hosts.filter(({ name }) => !fits(fail.host, name));
  if (remove?.hosts !== undefined)
    return hosts.filter((host) => !(fits(remove.hosts, host.name) && selectsHost(remove.where as Where, host)));
  for (const host of hosts) {
    if (fail !== undefined && (fail.host === undefined || fits(fail.host, host.name))) {
      const lost = host.nics.filter((nic) =>
        fits(
          fail.nic ?? fail.fabric ?? fail.device,
          fail.nic !== undefined ? nic.name : fail.fabric !== undefined ? nic.fabric : nic.device,
        ),
      );
      loseNics(
        host,
        lost.map(({ name }) => name),
      );
    }
    if (remove?.vms !== undefined)
      host.vms = host.vms.filter((vm) => !(fits(remove.vms, vm.name) && selectsVm(remove.where as Where, host, vm)));
  }
  return hosts;
};

/** In the order in which an inventory is read back. */
export const inOrder = (hosts: readonly Mutable[]): readonly Mutable[] =>
  hosts
    .map((host) => ({
      ...host,
      nics: host.nics.toSorted(byName),
      vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.toSorted(byName) })).toSorted(byName),
      vmsElsewhere: [],
    }))
    .toSorted(byName);
