/** The hosts of a cluster one after another: hours in all, under each rule of thumb, and by the hour at which the roll begins. */
import {
  type CalendarEntry,
  type ClusterMaintenance,
  type DemandCalendar,
  HOURS_OF_WEEK,
  type MaintenanceStep,
  type RuleRoll,
  type StepClock,
  type StepTime,
} from '../model/maintenance-study.ts';
import { nameKey } from '../model/name.ts';
import { RULES_OF_THUMB } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { isBelow } from '../units/rounding.ts';
import {
  type Departure,
  divergingAt,
  type FactorOf,
  sentAt,
  type StepCase,
  throughputOf,
  timeSending,
  timeUnderRule,
  USUAL,
} from './maintenance-step.ts';

export interface RollQuestion {
  readonly cluster: string;
  readonly steps: readonly StepCase[];
  /** null: the demand of the inventory at every hour. */
  readonly demand: DemandCalendar | null;
  /** Hour of the week at which the roll begins; null: the best one where the demand of the hours is known. */
  readonly start: number | null;
}

const MINUTES_PER_HOUR = 60;

const idleMinutes = (policy: Policy): number => policy.reboot_minutes + policy.storage_resync_minutes;

/** Out, restart, storage, and back where the policy says so. */
const stepMinutes = (drain: number, policy: Policy): number => drain * (policy.maintenance_returns_vms ? 2 : 1) + idleMinutes(policy);

export const planRoll = (
  { cluster, steps, demand, start }: RollQuestion,
  policy: Policy,
): Omit<ClusterMaintenance, 'violations' | 'standAlone'> => {
  const timed = steps.map((step) => ({ step, guaranteed: guaranteedTime(step, policy), atCap: capTime(step, policy) }));
  const calendar = demand === null ? [] : calendarOf(steps, cluster, demand, policy);
  // No hour is the best for a roll that cannot be carried through.
  const bestStart = steps.every(isEmptied) ? (bestOf(calendar)?.start ?? null) : null;
  const begins = start ?? bestStart;
  const clocks = begins === null ? null : clocksOf(steps, begins, factorsOf(demand, cluster), policy);
  return {
    cluster,
    steps: timed.map(({ step, guaranteed, atCap }, index) => stepOf(step, guaranteed, atCap, clocks?.[index] ?? null, policy)),
    hoursGuaranteed: hoursOf(
      timed.map(({ step, guaranteed }) => minutesOf(step, guaranteed)),
      policy,
    ),
    hoursAtCaps: hoursOf(
      timed.map(({ step, atCap }) => minutesOf(step, atCap)),
      policy,
    ),
    windowHours: policy.maintenance_window_hours,
    rules: rulesOf(steps, policy),
    calendar,
    bestStart,
  };
};

/** Everybody who should leave has a place and a way. */
const isEmptied = ({ staying, stuck }: StepCase): boolean => !stuck && staying.every(({ reason }) => reason !== 'no-room');

/** Nothing to move takes no time; no way, or no guarantee, is no figure. */
const minutesOf = ({ departure, stuck }: StepCase, time: StepTime | null): number | null =>
  time === null ? (departure === null && !stuck ? 0 : null) : time.minutes;

const hoursOf = (drains: readonly (number | null)[], policy: Policy): number | null => {
  let minutes = 0;
  for (const drain of drains) {
    if (drain === null) return null;
    minutes += stepMinutes(drain, policy);
  }
  return minutes / MINUTES_PER_HOUR;
};

const guaranteedTime = ({ departure }: StepCase, policy: Policy): StepTime | null => {
  const rate = departure?.migration.guaranteed ?? null;
  return departure === null || rate === null ? null : timeSending(departure, rate, USUAL, policy);
};

const capTime = ({ departure }: StepCase, policy: Policy): StepTime | null =>
  departure === null ? null : timeSending(departure, departure.migration.cap, USUAL, policy);

const stepOf = (
  { member, departure, staying, fallen }: StepCase,
  guaranteed: StepTime | null,
  atCap: StepTime | null,
  clock: StepClock | null,
  policy: Policy,
): MaintenanceStep => ({
  host: member.host.name,
  transport: departure?.migration.option.transport ?? null,
  liveMigrations: departure?.carrier.count ?? null,
  moved: departure?.vms.length ?? 0,
  memory: departure?.vms.reduce((sum, vm) => sum + vm.memory, 0) ?? 0,
  staying,
  diverging: departure === null || atCap === null ? [] : divergingAt(departure, atCap.rate, policy),
  guaranteed,
  atCap,
  fallen,
  limitedBy: departure === null ? null : throughputOf(departure, departure.migration.cap, USUAL).limitedBy,
  rebootMinutes: policy.reboot_minutes,
  resyncMinutes: policy.storage_resync_minutes,
  clock,
});

