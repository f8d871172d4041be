/** What hosts stand, gathered for clusters and for the classes of the whole fleet: the first host to give way speaks for all. */
import type {
  CapacityFactor,
  ClassGrowth,
  GrowthFactor,
  GrowthRates,
  GrowthRow,
  HostGrowth,
  LostHost,
  Runway,
  TrafficClass,
} from '../model/growth.ts';
import { ROLES } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import { capacityRunwayOf, NO_MONTHS, runwayOf } from './runway.ts';

/** Hosts in their order, then clusters, roles and tiers. */
export const growthRows = (answers: readonly (HostGrowth | LostHost)[], rates: GrowthRates): readonly GrowthRow[] => {
  const hosts = answers.map((answer) => hostRow(answer, rates));
  return [...hosts, ...clusterRows(hosts), ...classRows(answers, rates)];
};

const hostRow = (answer: HostGrowth | LostHost, rates: GrowthRates): GrowthRow => {
  const about = { scope: 'host', name: answer.host, cluster: answer.cluster, heldBy: null, hosts: 1 } as const;
  if (answer.kind !== 'grown') {
    return {
      ...about,
      growth: null,
      leftOut: 1,
      lost: answer.kind,
      capacity: null,
      rate: null,
      runway: NO_MONTHS,
      capacityRunway: NO_MONTHS,
    };
  }
  const rate = rates.ofHost(answer.host);
  return {
    ...about,
    growth: answer.whole,
    leftOut: 0,
    lost: null,
    capacity: answer.capacity,
    rate,
    runway: runwayOf(answer.whole, rate),
    capacityRunway: capacityRunwayOf(answer.capacity, rate),
  };
};

const clusterRows = (hosts: readonly GrowthRow[]): readonly GrowthRow[] => {
  const clusters = new Map<string, GrowthRow[]>();
  for (const row of hosts) {
    const key = nameKey(row.cluster ?? '');
    clusters.set(key, [...(clusters.get(key) ?? []), row]);
  }
  const rows = [...clusters.values()].map((members): GrowthRow => {
    const [first] = members as [GrowthRow];
    const held = leastOf(members.flatMap(({ name, growth }) => (growth === null ? [] : [{ host: name, growth }])));
    return {
      scope: 'cluster',
      name: first.cluster ?? '',
      cluster: null,
      growth: held?.growth ?? null,
      heldBy: holderOf(held),
      hosts: members.length,
      leftOut: members.filter(({ growth }) => growth === null).length,
      lost: null,
      capacity: leastCapacity(members),
      rate: null,
      runway: soonest(members.map(({ runway }) => runway)),
      capacityRunway: soonest(members.map(({ capacityRunway }) => capacityRunway)),
    };
  });
  return rows.sort((a, b) => compareNames(a.name, b.name));
};

interface Held {
  readonly host: string;
  readonly growth: GrowthFactor;
}

/** The first of several of the same factor. */
const leastOf = (all: readonly Held[]): Held | null =>
  all.reduce<Held | null>((least, each) => (least === null || each.growth.factor < least.growth.factor ? each : least), null);

const holderOf = (held: Held | null): string | null => (held === null || held.growth.standing === 'beyond-search' ? null : held.host);

const leastCapacity = (members: readonly GrowthRow[]): CapacityFactor | null =>
  members.reduce<CapacityFactor | null>((least, { name, capacity }) => {
    if (capacity === null || (least !== null && least.factor <= capacity.factor)) return least;
    return { ...capacity, of: `${name}/${capacity.of}` };
  }, null);

/** A cluster runs out with the first of its hosts; those of which no month is known do not count. */
const soonest = (runways: readonly Runway[]): Runway => {
  const least = (of: (runway: Runway) => number | null): number | null => {
    const known = runways.flatMap((runway) => of(runway) ?? []);
    return known.length === 0 ? null : Math.min(...known);
  };
  return { low: least(({ low }) => low), mid: least(({ mid }) => mid), high: least(({ high }) => high) };
};

const CLASSES: readonly TrafficClass[] = [
  ...ROLES.map((name) => ({ scope: 'role' as const, name })),
  ...['1', '2', '3'].map((name) => ({ scope: 'tier' as const, name })),
];

const classRows = (answers: readonly (HostGrowth | LostHost)[], rates: GrowthRates): readonly GrowthRow[] =>
  CLASSES.flatMap((of): GrowthRow[] => {
    const here = answers.flatMap((answer) => {
      const found = answer.kind === 'grown' ? answer.classes.find((each) => isSame(each, of)) : undefined;
      return found === undefined ? [] : [{ host: answer.host, growth: found.growth }];
    });
    if (here.length === 0) return [];
    const held = leastOf(here.flatMap(({ host, growth }) => (growth === null ? [] : [{ host, growth }])));
    const rate = rates.ofClass(of);
    return [
      {
        ...of,
        cluster: null,
        growth: held?.growth ?? null,
        heldBy: holderOf(held),
        hosts: here.length,
        leftOut: here.filter(({ growth }) => growth === null).length,
        lost: null,
        capacity: null,
        rate,
        runway: held === null ? NO_MONTHS : runwayOf(held.growth, rate),
        capacityRunway: NO_MONTHS,
      },
    ];
  });

const isSame = (a: ClassGrowth, b: TrafficClass): boolean => a.scope === b.scope && a.name === b.name;
