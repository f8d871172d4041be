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

/** Processors that stand in one group, all of one NUMA node. */
interface Part {
  readonly node: number;
  readonly size: number;
}

/**
 * Every core but core 0, which is left to the system. A NUMA node stands whole in one group, which has room for as many
 * neighbours as fit into 64; a larger node is cut into equal parts (Microsoft Learn, NUMA Support).
 */
export const coresOf = (host: Host): readonly Core[] => layoutOf(host).cores;

/** Runs of cores of one node and one group, in order; they hold every core that `coresOf` names. */
export const segmentsOf = (host: Host): readonly Segment[] => layoutOf(host).segments;

interface CoreLayout {
  readonly cores: readonly Core[];
  readonly segments: readonly Segment[];
}

/** Hosts of one model have the same cores, and a fleet has few models. */
const knownLayouts = new Map<string, CoreLayout>();
const MOST_KNOWN = 64;

const layoutOf = (host: Host): CoreLayout => {
  const model = `${host.logicalProcessors}/${host.numaNodes}/${host.smt}`;
  const known = knownLayouts.get(model);
  if (known !== undefined) return known;
  if (knownLayouts.size >= MOST_KNOWN) knownLayouts.clear();
  const cores = listCores(host);
  const layout = { cores, segments: cutIntoSegments(cores) };
  knownLayouts.set(model, layout);
  return layout;
};

const listCores = (host: Host): Core[] => {
  const step = host.smt ? 2 : 1;
  const cores: Core[] = [];
  let first = 0;
  let group = 0;
  let filled = 0;
  for (const { node, size } of partsOf(host, step)) {
    if (filled + size > MOST_IN_GROUP) {
      group += 1;
      filled = 0;
    }
    for (let number = 0; number < size; number += step) {
      if (first + number >= step) cores.push({ processor: { group, number: filled + number }, node });
    }
    filled += size;
    first += size;
  }
  return cores;
};

const partsOf = (host: Host, step: number): Part[] => {
  const { logicalProcessors, numaNodes } = host;
  const each = logicalProcessors / numaNodes;
  const parts: Part[] = [];
  // Nodes of unequal size: nobody can tell where one ends, so groups are filled in order and no node is preferred.
  if (!Number.isInteger(each / step)) {
    for (let left = logicalProcessors; left > 0; left -= MOST_IN_GROUP) parts.push({ node: 0, size: Math.min(left, MOST_IN_GROUP) });
    return parts;
  }
  // A core is never cut in two.
  const largest = Math.ceil(each / Math.ceil(each / MOST_IN_GROUP) / step) * step;
  for (let node = 0; node < numaNodes; node++) {
    for (let left = each; left > 0; left -= largest) parts.push({ node, size: Math.min(left, largest) });
  }
  return parts;
};

const cutIntoSegments = (cores: readonly Core[]): Segment[] => {
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
