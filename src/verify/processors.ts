/** Do the processors of queues exist, one a core and not the first, apart where queues add up and alike where they do not? */
import type { Host, Nic } from '../model/host.ts';
import type { LogicalProcessor, NicProcessors } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostFacts, SwitchFacts } from './host-facts.ts';
import { queueMode } from './queue-facts.ts';

const GROUP = 64;
const MOST_RSS_QUEUES = 16;

interface Machine {
  readonly processors: number;
  /** Logical processors of one core. */
  readonly step: number;
  readonly cores: number;
  readonly nodes: number;
  /** Number of the first processor of each group, and of the end. */
  readonly groups: readonly number[];
}

interface JudgedSet {
  readonly row: NicProcessors;
  readonly nic: Nic;
  /** Cores by number. */
  readonly cores: readonly number[];
}

const machineOf = (host: Host): Machine => {
  const step = host.smt ? 2 : 1;
  const processors = host.logicalProcessors;
  return { processors, step, cores: Math.floor(processors / step), nodes: host.numaNodes, groups: groupsOf(processors, host.numaNodes) };
};

/** A group takes 64 processors, and a node stands in one group unless it has more than that. */
const groupsOf = (processors: number, nodes: number): readonly number[] => {
  const starts = [0];
  for (let node = 0; node < nodes; node += 1) {
    const from = Math.floor((node * processors) / nodes);
    const to = Math.floor(((node + 1) * processors) / nodes);
    if (to - (starts.at(-1) ?? 0) > GROUP && from > (starts.at(-1) ?? 0)) starts.push(from);
    while (to - (starts.at(-1) ?? 0) > GROUP) starts.push((starts.at(-1) ?? 0) + GROUP);
  }
  return [...starts, processors];
};

const indexOf = (machine: Machine, { group, number }: LogicalProcessor): number => (machine.groups[group] ?? Infinity) + number;

const isSame = (a: LogicalProcessor, b: LogicalProcessor): boolean => a.group === b.group && a.number === b.number;

const isOnMachine = (machine: Machine, { group, number }: LogicalProcessor): boolean =>
  Number.isInteger(group) && Number.isInteger(number) && group >= 0 && number >= 0 && number < GROUP
    ? (machine.groups[group] ?? Infinity) + number < (machine.groups[group + 1] ?? 0)
    : false;

/** NUMA node of a core, nodes being equal parts of the machine; null where they cannot be. */
const nodeOf = (machine: Machine, core: number): number | null =>
  machine.cores % machine.nodes === 0 ? Math.floor(core / (machine.cores / machine.nodes)) : null;

const judgeList = (machine: Machine, row: NicProcessors, violations: Violation[]): readonly number[] => {
  const subject = row.nic;
  const report = (rule: string, message: string): void => {
    violations.push({ rule, subject, message });
  };
  const seen = new Set<number>();
  for (const one of row.processors) {
    const index = indexOf(machine, one);
    if (!isOnMachine(machine, one)) report('processor-unknown', `${one.group}:${one.number} is no processor of the machine.`);
    else if (index % machine.step !== 0) report('processor-sibling', `${one.group}:${one.number} is the second of its core.`);
    // A machine of one core has no other.
    else if (index < machine.step && machine.cores > 1) report('processor-core-0', 'Core 0 is left to the system.');
    if (seen.has(index)) report('processor-twice', `${one.group}:${one.number} is listed twice.`);
    seen.add(index);
  }
  if (row.processors.length === 0) report('processors-none', 'No processor serves the queues.');
  if (row.maxProcessors < row.processors.length) {
    report('processors-max', `${row.processors.length} processors are listed, at most ${row.maxProcessors} are allowed.`);
  }
  const indexes = [...seen].sort((a, b) => a - b);
  const ends = [row.base, row.last].every((end) => row.processors.some((one) => isSame(one, end)));
  if (indexes.length > 0 && (!ends || indexOf(machine, row.base) > indexOf(machine, row.last))) {
    report('processors-range', 'Base and last processor are not those of the list.');
  }
  return indexes.map((index) => index / machine.step);
};

