/** The passes of the migration choice, each a literal filter over every pair of an option and a count of storage copies. */
import { TRANSPORTS, type Transport } from '../../src/model/plan.ts';
import { ceil, floor, isBelow } from '../../src/units/rounding.ts';
import { cpuRate, fits, leastWholeRate, type Option, optionsOf, type Question, rowsHold, storageCpu, timeAt } from './migration-rows.ts';

/** What the weights of the path's switch say; null for a direct path and a switch without weights. */
export interface WeightRoom {
  /** R of the switch. */
  readonly r: number;
  /** Largest total weight of the path that keeps levels 1–5 at their optimum. */
  readonly unitsLeft: number;
  /** Largest total weight that keeps all nine levels at the optimum they have with this rate as drain target. */
  readonly largestWith: (rate: number) => number;
}

export interface Pair {
  readonly option: Option;
  readonly m: number;
  /** b(o), or the rate at which the option stands where no pair meets the window. */
  readonly rate: number;
}

export interface Choice {
  readonly pair: Pair;
  readonly windowMet: boolean;
  readonly kept: boolean;
  /** What level 6 asks for. */
  readonly drainTarget: number;
  readonly options: readonly Option[];
  /** How many pairs each pass left. */
  readonly remaining: Readonly<Record<string, number>>;
}

const least = <T>(items: readonly T[], value: (item: T) => number): T[] => {
  const lowest = Math.min(...items.map(value));
  return items.filter((item) => !isBelow(lowest, value(item)));
};

const allPairs = (question: Question, options: readonly Option[], rateOf: (option: Option) => number | null): Pair[] => {
  const pairs: Pair[] = [];
  for (const option of options)
    for (let m = 1; m <= question.policy.max_storage_migrations; m += 1) {
      const rate = rateOf(option);
      if (rate !== null && rowsHold(question, option, m, rate)) pairs.push({ option, m, rate });
    }
  return pairs;
};

/** The rate that every option of pass 3 is judged at; `units` are those of the option that needs fewest. */
const offerOf = (question: Question, room: WeightRoom | null, units: number, pair: Pair): number => {
  const { path, otherFloors } = question;
  const afterFloors = path.afterLoss - otherFloors;
  const onSwitch = room === null ? afterFloors : Math.max((room.r * units) / 100, afterFloors);
  const line = path.view === null ? Number.POSITIVE_INFINITY : onSwitch;
  return Math.max(pair.rate, Math.min(pair.option.pathRate, line, cpuRate(question, pair.option, 1)));
};

const standIn = (question: Question, room: WeightRoom | null, option: Option): number =>
  Math.min(room === null ? Number.POSITIVE_INFINITY : (room.r * room.unitsLeft) / 100, option.pathRate, cpuRate(question, option, 1));

const todaysTransport = (question: Question, options: readonly Option[]): Transport | null => {
  const { transport } = question.host.settings;
  return transport === 'smb' && options.some((option) => option.transport === 'smb-direct') ? 'smb-direct' : transport;
};

const todaysPair = (question: Question, options: readonly Option[], pairs: readonly Pair[]): Pair | null => {
  const { settings } = question.host;
  const n = settings.clusterParallelMigrations ?? settings.liveMigrations;
  const transport = todaysTransport(question, options);
  return pairs.find((pair) => pair.option.transport === transport && pair.option.n === n && pair.m === settings.storageMigrations) ?? null;
};

/** Passes 4 to 7; one pair is left. */
const lastPasses = (question: Question, pairs: readonly Pair[], remaining: Record<string, number>): Pair => {
  const { host, policy, storage } = question;
  const mostCopies = least(pairs, (pair) => -pair.m);
  remaining['storage-copies'] = mostCopies.length;
  const leastCpu = least(mostCopies, (pair) => pair.option.coresPerMbps * pair.rate + storageCpu(host, policy, storage, pair.m));
  remaining['cpu'] = leastCpu.length;
  const fewest = least(leastCpu, (pair) => pair.option.n);
  remaining['live-migrations'] = fewest.length;
  const [chosen] = least(fewest, (pair) => TRANSPORTS.indexOf(pair.option.transport));
  if (chosen === undefined) throw new Error('no pair was left to choose from');
  return chosen;
};

