/** switches.csv → switches of hosts. */
import type { LoadBalancing, Teaming, VirtualSwitch } from '../model/host.ts';
import { valueOf } from './attribute.ts';
import { claimName } from './reference.ts';
import { SWITCH } from './switch-attributes.ts';
import type { KnownHosts, RowReader } from './table.ts';
import { hostLookup } from './table.ts';

const loadBalancingOf = (teaming: Teaming, written: LoadBalancing | null): LoadBalancing => {
  if (teaming === 'none') return 'hyper-v-port';
  return written ?? (teaming === 'lbfo' ? 'dynamic' : 'hyper-v-port');
};

const readSwitch = (values: readonly unknown[]): VirtualSwitch => ({
  name: valueOf(values, SWITCH.switch),
  teaming: valueOf(values, SWITCH.teaming),
  teamMode: valueOf(values, SWITCH.team_mode),
  loadBalancing: loadBalancingOf(valueOf(values, SWITCH.teaming), valueOf(values, SWITCH.load_balancing)),
  bandwidthMode: valueOf(values, SWITCH.bandwidth_mode),
  iovEnabled: valueOf(values, SWITCH.iov_enabled),
  defaultFlowWeight: valueOf(values, SWITCH.default_flow_weight),
  defaultFlowReservation: valueOf(values, SWITCH.default_flow_minimum_bits_per_second),
  coincidentEgress: valueOf(values, SWITCH.coincident_egress_mbps),
  coincidentIngress: valueOf(values, SWITCH.coincident_ingress_mbps),
});

export const switchesReader = (known: KnownHosts): RowReader => ({
  ...hostLookup(known, SWITCH.host),
  row: (draft, row) => {
    const name = valueOf<string | undefined>(row.values, SWITCH.switch);
    if (name === undefined) {
      draft.unreadable.add('switches.csv');
      return;
    }
    claimName(draft.switches, name, row.isSound ? readSwitch(row.values) : null, row, SWITCH.switch);
  },
});