/** A core of another node is used only where the NIC's own node has none to spare. */
const judgeNuma = (machine: Machine, set: JudgedSet, beside: ReadonlySet<number>, violations: Violation[]): void => {
  const own = set.nic.numaNode;
  if (machine.nodes <= 1 || own >= machine.nodes) return;
  const isForeign = set.cores.some((core) => {
    const node = nodeOf(machine, core);
    return node !== null && node !== own;
  });
  if (!isForeign) return;
  for (let core = 1; core < machine.cores; core += 1) {
    if (nodeOf(machine, core) !== own || beside.has(core) || set.cores.includes(core)) continue;
    const message = `Core ${core} of its own NUMA node ${own} is free, and another node's is used.`;
    violations.push({ rule: 'processors-numa', subject: set.row.nic, message });
    return;
  }
};

const judgeTeam = (
  machine: Machine,
  mode: 'sum' | 'min',
  sets: readonly JudgedSet[],
  all: readonly JudgedSet[],
  violations: Violation[],
): void => {
  const [first, ...others] = sets;
  if (first === undefined) return;
  if (mode === 'min') {
    for (const other of others) {
      if (other.cores.length === first.cores.length && other.cores.every((core) => first.cores.includes(core))) continue;
      const message = `Members of this team need the processors of ${first.row.nic}.`;
      violations.push({ rule: 'processors-identical', subject: other.row.nic, message });
    }
    return;
  }
  for (const set of sets) {
    // Other switches and the host's own ports need processors too.
    const beside = coresBeside(set, all);
    const overlaps = set.cores.some((core) => beside.has(core));
    if (overlaps && !set.row.shared) {
      violations.push({ rule: 'processors-disjoint', subject: set.row.nic, message: 'A processor serves two members of the team.' });
    }
    if (set.row.shared && !overlaps) {
      violations.push({ rule: 'processors-shared', subject: set.row.nic, message: 'No processor is shared, and the plan says so.' });
    }
    judgeNuma(machine, set, beside, violations);
  }
};

const coresBeside = (set: JudgedSet, all: readonly JudgedSet[]): ReadonlySet<number> =>
  new Set(all.filter((one) => one !== set).flatMap((one) => one.cores));

const judgeCount = (machine: Machine, row: NicProcessors, nic: Nic, violations: Violation[]): void => {
  const local = nic.numaNode < machine.nodes ? Math.floor(machine.cores / machine.nodes) : machine.cores;
  const most = row.feature === 'rss' ? Math.min(nic.rssQueues, MOST_RSS_QUEUES, Math.max(1, local)) : Infinity;
  if (row.feature === 'rss' && row.queues !== most) {
    violations.push({ rule: 'rss-queues', subject: nic.name, message: `RSS has ${most} queues, the plan states ${row.queues}.` });
  }
  if (row.processors.length > Math.max(1, row.queues)) {
    const message = `${row.processors.length} processors serve ${row.queues} queues.`;
    violations.push({ rule: 'processors-count', subject: nic.name, message });
  }
};

const featureOf = (nic: Nic): NicProcessors['feature'] => (nic.switch === null ? 'rss' : 'vmq');

/** Violations `processor…`, `rss-queues`. */
export const judgeProcessors = (host: Host, facts: HostFacts, rows: readonly NicProcessors[], violations: Violation[]): void => {
  if (rows.length === 0) return;
  const machine = machineOf(host);
  const sets = new Map<string, JudgedSet>();
  for (const row of rows) {
    const nic = host.nics.find((one) => one.name === row.nic);
    if (nic === undefined || sets.has(row.nic) || featureOf(nic) !== row.feature) {
      const message = 'No such port, listed twice, or VMQ without a switch or RSS under one.';
      violations.push({ rule: 'processors-nic', subject: row.nic, message });
      continue;
    }
    judgeCount(machine, row, nic, violations);
    sets.set(row.nic, { row, nic, cores: judgeList(machine, row, violations) });
  }
  const all = [...sets.values()];
  for (const one of facts.switches) judgeTeam(machine, queueMode(one), setsOf(one, sets), all, violations);
  for (const set of all) if (set.row.feature === 'rss') judgeNuma(machine, set, coresBeside(set, all), violations);
};

const setsOf = (facts: SwitchFacts, sets: ReadonlyMap<string, JudgedSet>): readonly JudgedSet[] =>
  facts.uplinks.map((nic) => sets.get(nic.name)).filter((set) => set !== undefined);
