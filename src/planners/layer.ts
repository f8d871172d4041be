/** Which layer rules the traffic of a switch: software weights, the NICs' traffic classes (ETS), or neither. */
import { LEAST_TRAFFIC_CLASSES } from '../compatibility/switch-use.ts';
import type { Adapter, Host, Nic, VirtualSwitch } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Layer, LayerLoss } from '../model/plan.ts';

export interface LayerChoice {
  readonly layer: Layer;
  readonly because: 'rdma-with-traffic-classes' | 'iov-enabled' | 'network-atc-keeps-mode' | 'software-switch' | 'no-uplinks';
  /** Both other layers, in the order in which they would be preferred. */
  readonly lost: readonly LayerLoss[];
}

export const layerOf = (host: Host, virtualSwitch: VirtualSwitch, uplinks: readonly Nic[]): LayerChoice => {
  const withoutClasses = classesLoseBecause(host, virtualSwitch, uplinks);
  const withoutWeights = weightsLoseBecause(host, virtualSwitch, uplinks);
  if (withoutClasses === null) {
    const lost: readonly LayerLoss[] = [
      { layer: 'weights', because: withoutWeights ?? 'dcb-excludes-weights' },
      { layer: 'none', because: 'nothing-guaranteed' },
    ];
    return { layer: 'ets', because: 'rdma-with-traffic-classes', lost };
  }
  const etsLost: LayerLoss = { layer: 'ets', because: withoutClasses };
  if (withoutWeights === null) {
    return { layer: 'weights', because: 'software-switch', lost: [etsLost, { layer: 'none', because: 'nothing-guaranteed' }] };
  }
  return { layer: 'none', because: withoutWeights, lost: [etsLost, { layer: 'weights', because: withoutWeights }] };
};

/** Null where DCB can rule the switch; otherwise the first fact that forbids it. */
const classesLoseBecause = (host: Host, virtualSwitch: VirtualSwitch, uplinks: readonly Nic[]): LayerLoss['because'] | null => {
  if (uplinks.length === 0) return 'no-uplinks';
  if (!uplinks.every((nic) => nic.rdma !== 'none')) return 'uplinks-without-rdma';
  // A team of Windows Server 2012 R2 and every LBFO team hide the NICs' RDMA.
  if (virtualSwitch.teaming === 'lbfo') return 'lbfo-hides-rdma';
  if (host.os === '2012r2') return 'rdma-under-switch-needs-2016';
  if (!carriesRdmaTraffic(host, virtualSwitch)) return 'no-rdma-traffic';
  return uplinks.every((nic) => nic.dcbTrafficClasses >= LEAST_TRAFFIC_CLASSES) ? null : 'too-few-traffic-classes';
};

const weightsLoseBecause = (
  host: Host,
  virtualSwitch: VirtualSwitch,
  uplinks: readonly Nic[],
): 'no-uplinks' | 'iov-enabled' | 'network-atc-keeps-mode' | null => {
  if (uplinks.length === 0) return 'no-uplinks';
  if (virtualSwitch.iovEnabled) return 'iov-enabled';
  // Network ATC owns the switch: what it created without weights is never created again.
  return host.managedBy === 'network-atc' && virtualSwitch.bandwidthMode !== 'weight' ? 'network-atc-keeps-mode' : null;
};

const isSmbRole = ({ role }: Adapter): boolean => role === 'storage' || role === 'live-migration';

/** Storage and migration; a host with adapters for neither migrates over management. */
const carriesRdmaTraffic = (host: Host, virtualSwitch: VirtualSwitch): boolean => {
  const key = nameKey(virtualSwitch.name);
  const carries = host.adapters.some(isSmbRole) ? isSmbRole : ({ role }: Adapter): boolean => role === 'management';
  return host.adapters.some((adapter) => adapter.switch !== null && nameKey(adapter.switch) === key && carries(adapter));
};
