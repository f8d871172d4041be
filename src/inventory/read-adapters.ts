/** adapters.csv → virtual adapters of hosts and VMs, joined to what they refer to. */
import type { Adapter, Nic, Role, VirtualSwitch } from '../model/host.ts';
import { adapterLabel, nameKey } from '../model/name.ts';
import { ADAPTER } from './adapter-attributes.ts';
import { valueOf } from './attribute.ts';
import type { HostDraft, VmDraft } from './host-draft.ts';
import { refer, takenName } from './reference.ts';
import { show } from './source.ts';
import type { KnownHosts, Row, RowReader } from './table.ts';
import { hostLookup } from './table.ts';

const HOST_VNIC_MTU = 1500;

/** Names in the adapter's row, as written; null: blank, undefined: not readable. */
interface Names {
  readonly vm: string | null | undefined;
  readonly switch: string | null | undefined;
  readonly nic: string | null | undefined;
}

interface Joined {
  readonly vm: VmDraft | null;
  readonly switch: VirtualSwitch | null;
  readonly nic: Nic | null;
}

const readAdapter = (values: readonly unknown[], joined: Joined): Adapter => {
  const mtu = valueOf(values, ADAPTER.mtu);
  return {
    name: valueOf(values, ADAPTER.adapter),
    vm: joined.vm === null ? null : joined.vm.name,
    switch: joined.switch === null ? null : joined.switch.name,
    nic: joined.nic === null ? null : joined.nic.name,
    role: valueOf(values, ADAPTER.role),
    egress: valueOf(values, ADAPTER.egress_mbps),
    ingress: valueOf(values, ADAPTER.ingress_mbps),
    floor: valueOf(values, ADAPTER.floor_mbps),
    cap: valueOf(values, ADAPTER.cap_mbps),
    eastWest: valueOf(values, ADAPTER.east_west_pct),
    weight: valueOf(values, ADAPTER.weight),
    reservation: valueOf(values, ADAPTER.minimum_bandwidth_bits_per_second),
    iov: valueOf(values, ADAPTER.iov),
    latencySensitive: valueOf(values, ADAPTER.latency_sensitive),
    acl: valueOf(values, ADAPTER.acl),
    vlans: valueOf(values, ADAPTER.vlans),
    macs: valueOf(values, ADAPTER.macs),
    guestTeam: valueOf(values, ADAPTER.guest_team),
    mtu: mtu === null && joined.vm === null ? HOST_VNIC_MTU : mtu,
  };
};

const join = (draft: HostDraft, names: Names, row: Row): Joined => {
  const vms = { registry: draft.vms, file: 'vms.csv', noun: 'vm' } as const;
  const switches = { registry: draft.switches, file: 'switches.csv', noun: 'switch' } as const;
  const nics = { registry: draft.nics, file: 'nics.csv', noun: 'nic' } as const;
  return {
    vm: names.vm == null ? null : refer(draft, names.vm, vms, row, ADAPTER.vm),
    switch: names.switch == null ? null : refer(draft, names.switch, switches, row, ADAPTER.switch),
    nic: names.nic == null ? null : refer(draft, names.nic, nics, row, ADAPTER.nic),
  };
};

/** An adapter needs a way out: a switch, or, of the host alone, a port that no switch holds. */
const checkPath = (draft: HostDraft, names: Names, joined: Joined, row: Row): void => {
  if (names.switch === null && typeof names.vm === 'string') {
    const message = 'The switch is blank, and the adapter is of a VM.';
    row.report(ADAPTER.switch, { code: 'switch-missing', message, remedy: 'Name the switch that the adapter is connected to.' });
  }
  if (names.switch === null && names.vm === null && names.nic === null) {
    const message = 'The nic is blank, and so is the switch.';
    row.report(ADAPTER.nic, { code: 'nic-missing', message, remedy: 'Name the switch, or the port that the host uses directly.' });
  }
  const { nic } = joined;
  if (nic === null || names.switch === undefined) return;
  if (names.switch === null && names.vm === null && nic.switch !== null) {
    const message = `The nic (${show(nic.name)}) is an uplink of switch ${show(nic.switch)}; the host cannot use it directly.`;
    row.report(ADAPTER.nic, { code: 'nic-is-uplink', message, remedy: `Maybe write ${show(nic.switch)} in the column switch.` });
  }
  if (joined.switch !== null && nic.switch !== joined.switch.name && !draft.unreadable.has('nics.csv')) {
    const message = `The nic (${show(nic.name)}) is no uplink of switch ${show(joined.switch.name)}.`;
    row.report(ADAPTER.nic, { code: 'nic-not-uplink', message, remedy: 'Name an uplink of that switch, or leave the nic blank.' });
  }
};

const checkRole = (names: Names, role: Role | undefined, row: Row): void => {
  if (role !== 'vm' || names.vm !== null) return;
  const message = 'The role is vm, and the vm is blank.';
  row.report(ADAPTER.vm, { code: 'vm-missing', message, remedy: 'Name the VM, or write the role of the host vNIC.' });
};

/** VM and adapter in one key; a tab is in no name. */
const keyOf = (vm: string | null, adapter: string): string => (vm === null ? nameKey(adapter) : `${nameKey(vm)}\t${nameKey(adapter)}`);

export const adaptersReader = (known: KnownHosts): RowReader => ({
  ...hostLookup(known, ADAPTER.host),
  row: (draft, row) => {
    const { values } = row;
    const names: Names = { vm: valueOf(values, ADAPTER.vm), switch: valueOf(values, ADAPTER.switch), nic: valueOf(values, ADAPTER.nic) };
    const joined = join(draft, names, row);
    checkPath(draft, names, joined, row);
    checkRole(names, valueOf<Role | undefined>(values, ADAPTER.role), row);
    const name = valueOf<string | undefined>(values, ADAPTER.adapter);
    if (name === undefined || names.vm === undefined) return;
    const earlier = draft.adapterNames.claim(keyOf(names.vm, name), row.line, null);
    if (earlier !== null) row.report(ADAPTER.adapter, takenName(ADAPTER.adapter, adapterLabel(names.vm, name), earlier));
    // On a host that is rejected a reference may lead nowhere; its adapters are of no more use.
    if (!row.isSound || draft.isRejected) return;
    (joined.vm === null ? draft.adapters : joined.vm.adapters).push(readAdapter(values, joined));
  },
});
