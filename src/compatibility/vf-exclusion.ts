/** The question of those who hand out virtual functions: which rule of the table forbids this adapter one? */
import type { Adapter, Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import { hasBandwidthLimits, hasPortAcl, isTrunk, isUnderLbfo } from './vf-conditions.ts';

/**
 * The id of the first rule that keeps the adapter from a virtual function, or null where none does. Rules of the switch
 * come before those of the adapter. Whether the switch was made for SR-IOV, and whether the VM is trusted, are no
 * questions of compatibility and are not asked here.
 */
export const vfExclusion = (host: Host, adapter: Adapter): string | null => {
  const key = adapter.switch === null ? null : nameKey(adapter.switch);
  const virtualSwitch = host.switches.find(({ name }) => nameKey(name) === key);
  if (virtualSwitch !== undefined && isUnderLbfo(virtualSwitch)) return 'sriov-excluded-by-lbfo';
  if (hasPortAcl(adapter)) return 'vf-excluded-by-port-acl';
  if (hasBandwidthLimits(adapter)) return 'vf-excluded-by-bandwidth-limits';
  if (isTrunk(adapter)) return 'vf-excluded-by-vlan-trunk';
  return null;
};
