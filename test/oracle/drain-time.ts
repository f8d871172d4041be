/** The time to drain a host, by the plainest simulation of every VM: one pass after the other. */
import type { Vm } from '../../src/model/host.ts';
import type { Policy } from '../../src/model/policy.ts';
import { sum } from './capacity.ts';

/** One way to move VMs; stream in Mbit/s of memory. */
export interface Carrier {
  readonly epsilon: number;
  readonly ratio: number;
  readonly stream: number;
}

export interface DrainTime {
  readonly seconds: number;
  /** One entry a VM. */
  readonly converges: readonly boolean[];
  readonly blackouts: readonly number[];
  readonly bytes: readonly number[];
}

export interface Copy {
  readonly bytes: number;
  readonly blackout: number;
  readonly converges: boolean;
}

const MEBI = 1_048_576;
const BITS = 8;
const MEGA = 1_000_000;

export const memoryBytes = (vm: Vm): number => vm.memory * MEBI;

/** Bytes a second; where not known, the larger of the policy's least rate and its share of memory. */
export const dirtyBytes = (vm: Vm, policy: Policy): number =>
  vm.dirtyRate !== null
    ? vm.dirtyRate * MEGA
    : Math.max(policy.dirty_min_mbytes_per_second * MEGA, (policy.dirty_memory_pct_per_second / 100) * memoryBytes(vm));

/** One VM alone at r Mbit/s of memory. */
export const copyOf = (vm: Vm, policy: Policy, r: number): Copy => {
  const bytesPerSecond = (r * MEGA) / BITS;
  const hot = policy.hot_set * memoryBytes(vm);
  const dirty = dirtyBytes(vm, policy);
  let passes = 1;
  let bytes = memoryBytes(vm);
  let rest = Math.min(hot, (dirty * bytes) / bytesPerSecond);
  while (rest > bytesPerSecond * policy.blackout_s && passes < policy.max_passes) {
    passes += 1;
    bytes += rest;
    rest = Math.min(hot, (dirty * rest) / bytesPerSecond);
  }
  return { bytes: bytes + rest, blackout: rest / bytesPerSecond, converges: rest <= bytesPerSecond * policy.blackout_s };
};

/** T(o, b) for b = rate, in Mbit/s of frames, with n migrations at a time. */
export const drainTime = (vms: readonly Vm[], policy: Policy, carrier: Carrier, rate: number, n: number): DrainTime => {
  const line = Math.min(rate * carrier.epsilon * carrier.ratio, n * carrier.stream);
  const alone = Math.min(line, carrier.stream);
  const copies = vms.map((vm) => copyOf(vm, policy, Math.min(line / n, carrier.stream)));
  const megabits = copies.map((copy) => (copy.bytes * BITS) / MEGA);
  const onTheLine = sum(megabits) / line;
  const longest = Math.max(...megabits) / alone;
  const inSlots = (vms.length * policy.setup_s + sum(megabits) / alone) / n - policy.setup_s;
  const ownWork = vms.length * policy.serial_s;
  return {
    seconds: policy.setup_s + Math.max(onTheLine, longest, inSlots, ownWork),
    converges: copies.map((copy) => copy.converges),
    blackouts: copies.map((copy) => copy.blackout),
    bytes: copies.map((copy) => copy.bytes),
  };
};
