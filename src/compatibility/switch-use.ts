/** What is in use on one switch, one question a rule or a few. */
import type { Nic } from '../model/host.ts';
import type { SeenSwitch } from './seen-host.ts';

const TEN_GIGABIT = 10_000;

export const hasWeightMode = ({ virtualSwitch }: SeenSwitch): boolean => virtualSwitch.bandwidthMode === 'weight';
export const hasAbsoluteMode = ({ virtualSwitch }: SeenSwitch): boolean => virtualSwitch.bandwidthMode === 'absolute';
export const isForIov = ({ virtualSwitch }: SeenSwitch): boolean => virtualSwitch.iovEnabled;
export const isTeamed = ({ uplinks }: SeenSwitch): boolean => uplinks.length > 1;

/** The switch was made for virtual functions, or an adapter on it wants one. */
export const isIovWanted = (seen: SeenSwitch): boolean => isForIov(seen) || seen.wantsIov;

/** Windows does not use the queues of slower ports unless told to. */
export const usesVmq = ({ uplinks }: SeenSwitch): boolean => uplinks.some((nic) => nic.vmqQueues > 0 && nic.link >= TEN_GIGABIT);

/** Queue pairs are told only of ports with a switch of their own in hardware, which VMMQ needs. */
export const usesVmmq = (seen: SeenSwitch): boolean => usesVmq(seen) && seen.uplinks.some(({ queuePairLimit }) => queuePairLimit !== null);

/** A single virtual processor has nothing to spread over. */
export const usesVrss = (seen: SeenSwitch): boolean => usesVmq(seen) && seen.vmAdapters.some(({ vm }) => vm.vcpus > 1);

export const hasDcb = ({ uplinks }: SeenSwitch): boolean => uplinks.some(({ dcbTrafficClasses }) => dcbTrafficClasses > 0);

/** NDIS asks three classes of a NIC for the cluster, SMB Direct and everything else. */
export const LEAST_TRAFFIC_CLASSES = 3;

/** Classes enough for cluster, SMB Direct and the rest on every port. */
export const canSeparateClasses = ({ uplinks }: SeenSwitch): boolean =>
  uplinks.length > 0 && uplinks.every(({ dcbTrafficClasses }) => dcbTrafficClasses >= LEAST_TRAFFIC_CLASSES);

export const areSlow = ({ uplinks }: SeenSwitch): boolean => uplinks.some(({ link }) => link < TEN_GIGABIT);

/** Every port says the same. */
export const agree = <Value>(nics: readonly Nic[], of: (nic: Nic) => Value): boolean => nics.every((nic) => of(nic) === of(nics[0] as Nic));

/** A team has large sends only where every member has them. */
export const lsoUse = ({ uplinks }: SeenSwitch): 'absent' | 'sound' | 'broken' => {
  if (uplinks.length < 2 || !uplinks.some(({ lso }) => lso)) return 'absent';
  return agree(uplinks, ({ lso }) => lso) ? 'sound' : 'broken';
};
