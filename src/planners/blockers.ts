/** The VMs that a drain does not move, and those that it moves only with a pause nobody planned. */
import type { Host, Vm } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { Blocker, BlockerReason } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { type Mbps, mbps, seconds } from '../units/quantity.ts';
import { ceil } from '../units/rounding.ts';
import { dirtyRateOf } from './drain-time.ts';
import { convergingRate, ROUNDING_ROOM } from './drain-trials.ts';
import type { DrainOptions } from './migration-options.ts';

export const isDrained = (vm: Vm, policy: Policy): boolean => stayReason(vm, policy) === null;

const stayReason = (vm: Vm, policy: Policy): BlockerReason | null => {
  if (vm.state !== 'running') return 'not-running';
  if (!vm.migratable) return 'not-migratable';
  return vm.priority < policy.drain_min_priority ? 'below-priority' : null;
};

/** @param drained the VMs of the drain, in the order of the drain set; `options` null where the host has no path */
export const blockersOf = (host: Host, drained: readonly Vm[], options: DrainOptions | null, policy: Policy): Blocker[] => {
  const blockers: Blocker[] = [];
  for (const vm of host.vms) {
    const reason = stayReason(vm, policy);
    if (reason !== null) blockers.push(blockerOf(vm, reason, null, null, policy));
  }
  for (const { vm: index, blackout } of options?.blackouts ?? []) {
    const required = requiredAlone(options as DrainOptions, index, policy);
    blockers.push(blockerOf(drained[index] as Vm, 'does-not-converge', seconds(blackout), required, policy));
  }
  return blockers.sort((a, b) => compareNames(a.vm, b.vm));
};

const blockerOf = (
  vm: Vm,
  reason: BlockerReason,
  blackout: Blocker['blackout'],
  required: Blocker['required'],
  policy: Policy,
): Blocker => ({ vm: vm.name, memory: vm.memory, dirtyRate: dirtyRateOf(vm, policy), reason, blackout, required });

/** The least rate at which some transport moves it alone; null where one migration copies too slowly by all of them, whatever the rate. */
const requiredAlone = ({ set, transports }: DrainOptions, vm: number, policy: Policy): Mbps | null => {
  const rate = convergingRate(set.memory[vm] as number, set.dirty[vm] as number, policy);
  // SMB Direct copies as fast as its path.
  const able = transports.filter(({ transport, stream }) => transport === 'smb-direct' || stream >= rate * ROUNDING_ROOM);
  return able.length === 0 ? null : mbps(Math.min(...able.map((by) => ceil(rate / by.yield))));
};
