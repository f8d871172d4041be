/** Is a layout that is advised a legal one, and can it be what it is said to be? */
import { layoutViolations } from '../compatibility/evaluate-rules.ts';
import type { Host, Nic } from '../model/host.ts';
import { LEVELS, type Level, SHORT_LEVELS } from '../model/levels.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan, LayoutAdvice, LayoutDraft } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { LAYOUT_TRAFFIC, type LayoutGroup, type LayoutKind, type LayoutTraffic } from '../model/topology-plan.ts';
import { isBelow } from '../units/rounding.ts';
import { bestLevels, SETTLED_LEVELS } from './best-levels.ts';
import { readHost } from './host-facts.ts';
import { possibleLayers } from './layer.ts';
import { freePorts, hostOfLayout, movesOf, trafficOf } from './layout-host.ts';
import { exceeds, expectFigure, isClose } from './tolerance.ts';

const MOST_GROUPS = 3;
const DRAIN = LEVELS.indexOf('drain');

type Accuse = (rule: string, message: string) => void;

/** Every port once, and in each group only what its kind can be built of. */
const judgeGroups = (host: Host, groups: readonly LayoutGroup[], accuse: Accuse): void => {
  const dealt = groups.flatMap(({ nics }) => nics);
  const ports = freePorts(host);
  if (host.managedBy === 'network-atc') accuse('layout-atc', 'Network ATC builds the switches of this host.');
  if (dealt.length !== ports.length || new Set(dealt).size !== dealt.length || !ports.every(({ name }) => dealt.includes(name))) {
    accuse('layout-ports', `The groups hold ${dealt.join(', ')}, the host has ${ports.map(({ name }) => name).join(', ')}.`);
  }
  if (groups.length > MOST_GROUPS || !groups.some(({ kind }) => kind === 'team')) {
    accuse('layout-groups', `There are ${groups.length} groups, or none is a team.`);
  }
  for (const { kind, nics } of groups) {
    const of = ports.filter(({ name }) => nics.includes(name));
    if (!isBuildable(kind, of)) accuse('layout-groups', `${nics.join(', ')} cannot be ${kind}.`);
  }
};

const isBuildable = (kind: LayoutGroup['kind'], nics: readonly Nic[]): boolean => {
  if (nics.length === 0) return false;
  if (kind === 'direct-rdma') return nics.every(({ rdma }) => rdma !== 'none');
  if (kind === 'iov' && nics.some(({ vfLimit }) => vfLimit <= 0)) return false;
  return nics.every(({ link }) => link === nics[0]?.link);
};

const ONLY: { readonly [Kind in LayoutKind]: readonly LayoutTraffic[] } = {
  team: LAYOUT_TRAFFIC,
  iov: ['vf'],
  'direct-rdma': ['storage', 'migration'],
};

/** All traffic of the host has one place; what guarantees nothing carries only what may go by it. */
const judgeTraffic = (host: Host, groups: readonly LayoutGroup[], accuse: Accuse): void => {
  const adapters = [...host.adapters, ...host.vms.flatMap((vm) => vm.adapters)];
  const present = new Set(adapters.filter(movesOf(host)).map(trafficOf));
  for (const traffic of LAYOUT_TRAFFIC) {
    const homes = groups.filter(({ carries }) => carries.includes(traffic));
    if (homes.length !== (present.has(traffic) ? 1 : 0)) accuse('layout-traffic', `${traffic} has ${homes.length} places.`);
  }
  for (const { kind, carries } of groups) {
    if (carries.some((each) => !ONLY[kind].includes(each))) accuse('layout-traffic', `${kind} carries ${carries.join(', ')}.`);
  }
};

/** What the levels say of the host: first the levels that make it short. */
const firstBelow = (advice: LayoutAdvice): Level | null => {
  const isShort = (level: Level): boolean => isBelow(advice.attainments[LEVELS.indexOf(level)] as number, 1);
  return LEVELS.find(isShort) ?? null;
};

