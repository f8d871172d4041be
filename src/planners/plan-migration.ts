/** Live and storage migration of one host: path, choice, rates and times. Weights and migration settle each other here. */
import type { Host, Vm } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { type Minutes, mbps, minutes, minutesToSeconds } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import { chooseMigration, type Chosen } from './choose-migration.ts';
import type { CopiesContext } from './copies-choice.ts';
import { type AdapterFlow, type DrainDemand, type Flow, withDrain } from './flows.ts';
import { etsOffer, guaranteedBy } from './ets-offer.ts';
import { classOfTransport } from './ets-traffic.ts';
import { planEts, type EtsDivision } from './plan-ets.ts';
import { type PathOffer, remember, type Room, type ShareOffer } from './path-offer.ts';
import { type ChoiceRules, targetWhereMissed, unitsForRate } from './migration-choice.ts';
import { type DrainOptions, drainOptions } from './migration-options.ts';
import type { MigrationRoute, TrafficPath } from './migration-path.ts';
import { planWeights, type WeightedSwitch } from './plan-weights.ts';
import { type StorageRules, storageRulesOf } from './storage-copies.ts';
import { isUnderDcb, type SwitchCase } from './switch-case.ts';
import { isFeasible, largestPathWeight } from './weights.ts';

export interface MigrationDraft {
  readonly route: MigrationRoute;
  readonly rules: ChoiceRules;
  readonly chosen: Chosen;
  /** The switch of the path with its weights; null on a direct path or without weights. */
  readonly weighted: WeightedSwitch | null;
  /** DCB percents of the host with this migration; null where no switch is under DCB. */
  readonly ets: EtsDivision | null;
  /** Mbit/s that the weights of the path's vNICs or the class of the transport leave to migration, perhaps nothing; null without a layer. */
  readonly byShare: number | null;
  readonly cpuShort: boolean;
  /** b, or where the window is missed the rate that the drain level asks for. */
  readonly rate: number;
  /** Names of the VMs of the drain set, in its order. */
  readonly drainedNames: readonly string[];
}

export const drainWindowOf = (host: Host, policy: Policy): Minutes => host.drainWindow ?? minutes(policy.drain_window_minutes);

const LEAST_HEAD_FOR_MIGRATION = 0.5;

/** @param drained not empty */
export const optionsOf = (host: Host, route: MigrationRoute, drained: readonly Vm[], policy: Policy): DrainOptions =>
  drainOptions(host, route, drained, minutesToSeconds(drainWindowOf(host, policy)), policy);

export const planMigration = (
  host: Host,
  route: MigrationRoute,
  drain: DrainOptions,
  cases: readonly SwitchCase[],
  policy: Policy,
  context: CopiesContext,
): MigrationDraft => {
  const draft = draftMigration(host, route, drain, cases, policy, context, false);
  // The units of two path vNICs are whole each, so together they may hold less than the rate asks. Then each is counted alone.
  return carriesItsRate(draft) ? draft : draftMigration(host, route, drain, cases, policy, context, true);
};

const carriesItsRate = ({ chosen, byShare }: MigrationDraft): boolean =>
  !chosen.choice.windowMet || byShare === null || !isBelow(byShare, chosen.candidate.option.required as number);

const draftMigration = (
  host: Host,
  route: MigrationRoute,
  drain: DrainOptions,
  cases: readonly SwitchCase[],
  policy: Policy,
  context: CopiesContext,
  unitsPerVnic: boolean,
): MigrationDraft => {
  const on = caseOfPath(route.path, cases);
  const rules = choiceRulesOf(host, route, drain, cases, policy, unitsPerVnic);
  const chosen = chooseMigration(rules, host.settings, context);
  const { option } = chosen.candidate;
  const met = chosen.choice.windowMet;
  const rate = met ? (option.required as number) : targetWhereMissed(rules, option);
  const flows = on?.selection?.flows ?? [];
  const path = pathFlows(flows, route.path);
  const need = { flows: path, units: met ? (100 * rate) / route.path.total : 0 };
  const weighted = on === null ? null : planWeights(on, demandOf(route, rate), need, policy);
  const inClass = classOfTransport(option.by.transport);
  const ets = planEts(cases, { on, rate, inClass }, policy);
  const byWeights =
    weighted === null ? null : (path.reduce((sum, flow) => sum + (weighted.shares[flow] as number), 0) * route.path.total) / 100;
  const byShare = on !== null && ets !== null && isUnderDcb(on) ? guaranteedBy(on, inClass, ets.percents) : byWeights;
  const cpuShort = isBelow(freeCores(host, policy), leastHead(rules.storage));
  return { route, rules, chosen, weighted, ets, byShare, rate, cpuShort, drainedNames: drain.names };
};

