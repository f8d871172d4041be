/** What every option and every count of storage copies needs: b(o), CPU, storage rows. Each is one literal formula. */
import type { Host, Vm } from '../../src/model/host.ts';
import type { Transport } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import { floor, isBelow } from '../../src/units/rounding.ts';
import { demandOf, jointDemand, type SwitchView, sum } from './capacity.ts';
import { type Carrier, type DrainTime, drainTime } from './drain-time.ts';
import {
  carrierOf,
  coreRateOf,
  coresPerMbps,
  legalTransports,
  neverConverging,
  type Path,
  pathRate,
  type Place,
  placeHasRdma,
  placeOf,
} from './migration-path.ts';

/** The question: everything that does not depend on the option. */
export interface Question {
  readonly host: Host;
  readonly policy: Policy;
  readonly views: readonly SwitchView[];
  readonly path: Path;
  readonly storage: Place | null;
  readonly vms: readonly Vm[];
  readonly hopeless: readonly { readonly vm: Vm; readonly blackout: number }[];
  readonly window: number;
  readonly head: number;
  readonly otherFloors: number;
}

export interface Option {
  readonly transport: Transport;
  readonly n: number;
  readonly carrier: Carrier;
  readonly pathRate: number;
  readonly coresPerMbps: number;
  /** The least whole rate that meets the window with every VM converging; null: none up to ⌊P⌋. */
  readonly required: number | null;
}

const BITS = 8;
const SECONDS = 60;

export const fits = (needed: number, available: number): boolean => !isBelow(available, needed);

/** Mbit/s that m copies move. */
export const copiesRate = (policy: Policy, m: number): number => m * policy.storage_stream_mbytes_per_second * BITS;

export const storageCpu = (host: Host, policy: Policy, storage: Place | null, m: number): number =>
  storage === null || placeHasRdma(host, storage) ? 0 : copiesRate(policy, m) / coreRateOf(host, policy);

const headOf = (host: Host, policy: Policy, storage: Place | null): number => {
  const cores = host.logicalProcessors / (host.smt ? 2 : 1);
  const used = (host.cpuUsed ?? policy.cpu_used_pct) / 100;
  return Math.max(cores * (policy.cpu_ceiling - used), storageCpu(host, policy, storage, 1) + 0.5);
};

/** Floors of all that share the switch, or the ports, with the path. */
const otherFloorsOf = (host: Host, path: Path): number =>
  path.view === null
    ? sum(
        host.adapters
          .filter((adapter) => adapter.switch === null && !path.adapters.includes(adapter))
          .filter((adapter) => path.nics.some((nic) => nic.name === adapter.nic))
          .map((adapter) => adapter.floor),
      )
    : sum(path.view.hostVnics.filter((adapter) => !path.adapters.includes(adapter)).map((adapter) => adapter.floor)) +
      sum(path.view.vmAdapters.map((one) => one.adapter.floor));

export const questionOf = (host: Host, policy: Policy, views: readonly SwitchView[], path: Path, vms: readonly Vm[]): Question => {
  const storage = placeOf(host, views, 'storage');
  return {
    host,
    policy,
    views,
    path,
    storage,
    vms,
    hopeless: neverConverging(host, policy, path, vms),
    window: (host.drainWindow ?? policy.drain_window_minutes) * SECONDS,
    head: headOf(host, policy, storage),
    otherFloors: otherFloorsOf(host, path),
  };
};

export const timeAt = (question: Question, option: Pick<Option, 'carrier' | 'n'>, rate: number): DrainTime =>
  drainTime(question.vms, question.policy, option.carrier, rate, option.n);

/** In the window, with every VM converging that can. */
const meetsWindow = (question: Question, option: Pick<Option, 'carrier' | 'n'>, rate: number): boolean => {
  const time = timeAt(question, option, rate);
  const hopeless = question.hopeless.map((one) => one.vm);
  return time.seconds <= question.window && question.vms.every((vm, i) => time.converges[i] === true || hopeless.includes(vm));
};

/** Least whole rate from 1 to `highest` for which `holds`, by bisection; null where it does not hold at `highest`. */
export const leastWholeRate = (highest: number, holds: (rate: number) => boolean): number | null => {
  if (highest < 1 || !holds(highest)) return null;
  let fails = 0;
  let works = highest;
  while (works - fails > 1) {
    const middle = Math.floor((fails + works) / 2);
    if (holds(middle)) works = middle;
    else fails = middle;
  }
  return works;
};

export const optionsOf = (question: Question): Option[] => {
  const { host, policy, path, vms } = question;
  const options: Option[] = [];
  for (const transport of legalTransports(host, path))
    for (let n = 1; n <= Math.min(policy.max_live_migrations, vms.length); n += 1) {
      const carrier = carrierOf(host, policy, path, transport);
      const rate = pathRate(host, policy, path, transport);
      const required = leastWholeRate(floor(rate), (b) => meetsWindow(question, { carrier, n }, b));
      options.push({ transport, n, carrier, pathRate: rate, coresPerMbps: coresPerMbps(host, policy, transport), required });
    }
  return options;
};

/** Rate at which the CPU is full, m storage copies running; without limit for a transport that needs none. */
export const cpuRate = (question: Question, option: Option, m: number): number =>
  option.coresPerMbps === 0
    ? Number.POSITIVE_INFINITY
    : (question.head - storageCpu(question.host, question.policy, question.storage, m)) / option.coresPerMbps;

const samePlace = (path: Path, storage: Place): boolean =>
  path.view === null ? storage.view === null && storage.nics.some((nic) => path.nics.includes(nic)) : path.view === storage.view;

/** What is left at the storage place beside the demand that is there already. */
const storageRoom = (question: Question, storage: Place): number => {
  const { view } = storage;
  if (view === null) {
    const direct = question.host.adapters.filter(
      (adapter) => adapter.switch === null && storage.nics.some((nic) => nic.name === adapter.nic),
    );
    return sum(storage.nics.map((nic) => (nic.link * (nic.mtu + 14)) / (nic.mtu + 38))) - sum(direct.map((adapter) => adapter.egress));
  }
  return view.afterLoss - (sum(view.hostVnics.map((adapter) => demandOf(view, adapter))) + jointDemand(view, view.vmAdapters));
};

/** CPU row and storage rows of the pair at the rate b. */
export const rowsHold = (question: Question, option: Option, m: number, b: number): boolean => {
  const { host, policy, storage, path } = question;
  if (!fits(option.coresPerMbps * b + storageCpu(host, policy, storage, m), question.head)) return false;
  if (m === 1) return true;
  if (host.storageThroughput !== null) {
    if (!fits(m * policy.storage_stream_mbytes_per_second, host.storageThroughput - host.storageUsed)) return false;
  }
  if (storage === null) return true;
  return fits(copiesRate(policy, m) + (samePlace(path, storage) ? b : 0), storageRoom(question, storage));
};
