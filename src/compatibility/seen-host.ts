/** A host as the rules look at it: each switch with its uplinks and the adapters on it. Worked out once for all rules. */
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';

export interface SeenAdapter {
  readonly adapter: Adapter;
  readonly vm: Vm;
}

export interface SeenSwitch {
  readonly virtualSwitch: VirtualSwitch;
  readonly uplinks: readonly Nic[];
  readonly hostVnics: readonly Adapter[];
  /** Adapters of running VMs: what is off uses nothing. */
  readonly vmAdapters: readonly SeenAdapter[];
  /** One of them takes part in a team inside its VM. */
  readonly guestTeams: boolean;
  /** One of them asks for a virtual function. */
  readonly wantsIov: boolean;
}

/** A host vNIC without a switch, and the port that it uses. */
export interface DirectAdapter {
  readonly adapter: Adapter;
  readonly nic: Nic;
}

export interface SeenHost {
  readonly host: Host;
  readonly switches: readonly SeenSwitch[];
  readonly direct: readonly DirectAdapter[];
  readonly running: readonly Vm[];
}

interface Draft extends SeenSwitch {
  readonly uplinks: Nic[];
  readonly hostVnics: Adapter[];
  readonly vmAdapters: SeenAdapter[];
  guestTeams: boolean;
  wantsIov: boolean;
}

/** Most names are written as their switch writes them, so the spelling is tried before the key. */
const findDraft = (drafts: readonly Draft[], name: string | null): Draft | undefined => {
  if (name === null) return undefined;
  for (const draft of drafts) if (draft.virtualSwitch.name === name) return draft;
  const key = nameKey(name);
  return drafts.find((draft) => nameKey(draft.virtualSwitch.name) === key);
};

const findNic = (nics: readonly Nic[], name: string): Nic | undefined => {
  const key = nameKey(name);
  return nics.find((nic) => nameKey(nic.name) === key);
};

export const seeHost = (host: Host): SeenHost => {
  const switches: Draft[] = host.switches.map((virtualSwitch) => ({
    virtualSwitch,
    uplinks: [],
    hostVnics: [],
    vmAdapters: [],
    guestTeams: false,
    wantsIov: false,
  }));
  const direct: DirectAdapter[] = [];
  for (const nic of host.nics) findDraft(switches, nic.switch)?.uplinks.push(nic);
  for (const adapter of host.adapters) {
    if (adapter.switch !== null) findDraft(switches, adapter.switch)?.hostVnics.push(adapter);
    else {
      const nic = adapter.nic === null ? undefined : findNic(host.nics, adapter.nic);
      if (nic !== undefined) direct.push({ adapter, nic });
    }
  }
  const running: Vm[] = [];
  for (const vm of host.vms) {
    if (vm.state !== 'running') continue;
    running.push(vm);
    for (const adapter of vm.adapters) {
      const draft = findDraft(switches, adapter.switch);
      if (draft === undefined) continue;
      draft.vmAdapters.push({ adapter, vm });
      if (adapter.guestTeam) draft.guestTeams = true;
      if (adapter.iov) draft.wantsIov = true;
    }
  }
  return { host, switches, direct, running };
};
