/** A team cannot be changed in place: its switch is made anew, and with it the weights that were set on it are gone. */
import type { Adapter, Host, LoadBalancing, Teaming, VirtualSwitch } from '../model/host.ts';
import { nameKey } from '../model/name.ts';

/** SET knows Dynamic and Hyper-V Port; whoever spreads dynamically today goes on doing so. */
export const recreated = (on: VirtualSwitch, teaming: Teaming): VirtualSwitch => {
  const loadBalancing: LoadBalancing = on.teaming !== 'none' && on.loadBalancing === 'dynamic' ? 'dynamic' : 'hyper-v-port';
  return {
    ...on,
    teaming,
    teamMode: 'switch-independent',
    loadBalancing,
    bandwidthMode: on.iovEnabled ? 'none' : 'weight',
    defaultFlowWeight: null,
    defaultFlowReservation: null,
  };
};

export const withSwitch = (host: Host, replaced: VirtualSwitch): Host => {
  const key = nameKey(replaced.name);
  const unset = (adapter: Adapter): Adapter =>
    adapter.switch !== null && nameKey(adapter.switch) === key ? { ...adapter, weight: null } : adapter;
  return {
    ...host,
    switches: host.switches.map((each) => (nameKey(each.name) === key ? replaced : each)),
    adapters: host.adapters.map(unset),
    vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(unset) })),
  };
};

/** Every LBFO team of the host as a SET team; the host itself where it has none. */
export const withSet = (host: Host): Host =>
  host.switches.filter(({ teaming }) => teaming === 'lbfo').reduce((so, on) => withSwitch(so, recreated(on, 'set')), host);
