/**
 * The choice of transport, live migrations and storage copies: passes in strict order, each keeping what the ones
 * before reached. Passes up to the drain time judge the migration alone; from there on the copies compete with it for
 * processors and network (see copies-choice.ts).
 */
import { TRANSPORTS } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { ceil, floor } from '../units/rounding.ts';
import { drainTime } from './drain-time.ts';
import type { DrainOptions, OptionCase } from './migration-options.ts';
import { leastWhole } from './required-rate.ts';
import type { PathOffer, Room } from './path-offer.ts';
import { copiesFit, type StorageRules } from './storage-copies.ts';

/** Times, cores and attainments closer than this differ by binary rounding only. */
export const ROUNDING = 1e-9;
/** Drain times of options that miss the window count as equal within this share. */
export const MISSED_TIME_TOLERANCE = 0.01;

export interface ChoiceRules {
  readonly drain: DrainOptions;
  /** Null on a direct path, and where no layer guarantees anything. */
  readonly offer: PathOffer | null;
  /** R′ less the floors of all other flows; null on a direct path, which no floor shares. */
  readonly besideFloors: number | null;
  /** Floors of all others on the switch of the path, or on its ports. */
  readonly otherFloors: number;
  readonly head: number;
  readonly storage: StorageRules;
  readonly policy: Policy;
}

/** One option with m copies and the rate it stands at. */
export interface Candidate {
  readonly option: OptionCase;
  readonly rate: number;
  readonly copies: number;
}

/** An option with the rate it stands at and its drain time there. */
export interface TimedOption {
  readonly option: OptionCase;
  readonly rate: number;
  readonly time: number;
  readonly converging: number;
}

export interface Choice {
  readonly windowMet: boolean;
  /** The options that the drain time was compared of; all options where none meets the window. */
  readonly timed: readonly TimedOption[];
  /** Options that reached the passes of the copies, with every number of copies that fits. */
  readonly candidates: readonly Candidate[];
  /** The option that requires the least rate; null where none meets the window. */
  readonly cheapest: OptionCase | null;
  readonly bestTime: number;
  /** VMs that converge with these candidates; all that can where the window is met. */
  readonly converging: number;
}

const cpuOfCopies = (rules: StorageRules, copies: number): number => copies * rules.cpuOfOne;

export const cpuOf = (rules: ChoiceRules, candidate: Candidate): number =>
  candidate.rate / candidate.option.by.mbpsPerCore + cpuOfCopies(rules.storage, candidate.copies);

/** The rate that the processors left by `copies` storage copies can drive. */
export const cpuRate = (rules: ChoiceRules, option: OptionCase, copies: number): number =>
  option.by.mbpsPerCore === Number.POSITIVE_INFINITY
    ? Number.POSITIVE_INFINITY
    : (rules.head - cpuOfCopies(rules.storage, copies)) * option.by.mbpsPerCore;

/** The processors and the storage rows bear the candidate. */
export const fits = (rules: ChoiceRules, candidate: Candidate): boolean =>
  cpuOf(rules, candidate) <= rules.head + ROUNDING && copiesFit(rules.storage, candidate.copies, candidate.rate);

/** Pass 1 for one option with one copy, which is always among the legal numbers of copies. */
export const meetsWindow = (rules: ChoiceRules, option: OptionCase): boolean => {
  if (option.required === null) return false;
  if (!fits(rules, { option, rate: option.required, copies: 1 })) return false;
  const offer = rules.offer?.by(option.by.transport);
  return offer === undefined || offer.unitsOf(option.required) <= offer.unitsLeft;
};

/** Passes 1 to 3 over the given options. */
export const narrowOptions = (rules: ChoiceRules, options: readonly OptionCase[]): Choice => {
  const meeting = options.filter((option) => meetsWindow(rules, option));
  if (meeting.length === 0) return narrowMissing(rules, options);
  const cheapest = cheapestOf(meeting);
  const harmless = meeting.filter((option) => keepsVmTraffic(rules, option, cheapest));
  const converging = rules.drain.excepted.filter((excepted) => excepted === 0).length;
  const timed = harmless.map((option) => ({
    option,
    rate: option.required as number,
    time: timeAtOffer(rules, option, cheapest),
    converging,
  }));
  const { quick, bestTime } = quickest(timed, rules.policy.time_tolerance);
  return { windowMet: true, timed, candidates: withCopies(rules, quick), cheapest, bestTime, converging };
};

/** The options whose drain time is within a share of the best. */
export const quickest = (
  timed: readonly TimedOption[],
  tolerance: number,
): { readonly quick: readonly TimedOption[]; readonly bestTime: number } => {
  const bestTime = timed.reduce((best, { time }) => Math.min(best, time), Number.POSITIVE_INFINITY);
  return { quick: timed.filter(({ time }) => time <= bestTime * (1 + tolerance) + ROUNDING), bestTime };
};

/** The least rate asks least of the drain level, and takes the fewest units. */
const cheapestOf = (meeting: readonly OptionCase[]): OptionCase =>
  meeting.reduce((chosen, option) => ((option.required as number) < (chosen.required as number) ? option : chosen));

export const unitsOf = (rules: ChoiceRules, option: OptionCase): number | null =>
  option.required === null ? null : (rules.offer?.by(option.by.transport).unitsOf(option.required) ?? null);

const roomFor = (rules: ChoiceRules, option: OptionCase, cheapest: OptionCase): Room | null =>
  rules.offer?.beside({ transport: cheapest.by.transport, rate: cheapest.required as number }, option.by.transport) ?? null;

