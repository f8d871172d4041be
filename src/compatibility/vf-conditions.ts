/** Whether an adapter may have a virtual function, one question a rule; the rules and the query ask the same ones. */
import type { Adapter, VirtualSwitch } from '../model/host.ts';

/** LBFO teams exclude SR-IOV. */
export const isUnderLbfo = (virtualSwitch: VirtualSwitch): boolean => virtualSwitch.teaming === 'lbfo';
/** The ports of the switch have functions for its adapters: it was made for SR-IOV, and no team hides them. */
export const handsOutFunctions = (virtualSwitch: VirtualSwitch): boolean => virtualSwitch.iovEnabled && !isUnderLbfo(virtualSwitch);
export const hasPortAcl = (adapter: Adapter): boolean => adapter.acl;
/** A promise or a cap is kept by the switch, which the traffic of a virtual function does not pass. */
export const hasBandwidthLimits = (adapter: Adapter): boolean => adapter.floor > 0 || adapter.cap !== null;
export const isTrunk = (adapter: Adapter): boolean => adapter.vlans > 1;