const judgeStanding = (advice: LayoutAdvice, window: number, accuse: Accuse): void => {
  const { firstShortLevel, firstShortAttainment, status, drainMinutes } = advice;
  const first = firstBelow(advice);
  // A window may be missed for want of convergence alone, which no share shows.
  const mayBeDrain = firstShortLevel === 'drain' && (first === null || !SHORT_LEVELS.includes(first) || first === 'drain');
  const attained = firstShortLevel === null ? 1 : (advice.attainments[LEVELS.indexOf(firstShortLevel)] as number);
  const expected = firstShortLevel === null ? 'ok' : SHORT_LEVELS.includes(firstShortLevel) ? 'short' : 'pressed';
  if ((first !== firstShortLevel && !mayBeDrain) || !isClose(attained, firstShortAttainment ?? 1) || status !== expected) {
    accuse(
      'layout-standing',
      `Its levels make it short at ${first ?? 'none'}, it is said to be ${status} at ${firstShortLevel ?? 'none'}.`,
    );
  }
  const drain = advice.attainments[DRAIN] as number;
  if (drainMinutes !== null && drainMinutes > 0 && !isClose(Math.min(1, window / drainMinutes), drain)) {
    accuse('layout-drain', `A drain of ${drainMinutes} minutes does not attain ${drain}.`);
  }
};

/** Floors and host demand once more, with weights of the judge's own; under DCB and on ports of mixed ability nothing is said. */
const judgeLevels = (edited: Host, advice: LayoutAdvice, policy: Policy, accuse: Accuse): void => {
  const best = new Map<Level, number>();
  let isCertain = true;
  for (const facts of readHost(edited, policy).switches) {
    if (facts.vswitch.iovEnabled) continue;
    const layers = possibleLayers(edited, facts);
    const levels = layers.length === 1 && layers[0] === 'weights' ? bestLevels(facts, policy) : null;
    isCertain &&= levels !== null;
    for (const [level, attained] of levels ?? []) best.set(level, Math.min(best.get(level) ?? 1, attained));
  }
  for (const level of SETTLED_LEVELS) {
    const most = best.get(level);
    const stated = advice.attainments[LEVELS.indexOf(level)] as number;
    if (most === undefined || (isCertain ? isClose(stated, most) : !exceeds(stated, most))) continue;
    accuse('layout-attainment', `At best it attains ${most} at ${level}, it is said to attain ${stated}.`);
    // What a wrong level leaves to those behind it says nothing.
    return;
  }
};

const judgeOffloads = (host: Host, advice: LayoutAdvice, plan: HostPlan, violations: Violation[], accuse: Accuse): void => {
  const { virtualFunctions, queues } = plan.offloads;
  let overload = 0;
  for (const each of queues) overload += Math.max(0, each.defaultQueueLoad - each.defaultQueueCapacity);
  const { offloadsToday, offloads, groups } = advice;
  expectFigure(
    violations,
    'layout-offloads',
    host.name,
    virtualFunctions.assigned.length,
    offloadsToday.virtualFunctions,
    'The functions of today',
  );
  expectFigure(violations, 'layout-offloads', host.name, overload, offloadsToday.defaultQueueOverload, 'The overload of today');
  const iov = groups.flatMap((group) => (group.kind === 'iov' ? group.nics : []));
  const most = host.nics.reduce((sum, { name, vfLimit }) => (iov.includes(name) ? sum + vfLimit : sum), 0);
  if (offloads.virtualFunctions > Math.min(most, virtualFunctions.wanted)) {
    accuse(
      'layout-offloads',
      `${offloads.virtualFunctions} functions are promised where ${most} are, for ${virtualFunctions.wanted} that ask.`,
    );
  }
};

const RANKS = ['short', 'pressed', 'ok'];

/** Better by status, by a later first level, by what that attains, or by the drain. */
const isBetter = (advice: LayoutAdvice, plan: HostPlan, policy: Policy): boolean => {
  const byStatus = RANKS.indexOf(advice.status) - RANKS.indexOf(plan.status);
  if (byStatus !== 0) return byStatus > 0;
  const place = (level: Level | null | undefined): number => (level == null ? LEVELS.length : policy.priorities.indexOf(level));
  const byPlace = place(advice.firstShortLevel) - place(plan.firstShort?.level);
  if (byPlace !== 0) return byPlace > 0;
  return !exceeds(plan.firstShort?.attainment ?? 1, advice.firstShortAttainment ?? 1);
};

