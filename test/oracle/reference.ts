/**
 * A second implementation of the plan of one host, naive on purpose and written from the definitions alone: it shares no
 * line with the planners, which are tested against it. It enumerates wherever that is possible and is slow. It leaves out
 * migration within a DCB class and the cluster stage.
 */
import type { Host } from '../../src/model/host.ts';
import { LEVELS, type Level, SHORT_LEVELS } from '../../src/model/levels.ts';
import type { BlockerReason, HostStatus } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isBelow } from '../../src/units/rounding.ts';
import { type SwitchView, sum, viewSwitch } from './capacity.ts';
import { referenceEts } from './ets.ts';
import { layerOf } from './layer.ts';
import { type Choice, chooseMigration, type OptionTime, timesOf, type WeightRoom } from './migration-choice.ts';
import { drainSet, type Path, pathOf } from './migration-path.ts';
import { questionOf, type Question } from './migration-rows.ts';
import { ratesOf, type ReferenceMigration, referenceMigration } from './migration-reference.ts';
import { explicitAdapters, flowsOf, inOrder, problemOf } from './switch-flows.ts';
import { isOfPath, type ReferenceSwitch, referenceSwitch, type SwitchDraft } from './switch-reference.ts';
import { largestTotal } from './weights.ts';

export interface ReferenceBlocker {
  readonly vm: string;
  readonly reason: BlockerReason;
  readonly blackout: number | null;
}

export interface ReferencePlan {
  readonly switches: readonly ReferenceSwitch[];
  /** null: no path, no capacity on it, or nothing to drain. */
  readonly migration: ReferenceMigration | null;
  /** The path stands on a switch under DCB: classes and migration depend on each other there, which this leaves out. */
  readonly migratesInClass: boolean;
  readonly drainVms: number;
  /** In order of VM name; those that do not converge after the others. */
  readonly blockers: readonly ReferenceBlocker[];
  readonly status: HostStatus;
  readonly firstShort: { readonly level: Level; readonly attainment: number } | null;
}

const draftOf = (host: Host, policy: Policy, view: SwitchView): SwitchDraft => {
  const layer = layerOf(host, view);
  const weighted = layer === 'weights' && view.uplinks.length > 0;
  return { view, layer, explicit: weighted ? explicitAdapters(view, policy) : [] };
};

/** What the weights leave the path; null for a direct path and a switch without weights. */
const roomOf = (policy: Policy, drafts: readonly SwitchDraft[], path: Path): WeightRoom | null => {
  const draft = drafts.find((one) => one.view === path.view);
  if (draft === undefined || draft.layer !== 'weights') return null;
  const largest = (rate: number, levels: readonly Level[]): number | null => {
    const drain = { adapters: path.adapters, rate };
    const flows = flowsOf(draft.view, policy, draft.explicit, drain);
    const members = flows.map((_, i) => i).filter((i) => flows[i] !== undefined && isOfPath(flows[i], drain));
    return largestTotal(problemOf(flows, policy), inOrder(policy, levels), members);
  };
  const unitsLeft = largest(0, LEVELS.slice(0, 5));
  if (unitsLeft === null) return null;
  return { r: path.r, unitsLeft, largestWith: (rate) => largest(rate, LEVELS) ?? 0 };
};

interface Drain {
  readonly question: Question;
  readonly choice: Choice;
  readonly room: WeightRoom | null;
}

const drainOf = (host: Host, policy: Policy, drafts: readonly SwitchDraft[]): Drain | null => {
  const views = drafts.map((draft) => draft.view);
  const path = pathOf(host, views);
  const { vms } = drainSet(host, policy);
  if (path === null || path.r <= 0 || vms.length === 0) return null;
  const question = questionOf(host, policy, views, path, vms);
  const room = roomOf(policy, drafts, path);
  return { question, choice: chooseMigration(question, room), room };
};

/** Every transport and count of a host by itself; null where it has nothing to drain or no way. */
export const referenceOptions = (host: Host, policy: Policy): readonly OptionTime[] | null => {
  const drafts = host.switches.map((one) => draftOf(host, policy, viewSwitch(host, policy, one)));
  const drain = drainOf(host, policy, drafts);
  return drain === null ? null : timesOf(drain.question, drain.room);
};