/** A rule is told only where it can be told of every host that has anything to move. */
const rulesOf = (steps: readonly StepCase[], policy: Policy): RuleRoll[] =>
  RULES_OF_THUMB.flatMap((rule): RuleRoll[] => {
    let minutes = 0;
    let breaksFloors = 0;
    for (const { member, departure, stuck } of steps) {
      if (stuck) return [];
      const result = member.plan.rulesOfThumb.find((each) => each.rule === rule);
      if (departure !== null && result === undefined) return [];
      minutes += stepMinutes(departure === null || result === undefined ? 0 : timeUnderRule(departure, result, policy).minutes, policy);
      if (departure !== null && result?.breaksFloor === true) breaksFloors += 1;
    }
    return [{ rule, hours: minutes / MINUTES_PER_HOUR, breaksFloors }];
  });

type FactorAt = (hour: number) => FactorOf;

const factorsOf = (demand: DemandCalendar | null, cluster: string): FactorAt => {
  if (demand === null) return () => USUAL;
  const ofCluster = demand.clusters.get(nameKey(cluster));
  return (hour) => (host) => (demand.hosts.get(nameKey(host)) ?? ofCluster)?.[hour] ?? 1;
};

const hourAt = (start: number, minutes: number): number => Math.floor(start + minutes / MINUTES_PER_HOUR + 1e-9) % HOURS_OF_WEEK;

/** A move that lasts into other hours is held against the busiest of them, for each host alone. */
const moveMinutes = (departure: Departure, start: number, elapsed: number, factorAt: FactorAt, policy: Policy): number => {
  let hours = [hourAt(start, elapsed)];
  for (;;) {
    const busiest: FactorOf = (host) => Math.max(...hours.map((hour) => factorAt(hour)(host)));
    const { minutes } = timeSending(departure, sentAt(departure, busiest), busiest, policy);
    const last = Math.floor((start * MINUTES_PER_HOUR + elapsed + minutes) / MINUTES_PER_HOUR - 1e-9);
    const first = Math.floor((start * MINUTES_PER_HOUR + elapsed) / MINUTES_PER_HOUR + 1e-9);
    const spanned = Math.min(HOURS_OF_WEEK, Math.max(1, last - first + 1));
    if (spanned <= hours.length) return minutes;
    hours = Array.from({ length: spanned }, (_, index) => (first + index) % HOURS_OF_WEEK);
  }
};

/** When each host's turn comes and how long its moves take; null from the first host on whose VMs have no way. */
const clocksOf = (steps: readonly StepCase[], start: number, factorAt: FactorAt, policy: Policy): readonly StepClock[] | null => {
  const clocks: StepClock[] = [];
  let elapsed = 0;
  for (const { departure, stuck } of steps) {
    if (stuck) return null;
    const drainMinutes = departure === null ? 0 : moveMinutes(departure, start, elapsed, factorAt, policy);
    const begins = (start + elapsed / MINUTES_PER_HOUR) % HOURS_OF_WEEK;
    elapsed += drainMinutes + idleMinutes(policy);
    const returns = departure !== null && policy.maintenance_returns_vms;
    const returnMinutes = returns ? moveMinutes(departure, start, elapsed, factorAt, policy) : 0;
    elapsed += returnMinutes;
    clocks.push({ begins, drainMinutes, returnMinutes });
  }
  return clocks;
};

const calendarOf = (steps: readonly StepCase[], cluster: string, demand: DemandCalendar, policy: Policy): CalendarEntry[] => {
  const factorAt = factorsOf(demand, cluster);
  const entries: CalendarEntry[] = [];
  for (let start = 0; start < HOURS_OF_WEEK; start++) {
    const clocks = clocksOf(steps, start, factorAt, policy);
    if (clocks === null) return [];
    const minutes = clocks.reduce((sum, { drainMinutes, returnMinutes }) => sum + drainMinutes + returnMinutes + idleMinutes(policy), 0);
    const hours = minutes / MINUTES_PER_HOUR;
    entries.push({ start, hours, fits: !isBelow(policy.maintenance_window_hours, hours) });
  }
  return entries;
};

/** The shortest roll; of equals the earliest in the week. */
const bestOf = (calendar: readonly CalendarEntry[]): CalendarEntry | null =>
  calendar.reduce<CalendarEntry | null>((best, entry) => (best === null || isBelow(entry.hours, best.hours) ? entry : best), null);