/** The levels are those of the plan behind the advice, which `judgeDraft` judges as it would any other. */
const judgeFigures = (advice: LayoutAdvice, { switches, migration }: LayoutDraft, accuse: Accuse): void => {
  for (const [index, level] of LEVELS.entries()) {
    const own = switches.flatMap(({ levels }) => levels.filter((each) => each.level === level).map(({ attainment }) => attainment));
    const drain = migration === null ? null : (migration.drainGuaranteed ?? migration.drainAtCap);
    const missed = level === 'drain' && migration !== null && !migration.windowMet ? [migration.window / (drain ?? migration.window)] : [];
    const expected = Math.min(1, ...own, ...missed);
    const stated = advice.attainments[index] as number;
    if (!isClose(expected, stated))
      accuse('layout-attainment', `Its plan attains ${expected} at ${level}, it is said to attain ${stated}.`);
  }
  const drain = migration === null ? null : (migration.drainGuaranteed ?? migration.drainAtCap) / 60;
  if (drain === null || advice.drainMinutes === null ? drain !== advice.drainMinutes : !isClose(drain, advice.drainMinutes)) {
    accuse('layout-drain', `Its plan drains in ${drain} minutes, it is said to drain in ${advice.drainMinutes}.`);
  }
};

/** Judges the plan of an edited host: its switches, its migration and its status. */
export type JudgeDraft = (edited: Host, plan: HostPlan, violations: Violation[]) => void;

/** The plan behind the advice as that of a host that stands so. */
const judgeDrafted = (edited: Host, advice: LayoutAdvice, draft: LayoutDraft, plan: HostPlan, judge: JudgeDraft, accuse: Accuse): void => {
  const { switches, migration } = draft;
  const { status, firstShortLevel, firstShortAttainment } = advice;
  const found: Violation[] = [];
  const drafted: HostPlan = {
    ...plan,
    switches,
    migration:
      migration === null ? { kind: 'not-applicable', because: 'nothing-to-drain' } : { kind: 'chosen', value: migration, proof: 'optimal' },
    status,
    firstShort: firstShortLevel === null ? null : { level: firstShortLevel, attainment: firstShortAttainment ?? 1 },
    pinning: [],
  };
  judge(edited, drafted, found);
  for (const { rule, subject, message } of found) accuse('layout-plan', `${rule} of ${subject}: ${message}`);
};

export const judgeLayoutAdvice = (host: Host, policy: Policy, plan: HostPlan, judge: JudgeDraft, violations: Violation[]): void => {
  const advice = plan.layoutAdvice;
  if (advice === null) return;
  const accuse: Accuse = (rule, message) => violations.push({ rule, subject: host.name, message });
  if (!isBetter(advice, plan, policy)) accuse('layout-gain', 'The layout is not better than the one of today.');
  if (advice.tried < 1 || advice.tried > policy.max_layouts) accuse('layout-counts', `${advice.tried} layouts were planned.`);
  const before = violations.length;
  judgeGroups(host, advice.groups, accuse);
  judgeTraffic(host, advice.groups, accuse);
  judgeStanding(advice, plan.drainWindow, accuse);
  judgeOffloads(host, advice, plan, violations, accuse);
  const { draft } = advice;
  if (draft === null) accuse('layout-plan', 'No plan stands behind the layout.');
  // A layout that cannot be built has nothing to attain.
  if (draft === null || violations.length > before) return;
  judgeFigures(advice, draft, accuse);
  const edited = hostOfLayout(host, advice.groups, draft.switches);
  const broken = layoutViolations(edited);
  if (broken.length > 0) accuse('layout-rules', `The layout breaks ${broken.join(', ')}.`);
  judgeLevels(edited, advice, policy, accuse);
  judgeDrafted(edited, advice, draft, plan, judge, accuse);
};
