/** The best assignment of virtual functions found in two ways that know nothing of the planner: by trying everything, and as a plain MILP. */
import type { Host, Nic } from '../../src/model/host.ts';
import type { SecondSolver } from '../../src/solver/facade.ts';
import type { LinearModel, Row, Variable } from '../../src/solver/linear-model.ts';

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

const byPort = (host: Host, askers: readonly Asker[]): { readonly variables: readonly Variable[]; readonly rows: readonly Row[] } => {
  const ports = host.nics.map(portOf);
  const at = (asker: number, port: number): number => asker * ports.length + port;
  const variables = askers.flatMap((asker) =>
    ports.map((port) => ({ lower: 0, upper: port.on === asker.on ? 1 : 0, integer: true, cost: 0 })),
  );
  const rows: Row[] = [];
  const atMost = (name: string, terms: Row['terms'], upper: number): number => rows.push({ name, terms, lower: -Infinity, upper });
  ports.forEach((port, number) => {
    atMost(
      `functions:${number}`,
      askers.map((_, asker) => [at(asker, number), 1]),
      port.functions,
    );
    atMost(
      `room:${number}`,
      askers.map((asker, index) => [at(index, number), asker.rate / 1000]),
      port.room / 1000,
    );
  });
  askers.forEach((_, asker) =>
    atMost(
      `once:${asker}`,
      ports.map((_port, number) => [at(asker, number), 1]),
      1,
    ),
  );
  for (const vm of host.vms) {
    const members = askers.flatMap((asker, index) => (asker.vm === vm.name && asker.team ? [index] : []));
    const first = members[0];
    if (first === undefined || members.length < 2) continue;
    for (const mate of members.slice(1)) {
      const terms = [...ports.map((_, port) => [at(first, port), 1] as const), ...ports.map((_, port) => [at(mate, port), -1] as const)];
      rows.push({ name: `together:${mate}`, terms, lower: 0, upper: 0 });
    }
    ports.forEach((_, port) =>
      atMost(
        `apart:${first}:${port}`,
        members.map((member) => [at(member, port), 1]),
        1,
      ),
    );
  }
  return { variables, rows };
};

/** More than a host of these tests has adapters. */
const APART = 128;

/** One pass after the other, each holding the ones before; null where the solver does not prove one of them. */
export const milpOptimum = (host: Host, solver: SecondSolver): VfOptimum | null => {
  const askers = askersOf(host);
  const { variables, rows } = byPort(host, askers);
  const ports = host.nics.length;
  const held = [...rows];
  const counts: number[] = [];
  const maximize = (cost: (asker: Asker) => number): number | null => {
    const model: LinearModel = {
      sense: 'max',
      variables: variables.map((variable, index) => ({ ...variable, cost: cost(askers[Math.floor(index / ports)] as Asker) })),
      rows: held,
    };
    const answer = solver.solve(model);
    return answer.kind === 'optimal' ? answer.objective : null;
  };
  const countOf = (rank: number): number => askers.filter((asker) => asker.rank === rank).length;
  for (let rank = 0; rank < RANKS; rank += 2) {
    // Two ranks at once: no number of functions of the second is worth one of the first.
    const worth = (asker: Asker): number => (asker.rank === rank ? APART : asker.rank === rank + 1 ? 1 : 0);
    const most = countOf(rank) + countOf(rank + 1);
    const value = most === 0 ? 0 : maximize(worth);
    if (value === null || most >= APART) return null;
    counts.push(Math.floor(Math.round(value) / APART), Math.round(value) % APART);
    if (most === 0) continue;
    const terms = askers.flatMap((asker, index) =>
      worth(asker) > 0 ? host.nics.map((_, port) => [index * ports + port, worth(asker)] as const) : [],
    );
    held.push({ name: `hold:${rank}`, terms, lower: Math.round(value), upper: Infinity });
  }
  counts.length = RANKS;
  const isServed = counts.reduce((sum, count) => sum + count, 0) === askers.length;
  const rate = isServed ? askers.reduce((sum, asker) => sum + asker.rate / 1000, 0) : maximize((asker) => asker.rate / 1000);
  return rate === null ? null : { counts, rate: rate * 1000 };
};
