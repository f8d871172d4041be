/** How long a host takes to empty at a rate: the pre-copy passes of every VM, simulated. */
import type { Vm } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';

const BYTES_PER_MBIT = 125_000;
const MEBI = 1_048_576;
const MEGA = 1_000_000;

/** The VMs of a drain as three columns. */
export interface DrainLoad {
  /** Bytes of memory. */
  readonly memory: ArrayLike<number>;
  /** Bytes written a second. */
  readonly dirty: ArrayLike<number>;
  /** The VM converges under no transport and is left out of the convergence test. */
  readonly exempt: boolean[];
}

/** What a transport makes of a rate of frames. */
export interface Carrier {
  /** Memory sent per frame rate: payload of a frame × compression ratio. */
  readonly efficiency: number;
  /** Most that one VM sends, Mbit/s of memory. */
  readonly stream: number;
}

export interface DrainRun {
  readonly seconds: number;
  /** Every VM that can converge does. */
  readonly converges: boolean;
}

/** Bytes a second, the policy's guess where the inventory has none. */
export const dirtyRateOf = (vm: Vm, policy: Policy): number => {
  if (vm.dirtyRate !== null) return vm.dirtyRate * MEGA;
  const share = (vm.memory * MEBI * policy.dirty_memory_pct_per_second) / 100;
  return Math.max(policy.dirty_min_mbytes_per_second * MEGA, share);
};

export const readLoad = (vms: readonly Vm[], policy: Policy): DrainLoad => {
  const memory = new Float64Array(vms.length);
  const dirty = new Float64Array(vms.length);
  const exempt: boolean[] = [];
  for (let index = 0; index < vms.length; index += 1) {
    const vm = vms[index] as Vm;
    memory[index] = vm.memory * MEBI;
    dirty[index] = dirtyRateOf(vm, policy);
    exempt.push(false);
  }
  return { memory, dirty, exempt };
};

/** Pause in seconds of one VM sent at `rate` Mbit/s of memory; it converges where that is at most the policy's. */
export const blackoutAt = (memory: number, dirty: number, rate: number, policy: Policy): number => {
  const speed = rate * BYTES_PER_MBIT;
  const hotSet = policy.hot_set * memory;
  let rest = Math.min(hotSet, (dirty * memory) / speed);
  for (let pass = 1; rest > speed * policy.blackout_s && pass < policy.max_passes; pass += 1) {
    rest = Math.min(hotSet, (dirty * rest) / speed);
  }
  return rest / speed;
};

/** Time to empty the host, `atOnce` VMs together at `rate` Mbit/s of frames. */
export const runDrain = (load: DrainLoad, carrier: Carrier, atOnce: number, rate: number, policy: Policy): DrainRun => {
  const line = Math.min(rate * carrier.efficiency, atOnce * carrier.stream);
  const speed = Math.min(line / atOnce, carrier.stream) * BYTES_PER_MBIT;
  const pause = speed * policy.blackout_s;
  const count = load.memory.length;
  let total = 0;
  let longest = 0;
  let converges = true;
  for (let index = 0; index < count; index += 1) {
    const memory = load.memory[index] ?? 0;
    const dirty = load.dirty[index] ?? 0;
    const hotSet = policy.hot_set * memory;
    let sent = memory;
    let rest = Math.min(hotSet, (dirty * memory) / speed);
    for (let pass = 1; rest > pause && pass < policy.max_passes; pass += 1) {
      sent += rest;
      rest = Math.min(hotSet, (dirty * rest) / speed);
    }
    if (rest > pause && load.exempt[index] !== true) converges = false;
    sent += rest;
    total += sent;
    longest = Math.max(longest, sent);
  }
  const wire = line * BYTES_PER_MBIT;
  const alone = Math.min(line, carrier.stream) * BYTES_PER_MBIT;
  const slots = (count * policy.setup_s + total / alone) / atOnce - policy.setup_s;
  return { seconds: policy.setup_s + Math.max(total / wire, longest / alone, slots, count * policy.serial_s), converges };
};
