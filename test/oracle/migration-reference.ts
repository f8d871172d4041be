/** What the oracle says of migration: rates, limits, and the rules of thumb beside it. */
import type { Host } from '../../src/model/host.ts';
import type { RuleOfThumb, Transport } from '../../src/model/plan.ts';
import { isBelow } from '../../src/units/rounding.ts';
import { demandOf, jointDemand, sum, type VmAdapter } from './capacity.ts';
import type { Choice } from './migration-choice.ts';
import type { PathRole } from './migration-path.ts';
import { copiesRate, cpuRate, type Question, storageCpu, timeAt } from './migration-rows.ts';

export interface ReferenceLimits {
  readonly smbLiveMigration: number | null;
  readonly smbVirtualMachine: number | null;
  readonly smbDefault: number | null;
  readonly maximumBandwidth: number | null;
}

export interface ReferenceRule {
  readonly rule: RuleOfThumb | 'converge';
  readonly cap: number | null;
  readonly liveMigrations: number;
  readonly drain: number;
  readonly breaksFloor: boolean;
}

export interface ReferenceMigration {
  readonly pathKind: 'switch' | 'direct';
  readonly pathSwitch: string | null;
  readonly role: PathRole;
  readonly adapters: readonly string[];
  readonly option: { readonly transport: Transport; readonly liveMigrations: number; readonly storageMigrations: number };
  readonly kept: boolean;
  readonly windowMet: boolean;
  /** b; null where no pair meets the window. */
  readonly required: number | null;
  /** The rate that level 6 asks for. */
  readonly drainTarget: number;
  readonly options: readonly {
    readonly transport: Transport;
    readonly n: number;
    readonly pathRate: number;
    readonly required: number | null;
  }[];
  readonly remaining: Readonly<Record<string, number>>;
  readonly unitsLeft: number | null;
  readonly pathRate: number;
  readonly guaranteed: number | null;
  readonly cap: number;
  readonly drainGuaranteed: number | null;
  readonly drainAtCap: number;
  readonly window: number;
  readonly cpu: number;
  readonly cpuHead: number;
  readonly otherFloors: number;
  readonly limits: ReferenceLimits;
  readonly rulesOfThumb: readonly ReferenceRule[];
}

export interface Rates {
  readonly cap: number;
  readonly guaranteed: number | null;
}

const BITS = 8;
const MEGA = 1_000_000;
const MIB = 1_048_576;

/** cap and guaranteed, for a share of the path's switch; null: no weights there, or a direct path. */
export const ratesOf = (question: Question, choice: Choice, share: number | null): Rates => {
  const { path } = question;
  const { option, m } = choice.pair;
  const met = choice.windowMet ? choice.pair.rate : 0;
  const byCpu = cpuRate(question, option, m);
  if (path.view === null) {
    const cap = Math.min(option.pathRate, Math.max(met, byCpu));
    return { cap, guaranteed: cap };
  }
  const afterFloors = path.afterLoss - question.otherFloors;
  const onSwitch = share === null ? afterFloors : Math.max(path.r * share, afterFloors);
  // Floors may exceed what a loss leaves; a cap of nothing would mean that no VM ever moves.
  const cap = Math.min(option.pathRate, Math.max(met, Math.min(onSwitch, byCpu), 1));
  return { cap, guaranteed: share === null ? null : Math.min(cap, path.r * share) };
};

const bytesLimit = (rate: number): number => Math.max(MIB, Math.floor((rate * MEGA) / BITS));

