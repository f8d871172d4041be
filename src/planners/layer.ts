/** Which layer rules the traffic of a switch: software weights, the NICs' traffic classes (ETS), or neither. */
import type { Host, Nic, VirtualSwitch } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Layer } from '../model/plan.ts';

export interface LayerChoice {
  readonly layer: Layer;
  readonly because: 'rdma-with-traffic-classes' | 'iov-enabled' | 'network-atc-keeps-mode' | 'software-switch' | 'no-uplinks';
}

/** NDIS asks three classes of a NIC for the cluster, SMB Direct and everything else. */
const LEAST_TRAFFIC_CLASSES = 3;

export const layerOf = (host: Host, virtualSwitch: VirtualSwitch, uplinks: readonly Nic[]): LayerChoice => {
  if (uplinks.length === 0) return { layer: 'none', because: 'no-uplinks' };
  if (carriesRdma(host, virtualSwitch, uplinks) && uplinks.every((nic) => nic.dcbTrafficClasses >= LEAST_TRAFFIC_CLASSES)) {
    return { layer: 'ets', because: 'rdma-with-traffic-classes' };
  }
  if (virtualSwitch.iovEnabled) return { layer: 'none', because: 'iov-enabled' };
  // Network ATC owns the switch: what it created without weights is never created again.
  if (host.managedBy === 'network-atc' && virtualSwitch.bandwidthMode !== 'weight')
    return { layer: 'none', because: 'network-atc-keeps-mode' };
  return { layer: 'weights', because: 'software-switch' };
};

const carriesRdma = (host: Host, virtualSwitch: VirtualSwitch, uplinks: readonly Nic[]): boolean => {
  // A team of Windows Server 2012 R2 and every LBFO team hide the NICs' RDMA.
  if (virtualSwitch.teaming === 'lbfo' || host.os === '2012r2') return false;
  if (!uplinks.every((nic) => nic.rdma !== 'none')) return false;
  const key = nameKey(virtualSwitch.name);
  return host.adapters.some(
    (adapter) =>
      adapter.switch !== null && nameKey(adapter.switch) === key && (adapter.role === 'storage' || adapter.role === 'live-migration'),
  );
};
