/** Settles the choice of a drain: the last passes, whether today's choice may stay, and what the best other option lacks. */
import type { HostSettings } from '../model/host.ts';
import type { Alternative, MigrationPass, Transport } from '../model/plan.ts';
import { bestOfCandidates, type CopiesContext, settleCandidates } from './copies-choice.ts';
import {
  type Candidate,
  candidatesWithout,
  type Choice,
  type ChoiceRules,
  cpuOf,
  fits,
  keepsVmTraffic,
  meetsWindow,
  MISSED_TIME_TOLERANCE,
  narrowOptions,
  ROUNDING,
  standInRate,
  timeAt,
  timeAtOffer,
  type TimedOption,
  transportRank,
  unitsOf,
} from './migration-choice.ts';
import type { OptionCase } from './migration-options.ts';

export interface Chosen {
  readonly choice: Choice;
  readonly candidate: Candidate;
  /** Today's option stays although the passes prefer another. */
  readonly kept: boolean;
  readonly alternative: Alternative | null;
}

export const chooseMigration = (rules: ChoiceRules, settings: HostSettings, context: CopiesContext): Chosen => {
  const choice = narrowOptions(rules, rules.drain.options);
  const best = bestOfCandidates(rules, choice.candidates, context);
  const today = todaysCandidate(rules, choice, settings);
  const candidate = today ?? best;
  const kept = today !== null && !isSame(today, best);
  return { choice, candidate, kept, alternative: alternativeTo(rules, choice, candidate, context) };
};

/** The option that a host would choose for itself, without asking any solver: enumeration settles it, and nothing is audited. */
export const ownOption = (rules: ChoiceRules, choice: Choice, settings: HostSettings): OptionCase =>
  (todaysCandidate(rules, choice, settings) ?? settleCandidates(rules, choice.candidates)).option;

const isSame = (a: Candidate, b: Candidate): boolean => a.option === b.option && a.copies === b.copies;

/** Today's transport and counts where they are known, legal and about as quick as the best; null otherwise. */
const todaysCandidate = (rules: ChoiceRules, choice: Choice, settings: HostSettings): Candidate | null => {
  const count = settings.clusterParallelMigrations ?? settings.liveMigrations;
  const copies = settings.storageMigrations;
  if (settings.transport === null || count === null || copies === null) return null;
  const { ofCluster, set } = rules.drain;
  const option = todaysOption(rules, settings.transport, ofCluster ? Math.min(count, set.memory.length) : count);
  if (option === undefined || copies < 1 || copies > rules.storage.most) return null;
  if (!choice.windowMet) return choice.candidates.find((candidate) => candidate.option === option && candidate.copies === copies) ?? null;
  if (choice.cheapest === null || !meetsWindow(rules, option)) return null;
  const candidate = { option, rate: option.required as number, copies };
  const quick = timeAtOffer(rules, option, choice.cheapest) <= choice.bestTime * (1 + rules.policy.keep_tolerance) + ROUNDING;
  return quick && fits(rules, candidate) ? candidate : null;
};

const todaysOption = (rules: ChoiceRules, transport: Transport, count: number): OptionCase | undefined => {
  const named = (wanted: Transport): OptionCase | undefined =>
    rules.drain.options.find(({ by, carrier }) => by.transport === wanted && carrier.count === count);
  // Windows takes SMB Direct by itself where the path has it.
  return transport === 'smb' ? (named('smb-direct') ?? named('smb')) : named(transport);
};

/** The best option that differs in transport or count, and the first pass in which it falls behind the chosen one. */
const alternativeTo = (rules: ChoiceRules, choice: Choice, chosen: Candidate, context: CopiesContext): Alternative | null => {
  const candidates = candidatesWithout(rules, choice, chosen.option);
  if (candidates.length === 0) return null;
  const other = bestOfCandidates(rules, candidates, { ...context, asked: 'alternative' });
  const [lostIn, chosenValue, alternativeValue] = firstLoss(rules, choice, chosen, other);
  return {
    option: {
      transport: other.option.by.transport,
      liveMigrations: other.option.carrier.count,
      storageMigrations: other.copies,
    },
    lostIn,
    chosenValue,
    alternativeValue,
  };
};

type Loss = readonly [pass: MigrationPass, chosen: number, alternative: number];

const firstLoss = (rules: ChoiceRules, choice: Choice, chosen: Candidate, other: Candidate): Loss => {
  const { cheapest } = choice;
  const early = cheapest === null ? lossWhereMissed(choice, chosen, other) : lossWhereMet(rules, choice, cheapest, chosen, other);
  if (early !== null) return early;
  if (chosen.copies !== other.copies) return ['storage-copies', chosen.copies, other.copies];
  const [cpu, otherCpu] = [cpuOf(rules, chosen), cpuOf(rules, other)];
  if (Math.abs(cpu - otherCpu) > ROUNDING) return otherCpu > cpu ? ['cpu', cpu, otherCpu] : ['stability', cpu, otherCpu];
  const [count, otherCount] = [chosen.option.carrier.count, other.option.carrier.count];
  if (count !== otherCount) return [otherCount > count ? 'live-migrations' : 'stability', count, otherCount];
  return ['transport', transportRank(chosen.option), transportRank(other.option)];
};

const lossWhereMet = (rules: ChoiceRules, choice: Choice, cheapest: OptionCase, chosen: Candidate, other: Candidate): Loss | null => {
  if (!meetsWindow(rules, other.option)) return lossOfWindow(rules, choice, chosen, other);
  const [units, otherUnits] = [unitsOf(rules, chosen.option), unitsOf(rules, other.option)];
  if (!keepsVmTraffic(rules, other.option, cheapest) && keepsVmTraffic(rules, chosen.option, cheapest))
    return ['vm-traffic', units as number, otherUnits as number];
  const [time, otherTime] = [timeAtOffer(rules, chosen.option, cheapest), timeAtOffer(rules, other.option, cheapest)];
  const slower = otherTime > choice.bestTime * (1 + rules.policy.time_tolerance) + ROUNDING;
  return slower ? ['drain-time', time, otherTime] : null;
};

/** Both times at the rate that each option can have here; where the other is quick enough, it leaves VMs unconverged. */
const lossOfWindow = (rules: ChoiceRules, choice: Choice, chosen: Candidate, other: Candidate): Loss => {
  const [time, otherTime] = [chosen, other].map(({ option }) => timeAt(rules, option, standInRate(rules, option))) as [number, number];
  if (otherTime > rules.drain.window) return ['window', time, otherTime];
  return ['converging-vms', choice.converging, narrowOptions(rules, [other.option]).converging];
};

const lossWhereMissed = (choice: Choice, chosen: Candidate, other: Candidate): Loss | null => {
  const [first, second] = [chosen, other].map(({ option }) => choice.timed.find((each) => each.option === option) as TimedOption) as [
    TimedOption,
    TimedOption,
  ];
  if (first.converging !== second.converging) return ['converging-vms', first.converging, second.converging];
  const slower = second.time > first.time * (1 + MISSED_TIME_TOLERANCE) + ROUNDING;
  return slower ? ['drain-time', first.time, second.time] : null;
};
