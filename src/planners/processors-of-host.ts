/** The processors of a host that can serve queues: one of each core, by NUMA node and processor group. */
import type { Host } from '../model/host.ts';
import type { LogicalProcessor } from '../model/offload-plan.ts';

const MOST_IN_GROUP = 64;

/** The first logical processor of a core; its hyper-threaded sibling adds interrupts but no cycles. */
export interface Core {
  readonly processor: LogicalProcessor;
  readonly node: number;
}

/** Cores next to each other in one NUMA node and one processor group, so that a base and a last processor describe them. */
export interface Segment {
  readonly node: number;
  readonly group: number;
  /** Index of the first core in the list of cores. */
  readonly start: number;
  readonly length: number;
}

/**
 * Every core but core 0, which is left to the system. Logical processors are split evenly over the nodes, in order. A node
 * stands whole in one group, which has room for as many neighbours as fit into 64; a larger node is cut into equal parts.
 */
export const coresOf = (host: Host): Core[] => {
  const step = host.smt ? 2 : 1;
  const cores: Core[] = [];
  let first = 0;
  let group = 0;
  let filled = 0;
  for (let node = 0; node < host.numaNodes; node++) {
    const end = Math.floor(((node + 1) * host.logicalProcessors) / host.numaNodes);
    for (const size of partsOf(end - first, step)) {
      if (filled + size > MOST_IN_GROUP) {
        group += 1;
        filled = 0;
      }
      for (let index = first; index < first + size; index++) {
        if (index >= step && index % step === 0) cores.push({ processor: { group, number: filled + index - first }, node });
      }
      filled += size;
      first += size;
    }
  }
  return cores;
};

const partsOf = (processors: number, step: number): number[] => {
  const count = Math.ceil(processors / MOST_IN_GROUP);
  // A core is never cut in two.
  const size = Math.ceil(processors / Math.max(1, count) / step) * step;
  return Array.from({ length: count }, (_, part) => Math.min(size, processors - part * size));
};

export const segmentsOf = (cores: readonly Core[]): Segment[] => {
  const segments: { node: number; group: number; start: number; length: number }[] = [];
  cores.forEach(({ processor, node }, start) => {
    const last = segments.at(-1);
    if (last !== undefined && last.node === node && last.group === processor.group) last.length += 1;
    else segments.push({ node, group: processor.group, start, length: 1 });
  });
  return segments;
};

/**
 * What a base and a last processor let in: numbers count within a group, so 3:8 comes after 2:63 (Microsoft Learn, Windows
 * drivers, Standardized INF keywords for RSS).
 */
export const isInRange = (processor: LogicalProcessor, base: LogicalProcessor, last: LogicalProcessor): boolean =>
  !isBefore(processor, base) && !isBefore(last, processor);

const isBefore = (a: LogicalProcessor, b: LogicalProcessor): boolean => a.group < b.group || (a.group === b.group && a.number < b.number);

/** Physical cores of a NUMA node, core 0 among them; of the whole host where it has no such node. */
export const coresOfNode = (host: Host, node: number): number => {
  const cores = Math.max(1, Math.floor(host.logicalProcessors / (host.smt ? 2 : 1)));
  return node < host.numaNodes ? Math.max(1, Math.floor(cores / host.numaNodes)) : cores;
};