/** Pass 2: what the fewest units allow the levels to reach must still be reached. The option of fewest units itself always stays. */
const keepVmTraffic = (room: WeightRoom | null, pairs: readonly Pair[]): { pairs: readonly Pair[]; units: number } => {
  if (room === null) return { pairs, units: 0 };
  const unitsOf = (pair: Pair): number => ceil((100 * pair.rate) / room.r);
  const units = Math.min(...pairs.map(unitsOf));
  const rate = Math.min(...pairs.filter((pair) => unitsOf(pair) === units).map((pair) => pair.rate));
  const largest = Math.max(units, room.largestWith(rate));
  return { pairs: pairs.filter((pair) => unitsOf(pair) <= largest), units };
};

const chooseInWindow = (question: Question, room: WeightRoom | null, options: readonly Option[], met: readonly Pair[]): Choice => {
  const { policy, window } = question;
  const remaining: Record<string, number> = { window: met.length };
  const { pairs, units } = keepVmTraffic(room, met);
  remaining['vm-traffic'] = pairs.length;
  const time = (pair: Pair): number =>
    Math.max(policy.time_floor_share * window, timeAt(question, pair.option, offerOf(question, room, units, pair)).seconds);
  const best = Math.min(...pairs.map(time));
  const fast = pairs.filter((pair) => fits(time(pair), best * (1 + policy.time_tolerance)));
  remaining['drain-time'] = fast.length;
  const chosen = lastPasses(question, fast, remaining);
  const today = todaysPair(question, options, met);
  const stays = today !== null && fits(time(today), best * (1 + policy.keep_tolerance));
  const pair = stays ? today : chosen;
  return { pair, windowMet: true, kept: pair !== chosen, drainTarget: pair.rate, options, remaining };
};

const chooseBesideWindow = (question: Question, room: WeightRoom | null, options: readonly Option[]): Choice => {
  const all = allPairs(question, options, (option) => standIn(question, room, option));
  const remaining: Record<string, number> = { window: all.length };
  const time = (pair: Pair): number => timeAt(question, pair.option, pair.rate).seconds;
  const converging = least(all, (pair) => -timeAt(question, pair.option, pair.rate).converges.filter((one) => one).length);
  remaining['converging-vms'] = converging.length;
  const best = Math.min(...converging.map(time));
  const fast = converging.filter((pair) => fits(time(pair), best * 1.01));
  remaining['drain-time'] = fast.length;
  const chosen = lastPasses(question, fast, remaining);
  const today = todaysPair(question, options, fast);
  const pair = today ?? chosen;
  const highest = Math.max(1, floor(pair.rate));
  const limit = 1.01 * time(pair);
  const drainTarget = leastWholeRate(highest, (rate) => timeAt(question, pair.option, rate).seconds <= limit) ?? highest;
  return { pair, windowMet: false, kept: pair !== chosen, drainTarget, options, remaining };
};

export const chooseMigration = (question: Question, room: WeightRoom | null): Choice => {
  const options = optionsOf(question);
  const met = allPairs(question, options, (option) => option.required).filter(
    (pair) => room === null || ceil((100 * pair.rate) / room.r) <= room.unitsLeft,
  );
  return met.length > 0 ? chooseInWindow(question, room, options, met) : chooseBesideWindow(question, room, options);
};

export interface OptionTime {
  readonly option: Option;
  readonly met: boolean;
  readonly seconds: number;
  /** Cores of the migration alone. */
  readonly cores: number;
}

/** Every option by itself, as pass 3 of the choice sees it; one that misses the window at the rate it stands at. */
export const timesOf = (question: Question, room: WeightRoom | null): readonly OptionTime[] => {
  const options = optionsOf(question);
  const unitsOf = (pair: Pair): number => (room === null ? 0 : ceil((100 * pair.rate) / room.r));
  const met = allPairs(question, options, (option) => option.required).filter(
    (pair) => pair.m === 1 && (room === null || unitsOf(pair) <= room.unitsLeft),
  );
  const units = Math.min(...met.map(unitsOf));
  return options.map((option) => {
    const pair = met.find((one) => one.option === option);
    const rate = pair?.rate ?? standIn(question, room, option);
    const seconds =
      pair === undefined ? timeAt(question, option, rate).seconds : timeAt(question, option, offerOf(question, room, units, pair)).seconds;
    return { option, met: pair !== undefined, seconds, cores: option.coresPerMbps * rate };
  });
};
