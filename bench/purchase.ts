/**
 * `node dist-bench/bench/purchase.js`: how long a choice of purchases takes for 10,000 hosts with 8 options each, and how far it
 * is proved. Every answer is checked before it is timed: added up again from the places that were chosen, held against the budget
 * and against the bound of the relaxation, and the method against every choice there is on small fleets of the same kind.
 */
import { parseArgs } from 'node:util';
import { GOALS, type Gains } from '../src/model/purchase.ts';
import { addGains, type ChoiceGroup, compareGains, type GroupOffer, NO_GAINS } from '../src/purchase/choice-group.ts';
import { chooseOffers, type OfferChoice } from '../src/purchase/choose-offers.ts';
import { median } from './measure.ts';
import { createRandom, type Random } from './random.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '10000' },
    options: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});

const KINDS = ['random prices', 'list prices', 'with clusters'] as const;
type Kind = (typeof KINDS)[number];
const SHARES = [5, 20, 40, 60, 80, 95] as const;
const LIST = [9_500, 18_000, 26_500, 41_000, 54_550, 62_000, 129_000] as const;
const GOAL_SECONDS = 60;

const drawGroup = (random: Random, kind: Kind, options: number): ChoiceGroup => {
  const short = [0.4, 0.3, 0.6].map((share) => (random.chance(share) ? 1 : 0));
  const price = (): number =>
    kind === 'list prices' ? (LIST[random.between(0, LIST.length - 1)] as number) : random.between(10_000, 210_000);
  const gains = (): Gains => short.map((each) => (each === 1 && random.chance(0.5) ? 1 : 0)) as unknown as Gains;
  const offers: GroupOffer[] = [
    { gains: NO_GAINS, cost: 0 },
    ...Array.from({ length: options }, () => ({ gains: gains(), cost: price() })),
  ];
  if (kind !== 'with clusters' || !random.chance(0.1)) return { offers };
  const uniform = Array.from({ length: options }, (): GroupOffer => {
    const members = [random.between(0, 15), random.between(0, 7), random.between(0, 15)] as const;
    return { gains: members, cost: random.between(100_000, 1_500_000) };
  });
  return { offers: [...offers, ...uniform] };
};

const drawFleet = (seed: number, kind: Kind, hosts: number, options: number): readonly ChoiceGroup[] => {
  const random = createRandom(seed);
  return Array.from({ length: hosts }, () => drawGroup(random, kind, options));
};

/** @throws Error where what was chosen is not what it says, or cannot be */
const check = (groups: readonly ChoiceGroup[], budget: number, { places, gains, cost, bound }: OfferChoice): void => {
  const taken = groups.map(({ offers }, group) => offers[places[group] as number] as GroupOffer);
  const again = taken.reduce<Gains>((total, offer) => addGains(total, offer.gains), NO_GAINS);
  const money = taken.reduce((total, offer) => total + offer.cost, 0);
  if (compareGains(again, gains) !== 0 || money !== cost) throw new Error('The choice does not add up.');
  if (money > budget) throw new Error('The choice costs more than the budget.');
  if (bound !== null && (gains[bound.goal] as number) > bound.gains) throw new Error('The choice gains more than its bound.');
};

const tryAll = (groups: readonly ChoiceGroup[], budget: number, so: Gains, cost: number, at = 0): { gains: Gains; cost: number } => {
  const group = groups[at];
  if (group === undefined) return { gains: so, cost };
  let best: { gains: Gains; cost: number } | null = null;
  for (const offer of group.offers) {
    if (cost + offer.cost > budget) continue;
    const found = tryAll(groups, budget, addGains(so, offer.gains), cost + offer.cost, at + 1);
    const order = best === null ? 1 : compareGains(found.gains, best.gains);
    if (best === null || order > 0 || (order === 0 && found.cost < best.cost)) best = found;
  }
  return best ?? { gains: so, cost };
};

/** @throws Error where a small fleet of the kind has a better choice */
const checkSmall = (kind: Kind, options: number): void => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const groups = drawFleet(seed, kind, 4, options);
    const budget = 10_000 * seed;
    const { gains, cost } = chooseOffers(groups, budget);
    const best = tryAll(groups, budget, NO_GAINS, 0);
    if (compareGains(gains, best.gains) !== 0 || cost !== best.cost)
      throw new Error(`A small fleet (${kind}, seed ${seed}) has a better choice.`);
  }
};

const gapText = ({ proof, bound, gains }: OfferChoice): string => {
  if (proof === 'optimal') return 'optimal';
  const goal = bound?.goal ?? 0;
  return `${GOALS[goal]} ${gains[goal]} of at most ${bound?.gains ?? '?'}`;
};

const main = (): void => {
  const [hosts, options, rounds, seed] = [Number(values.hosts), Number(values.options), Number(values.rounds), Number(values.seed)];
  console.log(`${hosts} hosts × ${options} options, medians of ${rounds} rounds`);
  let slowest = 0;
  for (const kind of KINDS) {
    checkSmall(kind, options);
    const groups = drawFleet(seed, kind, hosts, options);
    const all = chooseOffers(groups, Number.POSITIVE_INFINITY);
    check(groups, Number.POSITIVE_INFINITY, all);
    for (const share of SHARES) {
      const budget = Math.floor((all.cost * share) / 100);
      check(groups, budget, chooseOffers(groups, budget));
      const times: number[] = [];
      let chosen = all;
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        chosen = chooseOffers(groups, budget);
        times.push((performance.now() - start) / 1000);
      }
      slowest = Math.max(slowest, ...times);
      const repaired = GOALS.map((goal, at) => `${goal} ${chosen.gains[at]}/${all.gains[at]}`).join(', ');
      console.log(
        `${kind.padEnd(14)} ${String(share).padStart(3)} % of the money  ${median(times).toFixed(2).padStart(6)} s  ${gapText(chosen)}  ${repaired}`,
      );
    }
  }
  console.log(`Goal: at most ${GOAL_SECONDS} s. The slowest took ${slowest.toFixed(2)} s – ${slowest <= GOAL_SECONDS ? 'met' : 'missed'}`);
};

main();
