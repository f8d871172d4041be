/** Which layer rules the traffic of a switch. */
import type { Host } from '../../src/model/host.ts';
import type { Layer } from '../../src/model/plan.ts';
import type { SwitchView } from './capacity.ts';

/** RDMA works through this switch: every uplink has it, no LBFO team, and not on 2012 R2. */
export const switchHasRdma = (host: Host, view: SwitchView): boolean =>
  view.uplinks.length > 0 && host.os !== '2012r2' && view.sw.teaming !== 'lbfo' && view.uplinks.every((nic) => nic.rdma !== 'none');

export const layerOf = (host: Host, view: SwitchView): Layer => {
  const roles = host.adapters.some(({ role }) => role === 'storage' || role === 'live-migration')
    ? ['storage', 'live-migration']
    : ['management'];
  const carries = view.hostVnics.some(({ role }) => roles.includes(role));
  const classes = view.uplinks.every((nic) => nic.dcbTrafficClasses >= 3);
  if (switchHasRdma(host, view) && carries && classes) return 'ets';
  if (view.sw.iovEnabled) return 'none';
  // Network ATC would revert a recreated switch: what has no weights today gets none.
  if (host.managedBy === 'network-atc' && view.sw.bandwidthMode !== 'weight') return 'none';
  return 'weights';
};