/** What the options of a drain are judged by. @param unitsPerVnic count the whole units of each vNIC of the path alone */
export const choiceRulesOf = (
  host: Host,
  route: MigrationRoute,
  drain: DrainOptions,
  cases: readonly SwitchCase[],
  policy: Policy,
  unitsPerVnic: boolean,
): ChoiceRules => {
  const on = caseOfPath(route.path, cases);
  const storage = storageRulesOf(host, cases, route.path, policy);
  return {
    drain,
    offer: on === null ? null : (etsOffer(cases, on, policy) ?? weightOffer(on, route, policy, unitsPerVnic)),
    besideFloors: on === null ? null : route.path.afterLoss - otherFloors(on, route.path),
    otherFloors: on === null ? floorsOnPorts(host, route.path) : otherFloors(on, route.path),
    head: Math.max(freeCores(host, policy), leastHead(storage)),
    storage,
    policy,
  };
};

const freeCores = (host: Host, policy: Policy): number =>
  (host.logicalProcessors / (host.smt ? 2 : 1)) * (policy.cpu_ceiling - (host.cpuUsed ?? policy.cpu_used_pct) / 100);

export const leastHead = (storage: StorageRules): number => storage.cpuOfOne + LEAST_HEAD_FOR_MIGRATION;

const caseOfPath = (path: TrafficPath, cases: readonly SwitchCase[]): SwitchCase | null => {
  if (path.place.kind === 'direct') return null;
  const name = nameKey(path.place.on.virtualSwitch.name);
  return cases.find((of) => nameKey(of.virtualSwitch.name) === name) ?? null;
};

const demandOf = (route: MigrationRoute, rate: number): DrainDemand => ({
  adapters: route.path.adapters.map((adapter) => adapter.name),
  rate: mbps(rate),
  dedicated: route.role === 'live-migration',
});

/** Places of the path's vNICs among the flows. */
const pathFlows = (flows: readonly Flow[], path: TrafficPath): number[] => {
  const places: number[] = [];
  for (const [index, flow] of flows.entries()) if (flow.kind === 'host' && isOnPath(flow, path)) places.push(index);
  return places;
};

const isOnPath = (flow: AdapterFlow, path: TrafficPath): boolean => path.adapters.some(({ name }) => name === flow.adapter.name);

/** Floors of every other adapter on the switch of the path. */
const otherFloors = (on: SwitchCase, path: TrafficPath): number => {
  let sum = 0;
  for (const flow of on.traffic.hostFlows) if (!isOnPath(flow, path)) sum += flow.adapter.floor;
  for (const flow of on.traffic.vmFlows) sum += flow.adapter.floor;
  return sum;
};

/** Floors of every other adapter on the ports that the path uses directly. */
const floorsOnPorts = (host: Host, { adapters, nics }: TrafficPath): number => {
  const ports = new Set(nics.map(({ name }) => nameKey(name)));
  let sum = 0;
  for (const adapter of host.adapters) {
    const isBeside = adapter.switch === null && adapter.nic !== null && ports.has(nameKey(adapter.nic)) && !adapters.includes(adapter);
    if (isBeside) sum += adapter.floor;
  }
  return sum;
};

/** Null where the switch has no weights, so that no row of units binds. */
const weightOffer = (on: SwitchCase, route: MigrationRoute, policy: Policy, unitsPerVnic: boolean): PathOffer | null => {
  if (on.selection === null) return null;
  const { selection } = on;
  const { flows, problem: idle } = selection;
  const path = pathFlows(flows, route.path);
  const before = policy.priorities.indexOf('drain');
  if (!isFeasible(idle)) return null;
  const { total } = on.capacity;
  const unitsLeft = largestPathWeight(idle, before, path);
  const unitsOf = (rate: number): number => {
    if (!unitsPerVnic) return unitsForRate(rate, total);
    // What exceeds the share of live migration is never asked for by the drain level, so it is not protected.
    return rate > total * policy.live_migration_max_share
      ? Number.POSITIVE_INFINITY
      : path.length * unitsForRate(rate / path.length, total);
  };
  const offer: ShareOffer = { unitsLeft, rateLeft: (total * unitsLeft) / 100, confined: false, unitsOf };
  const beside = remember((rate: number): Room => {
    const units = unitsOf(rate);
    // The drain level asks for no more than the share of live migration; the cheapest option stays even where it needs more.
    const unitsKept = Math.max(
      units,
      largestPathWeight(withDrain(selection, on.capacity, policy, demandOf(route, rate)), policy.priorities.length, path),
    );
    return { unitsKept, rate: (total * units) / 100 };
  });
  return { by: () => offer, beside: ({ rate }) => beside(rate) };
};
