/** Processors written down one by one: what a small machine has, and what may be used of it. */
import type { Host } from '../../src/model/host.ts';

export interface Core {
  readonly core: number;
  readonly node: number;
  /** `group:number` of its first logical processor. */
  readonly name: string;
}

/** Cores of a machine of at most 64 logical processors, so one group; nodes are equal parts of it. */
export const coresOf = (host: Host): readonly Core[] => {
  const step = host.smt ? 2 : 1;
  const cores = host.logicalProcessors / step;
  return Array.from({ length: cores }, (_, core) => ({
    core,
    node: Math.floor(core / (cores / host.numaNodes)),
    name: `0:${core * step}`,
  }));
};

/** All but core 0. */
export const usableCores = (host: Host): readonly Core[] => coresOf(host).slice(1);