const planSwitch = (policy: Policy, draft: SwitchDraft, drain: Drain | null): ReferenceSwitch => {
  if (drain === null || drain.question.path.view !== draft.view) return referenceSwitch(policy, draft, null, () => true);
  const { question, choice } = drain;
  const target = { adapters: question.path.adapters, rate: choice.drainTarget };
  return referenceSwitch(policy, draft, target, (pathShare) => {
    const { guaranteed } = ratesOf(question, choice, pathShare);
    return !choice.windowMet || (guaranteed !== null && !isBelow(guaranteed, choice.pair.rate));
  });
};

/** Share of the path on its switch; null where nothing guarantees one. */
const pathShareOf = (path: Path, switches: readonly ReferenceSwitch[]): number | null => {
  const own = switches.find((one) => one.switch === path.view?.sw.name);
  if (own === undefined || own.weights === null) return null;
  const names = path.adapters.map((adapter) => adapter.name);
  return sum(own.flows.filter((flow) => names.includes(flow.label)).map((flow) => flow.share));
};

/** Least attainment of a level over all switches, the drain as window over time. */
const levelOfHost = (switches: readonly ReferenceSwitch[], migration: ReferenceMigration | null, level: Level): number => {
  if (level === 'drain') {
    if (migration === null) return 1;
    return Math.min(1, migration.window / (migration.drainGuaranteed ?? migration.drainAtCap));
  }
  return Math.min(1, ...switches.map((one) => one.levels?.[level] ?? 1));
};

const statusOf = (
  switches: readonly ReferenceSwitch[],
  migration: ReferenceMigration | null,
): Pick<ReferencePlan, 'status' | 'firstShort'> => {
  for (const level of LEVELS) {
    const attainment = levelOfHost(switches, migration, level);
    const missed = level === 'drain' && migration !== null && !migration.windowMet;
    if (missed || isBelow(attainment, 1))
      return { status: SHORT_LEVELS.includes(level) ? 'short' : 'pressed', firstShort: { level, attainment } };
  }
  return { status: 'ok', firstShort: null };
};

/** Percents of all switches under DCB, and what they attain there. */
const withClasses = (policy: Policy, drafts: readonly SwitchDraft[], planned: readonly ReferenceSwitch[]): readonly ReferenceSwitch[] => {
  const ruled = drafts.filter(({ layer, view }) => layer === 'ets' && view.uplinks.length > 0).map(({ view }) => ({ view, drain: null }));
  if (ruled.length === 0) return planned;
  const { cluster, chosen, attainments } = referenceEts(ruled, policy);
  const ets = { cluster, smbDirect: chosen, defaultClass: 100 - cluster - chosen };
  return planned.map((one) => {
    const at = ruled.findIndex(({ view }) => view.sw.name === one.switch);
    const levels = attainments[at];
    return levels === undefined ? one : { ...one, ets, levels };
  });
};

/** The plan of one host, as plain numbers: rates in Mbit/s, times in seconds, limits as they are set. */
export const reference = (host: Host, policy: Policy): ReferencePlan => {
  const drafts = host.switches.map((sw) => draftOf(host, policy, viewSwitch(host, policy, sw)));
  const drain = drainOf(host, policy, drafts);
  const migratesInClass = drafts.some(({ layer, view }) => layer === 'ets' && view === drain?.question.path.view);
  const weighted = drafts.map((draft) => planSwitch(policy, draft, drain));
  const switches = migratesInClass ? weighted : withClasses(policy, drafts, weighted);
  const { vms, blocked } = drainSet(host, policy);
  const hopeless = (drain?.question.hopeless ?? []).map(
    ({ vm, blackout }): ReferenceBlocker => ({ vm: vm.name, reason: 'does-not-converge', blackout }),
  );
  const blockers = [...blocked.map((one) => ({ ...one, blackout: null })), ...hopeless];
  const migration = drain === null ? null : answerOf(drain, drafts, switches);
  return { switches, migration, migratesInClass, drainVms: vms.length, blockers, ...statusOf(switches, migration) };
};

const answerOf = (
  { question, choice, room }: Drain,
  drafts: readonly SwitchDraft[],
  switches: readonly ReferenceSwitch[],
): ReferenceMigration => {
  const explicit = drafts.find((draft) => draft.view === question.path.view)?.explicit ?? [];
  return referenceMigration(question, choice, pathShareOf(question.path, switches), room?.unitsLeft ?? null, explicit);
};
