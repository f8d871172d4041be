/** Do the processors of queues exist, one a core and not the first, apart where queues add up and alike where they do not? */
import type { Host, Nic } from '../model/host.ts';
import type { LogicalProcessor, NicProcessors } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostFacts, SwitchFacts } from './host-facts.ts';
import { indexOf, type Machine, machineOf, nodeOf } from './processor-groups.ts';
import { queueMode } from './queue-facts.ts';

const MOST_RSS_QUEUES = 16;

interface JudgedSet {
  readonly row: NicProcessors;
  readonly nic: Nic;
  /** Cores by number. */
  readonly cores: readonly number[];
}

type Report = (rule: string, message: string) => void;

const nameOf = ({ group, number }: LogicalProcessor): string => `${group}:${number}`;

const judgeOne = (machine: Machine, one: LogicalProcessor, report: Report): number | null => {
  const index = indexOf(machine, one);
  if (index === null) report('processor-unknown', `${nameOf(one)} is no processor of the machine.`);
  else if (index % machine.step !== 0) report('processor-sibling', `${nameOf(one)} is the second of its core.`);
  // A machine of one core has no other.
  else if (index < machine.step && machine.cores > 1) report('processor-core-0', 'Core 0 is left to the system.');
  return index;
};

/** Base and last stand in the list and at its ends; returns the cores. */
const judgeList = (machine: Machine, row: NicProcessors, violations: Violation[]): readonly number[] => {
  const report: Report = (rule, message) => violations.push({ rule, subject: row.nic, message });
  const indexes = new Set<number>();
  for (const one of row.processors) {
    const index = judgeOne(machine, one, report);
    if (index === null) continue;
    if (indexes.has(index)) report('processor-twice', `${nameOf(one)} is listed twice.`);
    indexes.add(index);
  }
  if (row.processors.length === 0) report('processors-none', 'No processor serves the queues.');
  if (row.maxProcessors < row.processors.length) {
    report('processors-max', `${row.processors.length} processors are listed, at most ${row.maxProcessors} are allowed.`);
  }
  const base = indexOf(machine, row.base);
  const last = indexOf(machine, row.last);
  if (indexes.size > 0 && (base === null || last === null || base > last || !indexes.has(base) || !indexes.has(last))) {
    report('processors-range', 'Base and last processor are not those of the list.');
  }
  return [...indexes].map((index) => index / machine.step);
};

const judgeCount = (row: NicProcessors, nic: Nic, violations: Violation[]): void => {
  // How many of its queues a port should use is a matter of its cores, but never more than it has.
  const most = row.feature === 'rss' ? Math.min(nic.rssQueues, MOST_RSS_QUEUES) : Infinity;
  if (!Number.isInteger(row.queues) || row.queues < 1 || row.queues > most) {
    violations.push({ rule: 'processors-queues', subject: nic.name, message: `${row.queues} queues, of 1 to ${most}.` });
  }
  if (row.processors.length > row.queues) {
    const message = `${row.processors.length} processors serve ${row.queues} queues.`;
    violations.push({ rule: 'processors-count', subject: nic.name, message });
  }
};

/** How many ports each core serves. */
const countUsers = (machine: Machine, sets: readonly JudgedSet[]): Uint16Array => {
  const users = new Uint16Array(machine.cores);
  for (const { cores } of sets) for (const core of cores) users[core] = (users[core] ?? 0) + 1;
  return users;
};

const overlaps = (set: JudgedSet, users: Uint16Array): boolean => set.cores.some((core) => (users[core] ?? 0) > 1);

/** A core of another node is used only where the NIC's own node has none to spare. */
const judgeNuma = (machine: Machine, set: JudgedSet, users: Uint16Array, violations: Violation[]): void => {
  const own = set.nic.numaNode;
  if (machine.nodes <= 1 || own >= machine.nodes) return;
  const isForeign = set.cores.some((core) => {
    const node = nodeOf(machine, core);
    return node !== null && node !== own;
  });
  if (!isForeign) return;
  for (let core = 1; core < machine.cores; core += 1) {
    if (nodeOf(machine, core) !== own || users[core] !== 0) continue;
    const message = `Core ${core} of its own NUMA node ${own} is free, and another node's is used.`;
    violations.push({ rule: 'processors-numa', subject: set.row.nic, message });
    return;
  }
};

const judgeAlike = (sets: readonly JudgedSet[], violations: Violation[]): void => {
  const [first, ...others] = sets;
  for (const { row, cores } of others) {
    if (first === undefined || (cores.length === first.cores.length && cores.every((core) => first.cores.includes(core)))) continue;
    const message = `Members of this team need the processors of ${first.row.nic}.`;
    violations.push({ rule: 'processors-identical', subject: row.nic, message });
  }
};

const judgeApart = (machine: Machine, sets: readonly JudgedSet[], violations: Violation[]): void => {
  const users = countUsers(machine, sets);
  for (const set of sets) {
    if (set.row.shared || !overlaps(set, users)) continue;
    violations.push({ rule: 'processors-disjoint', subject: set.row.nic, message: 'A processor serves two members of the team.' });
  }
};

/** Sharing is what is left when cores ran out, and a core of its own node is what a port is due before. */
const judgeShared = (machine: Machine, all: readonly JudgedSet[], alike: ReadonlySet<string>, violations: Violation[]): void => {
  const users = countUsers(machine, all);
  const isIdle = users.subarray(1).includes(0);
  for (const set of all) {
    const { nic: subject, shared, feature } = set.row;
    if (shared && !overlaps(set, users)) {
      violations.push({ rule: 'processors-shared', subject, message: 'No processor is shared, and the plan says so.' });
    }
    if (alike.has(subject)) continue;
    if (shared && isIdle && feature === 'vmq') {
      violations.push({ rule: 'processors-shared', subject, message: 'Processors are shared, and there are free ones.' });
    }
    judgeNuma(machine, set, users, violations);
  }
};

const featureOf = (nic: Nic): NicProcessors['feature'] => (nic.switch === null ? 'rss' : 'vmq');

const setsOf = (facts: SwitchFacts, sets: ReadonlyMap<string, JudgedSet>): readonly JudgedSet[] =>
  facts.uplinks.map((nic) => sets.get(nic.name)).filter((set) => set !== undefined);

/** Violations `processor-…` and `processors-…`. */
export const judgeProcessors = (host: Host, facts: HostFacts, rows: readonly NicProcessors[], violations: Violation[]): void => {
  if (rows.length === 0) return;
  const machine = machineOf(host, rows);
  const sets = new Map<string, JudgedSet>();
  for (const row of rows) {
    const nic = host.nics.find((one) => one.name === row.nic);
    if (nic === undefined || sets.has(row.nic) || featureOf(nic) !== row.feature) {
      const message = 'No such port, listed twice, or VMQ without a switch or RSS under one.';
      violations.push({ rule: 'processors-nic', subject: row.nic, message });
      continue;
    }
    judgeCount(row, nic, violations);
    sets.set(row.nic, { row, nic, cores: judgeList(machine, row, violations) });
  }
  const alike = new Set<string>();
  for (const one of facts.switches) {
    const team = setsOf(one, sets);
    if (queueMode(one) === 'sum') judgeApart(machine, team, violations);
    else {
      judgeAlike(team, violations);
      if (team.length > 1) for (const { row } of team) alike.add(row.nic);
    }
  }
  judgeShared(machine, [...sets.values()], alike, violations);
};
