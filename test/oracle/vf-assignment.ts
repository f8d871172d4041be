/** The best assignment of virtual functions found in two ways that know nothing of the planner: by trying everything, and as a plain MILP. */
import type { Host, Nic } from '../../src/model/host.ts';
import type { Answer } from '../../src/solver/answer.ts';
import type { SecondSolver } from '../../src/solver/facade.ts';
import type { Row, Variable } from '../../src/solver/linear-model.ts';

/** Adapters served of tier 1 latency-sensitive, tier 1, tier 2 latency-sensitive, tier 2, tier 3, and their rate in Mbit/s. */
export interface VfOptimum {
  readonly counts: readonly number[];
  readonly rate: number;
}

interface Asker {
  readonly vm: string;
  readonly on: string;
  readonly team: boolean;
  readonly rank: number;
  readonly rate: number;
}

interface Port {
  readonly on: string;
  readonly functions: number;
  readonly room: number;
}

const LINK_SHARE = 0.9;
const RANKS = 5;

/** All VMs run and are trusted, and nothing refuses an adapter. */
const askersOf = (host: Host): readonly Asker[] =>
  host.vms.flatMap((vm) =>
    vm.adapters.map((adapter) => ({
      vm: vm.name,
      on: adapter.switch ?? '',
      team: adapter.guestTeam,
      rank: vm.tier === 3 ? 4 : 2 * (vm.tier - 1) + (adapter.latencySensitive ? 0 : 1),
      rate: Math.max(adapter.egress, adapter.ingress),
    })),
  );

const portOf = (nic: Nic): Port => ({
  on: nic.switch ?? '',
  functions: Math.max(
    0,
    Math.min(nic.vfLimit, ...[nic.vportLimit, nic.queuePairLimit].flatMap((limit) => (limit === null ? [] : [limit - 1]))),
  ),
  room: (LINK_SHARE * nic.link * (nic.mtu + 14)) / (nic.mtu + 38),
});

const isBetter = (a: VfOptimum, b: VfOptimum): boolean => {
  for (let rank = 0; rank < RANKS; rank++)
    if (a.counts[rank] !== b.counts[rank]) return (a.counts[rank] as number) > (b.counts[rank] as number);
  return a.rate > b.rate;
};

/** Every adapter on every port or on none. */
export const exhaustiveOptimum = (host: Host): VfOptimum => {
  const askers = askersOf(host);
  const ports = host.nics.map(portOf);
  const chosen = askers.map(() => -1);
  let best: VfOptimum = { counts: [0, 0, 0, 0, 0], rate: 0 };
  const judge = (): void => {
    for (const vm of host.vms) {
      const members = askers.flatMap((asker, index) => (asker.vm === vm.name && asker.team ? [chosen[index] as number] : []));
      const served = members.filter((port) => port >= 0);
      if (served.length > 0 && (served.length < members.length || new Set(served).size < served.length)) return;
    }
    const counts = Array.from(
      { length: RANKS },
      (_, rank) => askers.filter((asker, index) => asker.rank === rank && chosen[index] !== -1).length,
    );
    const rate = askers.reduce((sum, asker, index) => (chosen[index] === -1 ? sum : sum + asker.rate), 0);
    if (isBetter({ counts, rate }, best)) best = { counts, rate };
  };
  const choose = (index: number): void => {
    if (index === askers.length) return judge();
    chosen[index] = -1;
    choose(index + 1);
    const asker = askers[index] as Asker;
    ports.forEach((port, number) => {
      const held = askers.filter((_, other) => other < index && chosen[other] === number);
      const load = held.reduce((sum, other) => sum + other.rate, asker.rate);
      if (port.on !== asker.on || held.length >= port.functions || load > port.room + 1e-9) return;
      chosen[index] = number;
      choose(index + 1);
    });
    chosen[index] = -1;
  };
  choose(0);
  return best;
};

/** Adapters that no placement tells apart: how many of a crowd lie on a port is one number, and no solver tries their orders. */
interface Crowd {
  readonly asker: Asker;
  readonly size: number;
}

/** Members of a guest team stand alone, since each is tied to its mates. */
const crowdsOf = (askers: readonly Asker[]): readonly Crowd[] => {
  const crowds = new Map<string, Crowd>();
  askers.forEach((asker, index) => {
    const key = asker.team ? `team ${index}` : [asker.on, asker.rank, asker.rate].join('/');
    crowds.set(key, { asker, size: (crowds.get(key)?.size ?? 0) + 1 });
  });
  return [...crowds.values()];
};

