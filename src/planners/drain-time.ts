/**
 * How long a drain takes: every VM is copied in pre-copy passes while it goes on dirtying memory; the line, the longest
 * VM, the slots and the host's own work each bound the total. Rates here are Mbit/s, sizes Mbit, times seconds.
 */
import type { Vm } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { type MegabytesPerSecond, mebibytesToBytes, megabytesPerSecond, megabytesToMbps } from '../units/quantity.ts';

const BITS_PER_BYTE = 8;
const MEGA = 1e6;

/** The VMs of a drain as two parallel columns. */
export interface DrainSet {
  readonly memory: Float64Array;
  readonly dirty: Float64Array;
  readonly memorySum: number;
  readonly memoryMax: number;
}

/** One transport and count on one path: how bandwidth becomes memory rate. */
export interface Carrier {
  /** Memory Mbit per frame Mbit: ε × ratio. */
  readonly yield: number;
  /** Memory rate that one migration can reach. */
  readonly stream: number;
  readonly count: number;
}

export const dirtyRateOf = (vm: Vm, policy: Policy): MegabytesPerSecond => {
  if (vm.dirtyRate !== null) return vm.dirtyRate;
  const share = (mebibytesToBytes(vm.memory) / MEGA) * (policy.dirty_memory_pct_per_second / 100);
  return megabytesPerSecond(Math.max(policy.dirty_min_mbytes_per_second, share));
};

export const drainSetOf = (vms: readonly Vm[], policy: Policy): DrainSet => {
  const count = vms.length;
  const memory = new Float64Array(count);
  const dirty = new Float64Array(count);
  let memorySum = 0;
  let memoryMax = 0;
  for (let index = 0; index < count; index++) {
    const vm = vms[index] as Vm;
    const size = (mebibytesToBytes(vm.memory) * BITS_PER_BYTE) / MEGA;
    memory[index] = size;
    dirty[index] = megabytesToMbps(dirtyRateOf(vm, policy));
    memorySum += size;
    if (size > memoryMax) memoryMax = size;
  }
  return { memory, dirty, memorySum, memoryMax };
};

/** What is sent for one VM, and what is left to send while it stands still. */
export const copyVm = (memory: number, dirty: number, rate: number, policy: Policy): { sent: number; rest: number; converges: boolean } => {
  const hotSet = policy.hot_set * memory;
  const blackout = rate * policy.blackout_s;
  let sent = memory;
  let rest = Math.min(hotSet, (dirty * memory) / rate);
  for (let pass = 1; pass < policy.max_passes && rest > blackout; pass++) {
    sent += rest;
    rest = Math.min(hotSet, (dirty * rest) / rate);
  }
  return { sent: sent + rest, rest, converges: rest <= blackout };
};

export interface DrainTime {
  readonly total: number;
  /** Every VM that must converge does. */
  readonly converges: boolean;
  readonly convergingVms: number;
  /** Σ S and the largest S. */
  readonly sent: number;
  readonly longest: number;
}

/** Memory rate of all migrations together. */
const lineRate = ({ yield: perFrame, stream, count }: Carrier, rate: number): number => Math.min(rate * perFrame, count * stream);

/** Memory rate of one migration among the others. */
export const memoryRate = (carrier: Carrier, rate: number): number => Math.min(lineRate(carrier, rate) / carrier.count, carrier.stream);

/**
 * T(o, b) with the convergence of all VMs.
 * @param rate b, frames; above 0
 * @param excepted per VM 1 where it is left out of the convergence test
 */
export const drainTime = (set: DrainSet, carrier: Carrier, rate: number, excepted: Uint8Array, policy: Policy): DrainTime => {
  const line = lineRate(carrier, rate);
  const each = memoryRate(carrier, rate);
  const alone = Math.min(line, carrier.stream);
  const blackout = each * policy.blackout_s;
  const count = set.memory.length;
  const passes = policy.max_passes;
  const hotShare = policy.hot_set;
  let sum = 0;
  let longest = 0;
  let converging = 0;
  let converges = true;
  for (let index = 0; index < count; index++) {
    const memory = set.memory[index] as number;
    const dirtyShare = (set.dirty[index] as number) / each;
    const hotSet = hotShare * memory;
    let sent = memory;
    let rest = Math.min(hotSet, dirtyShare * memory);
    for (let pass = 1; pass < passes && rest > blackout; pass++) {
      sent += rest;
      rest = Math.min(hotSet, dirtyShare * rest);
    }
    sent += rest;
    sum += sent;
    if (sent > longest) longest = sent;
    if (rest <= blackout) converging += 1;
    else if (excepted[index] === 0) converges = false;
  }
  const setup = policy.setup_s;
  const total =
    setup + Math.max(sum / line, longest / alone, (count * setup + sum / alone) / carrier.count - setup, count * policy.serial_s);
  return { total, converges, convergingVms: converging, sent: sum, longest };
};