/** The option leaves VM traffic where it is with the cheapest one. */
export const keepsVmTraffic = (rules: ChoiceRules, option: OptionCase, cheapest: OptionCase): boolean => {
  const room = roomFor(rules, option, cheapest);
  return room === null || (unitsOf(rules, option) as number) <= room.unitsKept;
};

/** What the uplinks leave to migration: its own share at least, and where it may use more, all that no floor needs after a loss. */
export const openRate = (rules: ChoiceRules, option: OptionCase, byShare: number): number => {
  if (rules.besideFloors === null) return Number.POSITIVE_INFINITY;
  return rules.offer?.by(option.by.transport).confined === true ? byShare : Math.max(byShare, rules.besideFloors);
};

/** The rate at which the options are compared: what the share of the cheapest option, the floors and the processors leave, at least b. */
const offerOf = (rules: ChoiceRules, option: OptionCase, cheapest: OptionCase): number => {
  const byShare = roomFor(rules, option, cheapest)?.rate ?? 0;
  const offered = Math.min(option.by.pathRate, openRate(rules, option, byShare), cpuRate(rules, option, 1));
  return Math.max(option.required as number, offered);
};

/** Drain time at the common offer. */
export const drainAtOffer = (rules: ChoiceRules, option: OptionCase, cheapest: OptionCase): number =>
  timeAt(rules, option, offerOf(rules, option, cheapest));

const liftOf = ({ policy, drain }: ChoiceRules): number => policy.time_floor_share * drain.window;

/** The same as pass 3 compares it: times far below the window count as equal, so they are lifted to one value. */
export const timeAtOffer = (rules: ChoiceRules, option: OptionCase, cheapest: OptionCase): number =>
  Math.max(drainAtOffer(rules, option, cheapest), liftOf(rules));

/** What pass 3 compared says the drain time itself unless it was lifted. */
export const isLifted = (rules: ChoiceRules, time: number): boolean => time <= liftOf(rules);

export const timeAt = (rules: ChoiceRules, option: OptionCase, rate: number): number =>
  drainTime(rules.drain.set, option.carrier, rate, rules.drain.excepted, rules.policy).total;

/** No option meets the window: each stands at the rate that it can have; most VMs converging wins, then least time. */
const narrowMissing = (rules: ChoiceRules, options: readonly OptionCase[]): Choice => {
  const timed = options.map((option) => missedAt(rules, option));
  const { quick, bestTime, converging } = quickestMissing(timed);
  return { windowMet: false, timed, candidates: withCopies(rules, quick), cheapest: null, bestTime, converging };
};

const missedAt = (rules: ChoiceRules, option: OptionCase): TimedOption => {
  const rate = standInRate(rules, option);
  const { total, convergingVms } = drainTime(rules.drain.set, option.carrier, rate, rules.drain.excepted, rules.policy);
  return { option, rate, time: total, converging: convergingVms };
};

const quickestMissing = (timed: readonly TimedOption[]) => {
  const converging = Math.max(...timed.map((each) => each.converging));
  return {
    converging,
    ...quickest(
      timed.filter((each) => each.converging === converging),
      MISSED_TIME_TOLERANCE,
    ),
  };
};

/** What would be left to choose from without one option, judged against the same offer as it was. */
export const candidatesWithout = (rules: ChoiceRules, choice: Choice, option: OptionCase): readonly Candidate[] => {
  const others = choice.timed.filter((each) => each.option !== option);
  if (!choice.windowMet) return others.length === 0 ? [] : withCopies(rules, quickestMissing(others).quick);
  if (others.length > 0) return withCopies(rules, quickest(others, rules.policy.time_tolerance).quick);
  const rest = rules.drain.options.filter((each) => each !== option);
  const meeting = rest.filter((each) => meetsWindow(rules, each));
  if (meeting.length === 0) return rest.length === 0 ? [] : narrowMissing(rules, rest).candidates;
  const cheapest = cheapestOf(meeting);
  return withCopies(rules, [{ option: cheapest, rate: cheapest.required as number }]);
};

export const standInRate = (rules: ChoiceRules, option: OptionCase): number => {
  const byShare = rules.offer?.by(option.by.transport).rateLeft ?? Number.POSITIVE_INFINITY;
  return Math.min(byShare, option.by.pathRate, cpuRate(rules, option, 1));
};

const withCopies = (rules: ChoiceRules, options: readonly { option: OptionCase; rate: number }[]): Candidate[] => {
  const candidates: Candidate[] = [];
  for (const { option, rate } of options) {
    for (let copies = 1; copies <= rules.storage.most; copies++) {
      const candidate = { option, rate, copies };
      if (fits(rules, candidate)) candidates.push(candidate);
    }
  }
  return candidates;
};

/** The rate that the drain level asks for where the window is missed: the least that is about as quick as the stand-in rate. */
export const targetWhereMissed = (rules: ChoiceRules, option: OptionCase): number => {
  const standIn = standInRate(rules, option);
  const accepted = timeAt(rules, option, standIn) * (1 + MISSED_TIME_TOLERANCE) + ROUNDING;
  const most = Math.max(1, floor(standIn));
  return leastWhole(1, most, (rate) => timeAt(rules, option, rate) <= accepted) ?? most;
};

/** Units of one weight: a hundredth of the switch each. */
export const unitsForRate = (rate: number, total: number): number => ceil((100 * rate) / total);

export const transportRank = (option: OptionCase): number => TRANSPORTS.indexOf(option.by.transport);
