/** The machine as processors are counted: groups, cores and NUMA nodes. */
import type { Host } from '../model/host.ts';
import type { LogicalProcessor, NicProcessors } from '../model/offload-plan.ts';

const GROUP = 64;

export interface Machine {
  /** Logical processors of each group. */
  readonly groups: readonly number[];
  /** Logical processors of one core. */
  readonly step: number;
  readonly cores: number;
  readonly nodes: number;
}

const split = (processors: number): readonly number[] =>
  Array.from({ length: Math.ceil(processors / GROUP) }, (_, group) => Math.min(GROUP, processors - group * GROUP));

/** A node above 64 in whole groups and a rest, or in equal parts; smaller nodes together while they fit. */
const groupsOfNodes = (processors: number, nodes: number, equal: boolean): readonly number[] => {
  const each = processors / nodes;
  if (processors <= GROUP || !Number.isInteger(each)) return split(processors);
  if (each > GROUP) {
    const parts = Math.ceil(each / GROUP);
    const node = equal ? Array.from({ length: parts }, () => each / parts) : split(each);
    return Array.from({ length: nodes }, () => node).flat();
  }
  const together = Math.floor(GROUP / each);
  return Array.from({ length: Math.ceil(nodes / together) }, (_, group) => Math.min(together, nodes - group * together) * each);
};

/**
 * Windows is documented to count at most 64 processors a group, not how it forms them: in a row, or along the NUMA nodes.
 * The plan is read in the first way that knows all its processors.
 */
export const machineOf = (host: Host, rows: readonly NicProcessors[]): Machine => {
  const { logicalProcessors: processors, numaNodes: nodes } = host;
  const step = host.smt ? 2 : 1;
  const cores = Math.floor(processors / step);
  const plain = split(processors);
  if (processors <= GROUP) return { step, cores, nodes, groups: plain };
  const readings = [groupsOfNodes(processors, nodes, false), groupsOfNodes(processors, nodes, true), plain];
  const knowsAll = (groups: readonly number[]): boolean =>
    rows.every((row) => row.processors.every(({ group, number }) => number < (groups[group] ?? 0)));
  return { step, cores, nodes, groups: readings.find(knowsAll) ?? plain };
};

/** Place in the whole machine, the groups in a row; null for what the machine does not have. */
export const indexOf = (machine: Machine, { group, number }: LogicalProcessor): number | null => {
  if (!Number.isInteger(number) || number < 0 || !(number < (machine.groups[group] ?? 0))) return null;
  let index = number;
  for (let before = 0; before < group; before += 1) index += machine.groups[before] ?? 0;
  return index;
};

/** NUMA node of a core, nodes being equal parts of the machine; null where they cannot be. */
export const nodeOf = (machine: Machine, core: number): number | null =>
  machine.cores % machine.nodes === 0 ? Math.floor(core / (machine.cores / machine.nodes)) : null;
