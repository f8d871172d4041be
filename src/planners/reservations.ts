/** What a switch in absolute mode guarantees today. */
import { defaultFlowReservation, reservedPercent } from '../catalog/absolute-bandwidth.ts';
import type { VirtualSwitch } from '../model/host.ts';
import { bitsPerSecond, mbps, mbpsToBitsPerSecond } from '../units/quantity.ts';
import type { SwitchCapacity } from './capacity.ts';
import type { Flow } from './flows.ts';

/**
 * Per flow, in hundredths of the switch; null in another mode, without uplinks, or where a reservation is not known. Windows counts
 * hundredths of the link, and that of a team is the sum of its members.
 */
export const reservedShares = (virtualSwitch: VirtualSwitch, { uplinks }: SwitchCapacity, flows: readonly Flow[]): number[] | null => {
  if (virtualSwitch.bandwidthMode !== 'absolute' || uplinks.length === 0) return null;
  const link = mbpsToBitsPerSecond(mbps(uplinks.reduce((sum, nic) => sum + nic.link, 0)));
  const shares: number[] = [];
  for (const flow of flows) {
    const set = flow.kind === 'default' ? defaultFlowReservation(virtualSwitch.defaultFlowReservation, link) : flow.adapter.reservation;
    if (set === null) return null;
    shares.push(reservedPercent(bitsPerSecond(set), link));
  }
  return shares;
};