/** A variable: how many of a crowd lie on a port of their switch. */
interface Seat {
  readonly crowd: number;
  readonly port: number;
  readonly asker: Asker;
}

const seatsOf = (crowds: readonly Crowd[], ports: readonly Port[]): readonly Seat[] =>
  crowds.flatMap(({ asker }, crowd) => ports.flatMap((each, port) => (each.on === asker.on ? [{ crowd, port, asker }] : [])));

const termsOf = (seats: readonly Seat[], coefficient: (seat: Seat) => number): Row['terms'] =>
  seats.flatMap((seat, index) => {
    const value = coefficient(seat);
    return value === 0 ? [] : [[index, value] as const];
  });

const rowsOf = (host: Host, crowds: readonly Crowd[], ports: readonly Port[], seats: readonly Seat[]): readonly Row[] => {
  const rows: Row[] = [];
  const atMost = (name: string, coefficient: (seat: Seat) => number, upper: number): number =>
    rows.push({ name, terms: termsOf(seats, coefficient), lower: -Infinity, upper });
  ports.forEach(({ functions, room }, port) => {
    atMost(`functions:${port}`, (seat) => (seat.port === port ? 1 : 0), functions);
    atMost(`room:${port}`, (seat) => (seat.port === port ? seat.asker.rate / 1000 : 0), room / 1000);
  });
  crowds.forEach(({ size }, crowd) => atMost(`once:${crowd}`, (seat) => (seat.crowd === crowd ? 1 : 0), size));
  for (const vm of host.vms) {
    const members = crowds.flatMap(({ asker }, crowd) => (asker.vm === vm.name && asker.team ? [crowd] : []));
    const [first, ...mates] = members;
    if (first === undefined || mates.length === 0) continue;
    for (const mate of mates) {
      const terms = termsOf(seats, ({ crowd }) => (crowd === first ? 1 : crowd === mate ? -1 : 0));
      rows.push({ name: `together:${mate}`, terms, lower: 0, upper: 0 });
    }
    ports.forEach((_, port) => atMost(`apart:${first}:${port}`, (seat) => (seat.port === port && members.includes(seat.crowd) ? 1 : 0), 1));
  }
  return rows;
};

/** More than a host of these tests has adapters. */
const APART = 128;

/** What a second solver knows: the best is `counts`, and its rate lies between `rate` and `mostRate`. */
export interface MilpOptimum extends VfOptimum {
  readonly mostRate: number;
}

/** One pass after the other, each holding the ones before; null where the solver does not prove the counts. */
export const milpOptimum = (host: Host, solver: SecondSolver): MilpOptimum | null => {
  const askers = askersOf(host);
  const crowds = crowdsOf(askers);
  const ports = host.nics.map(portOf);
  const seats = seatsOf(crowds, ports);
  const held = [...rowsOf(host, crowds, ports, seats)];
  const counts: number[] = [];
  const maximize = (cost: (asker: Asker) => number): Answer => {
    const variables: Variable[] = seats.map(({ crowd, asker }) => ({
      lower: 0,
      upper: crowds[crowd]?.size ?? 0,
      integer: true,
      cost: cost(asker),
    }));
    return solver.solve({ sense: 'max', variables, rows: held });
  };
  for (let rank = 0; rank < RANKS; rank += 2) {
    // Two ranks at once: no number of functions of the second is worth one of the first.
    const worth = (asker: Asker): number => (asker.rank === rank ? APART : asker.rank === rank + 1 ? 1 : 0);
    const most = askers.filter((asker) => worth(asker) > 0).length;
    const answer = most === 0 ? null : maximize(worth);
    if (most >= APART || (answer !== null && answer.kind !== 'optimal')) return null;
    const value = Math.round(answer?.objective ?? 0);
    counts.push(Math.floor(value / APART), value % APART);
    if (most > 0) held.push({ name: `hold:${rank}`, terms: termsOf(seats, ({ asker }) => worth(asker)), lower: value, upper: Infinity });
  }
  counts.length = RANKS;
  if (counts.reduce((sum, count) => sum + count, 0) === askers.length) {
    const rate = askers.reduce((sum, asker) => sum + asker.rate, 0);
    return { counts, rate, mostRate: rate };
  }
  const answer = maximize((asker) => asker.rate / 1000);
  if (answer.kind === 'optimal') return { counts, rate: answer.objective * 1000, mostRate: answer.objective * 1000 };
  if (answer.kind !== 'feasible') return null;
  return { counts, rate: answer.objective * 1000, mostRate: (answer.bound ?? Infinity) * 1000 };
};
