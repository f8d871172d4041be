/** The part of a host's demand that leaves its cluster. */
import type { Adapter, Host } from '../model/host.ts';
import { type Mbps, mbps } from '../units/quantity.ts';

const leaving = ({ egress, eastWest }: Adapter): number => egress * (1 - eastWest / 100);

/** Σ egress × (1 − east-west share) over the host vNICs, direct adapters and the adapters of running VMs. */
export const northSouthOf = (host: Host): Mbps => {
  let sum = 0;
  for (const adapter of host.adapters) sum += leaving(adapter);
  for (const vm of host.vms) {
    if (vm.state === 'running') for (const adapter of vm.adapters) sum += leaving(adapter);
  }
  return mbps(sum);
};