const limitsOf = (question: Question, choice: Choice, explicit: readonly VmAdapter[], cap: number): ReferenceLimits => {
  const { path, storage, policy } = question;
  const { transport } = choice.pair.option;
  const overSmb = transport === 'smb' || transport === 'smb-direct';
  const { view } = path;
  const demand =
    view === null
      ? sum(path.adapters.map((adapter) => Math.min(adapter.egress, adapter.cap ?? adapter.egress)))
      : sum(view.hostVnics.map((adapter) => demandOf(view, adapter))) +
        sum(explicit.map((one) => demandOf(view, one.adapter))) +
        jointDemand(
          view,
          view.vmAdapters.filter((one) => !explicit.includes(one)),
        );
  // A limit holds for the whole server, so storage adapters count wherever they stand.
  const storageDemand = sum(
    question.host.adapters
      .filter((adapter) => adapter.role === 'storage')
      .map((adapter) => {
        const on = question.views.find((one) => one.sw.name === adapter.switch);
        return on === undefined ? Math.min(adapter.egress, adapter.cap ?? adapter.egress) : demandOf(on, adapter);
      }),
  );
  const eight = Math.floor((cap * MEGA) / path.adapters.length / BITS) * BITS;
  return {
    smbLiveMigration: overSmb ? bytesLimit(cap) : null,
    smbVirtualMachine: storage === null ? null : bytesLimit(storageDemand + copiesRate(policy, choice.pair.m)),
    smbDefault: storage === null ? null : bytesLimit(Math.max(path.r / 100, path.r - demand - choice.drainTarget)),
    maximumBandwidth: !overSmb && view !== null ? eight : null,
  };
};

const rulesOf = (host: Host, question: Question, choice: Choice, cap: number): ReferenceRule[] => {
  const { path, vms } = question;
  const { option } = choice.pair;
  const all = sum(host.nics.map((nic) => nic.link));
  const ofPath = sum(path.nics.map((nic) => nic.link));
  const judge = (rule: ReferenceRule['rule'], limit: number | null, count: number): ReferenceRule => {
    const n = Math.min(count, vms.length);
    return {
      rule,
      cap: limit,
      liveMigrations: n,
      drain: timeAt(question, { carrier: option.carrier, n }, Math.min(limit ?? option.pathRate, option.pathRate)).seconds,
      breaksFloor: isBelow(path.afterLoss, Math.min(limit ?? option.pathRate, option.pathRate) + question.otherFloors),
    };
  };
  return [
    judge('cluster-factor-25-pct', 0.25 * all, 1),
    judge('azure-local-29-pct-of-smb', 0.29 * 0.5 * ofPath, 1),
    judge('lab-40-pct', 0.4 * ofPath, 4),
    judge('limit-750-mb', (786_432_000 * BITS) / MEGA, 2),
    judge('no-cap-2', null, 2),
    judge('no-cap-4', null, 4),
    judge('no-cap-8', null, 8),
    judge('converge', cap, option.n),
  ];
};

/** The whole answer for the share of the switch that the path's vNICs hold in the end. */
export const referenceMigration = (
  question: Question,
  choice: Choice,
  share: number | null,
  unitsLeft: number | null,
  explicit: readonly VmAdapter[],
): ReferenceMigration => {
  const { host, policy, path } = question;
  const { option, m, rate } = choice.pair;
  const { cap, guaranteed } = ratesOf(question, choice, share);
  return {
    pathKind: path.view === null ? 'direct' : 'switch',
    pathSwitch: path.view?.sw.name ?? null,
    role: path.role,
    adapters: path.adapters.map((adapter) => adapter.name),
    option: { transport: option.transport, liveMigrations: option.n, storageMigrations: m },
    kept: choice.kept,
    windowMet: choice.windowMet,
    required: choice.windowMet ? rate : null,
    drainTarget: choice.drainTarget,
    options: choice.options.map((one) => ({
      transport: one.transport,
      n: one.n,
      pathRate: one.pathRate,
      required: one.required,
    })),
    remaining: choice.remaining,
    unitsLeft,
    pathRate: option.pathRate,
    guaranteed,
    cap,
    drainGuaranteed: guaranteed === null ? null : timeAt(question, option, guaranteed).seconds,
    drainAtCap: timeAt(question, option, cap).seconds,
    window: question.window,
    cpu: option.coresPerMbps * rate + storageCpu(host, policy, question.storage, m),
    cpuHead: question.head,
    otherFloors: question.otherFloors,
    limits: limitsOf(question, choice, explicit, cap),
    rulesOfThumb: rulesOf(host, question, choice, cap),
  };
};
