/** What a drain can choose from in a layout. It follows from the group that carries migration, so each such group is asked once. */
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import type { LayoutTraffic } from '../model/topology-plan.ts';
import { isDrained } from './blockers.ts';
import { type DrainCase, drainCaseOf } from './drain-case.ts';
import { applyLayout, type LayoutPool, movesIn, trafficOf } from './layout.ts';
import { type Dealt, type LayoutShape, layoutOf } from './layouts-enumerate.ts';
import { type DrainOptions, leastDrainTime } from './migration-options.ts';
import { migrationRouteOf, ROLE_ORDER } from './migration-path.ts';
import { optionsOf } from './plan-migration.ts';
import { switchCaseOf } from './switch-case.ts';

export interface LayoutDrains {
  /** Seconds that no plan of the layout undercuts; 0 where nothing is known. */
  readonly leastOf: (shape: LayoutShape) => number;
  /** The drain case of the host with the layout. */
  readonly caseOf: (shape: LayoutShape, edited: Host) => DrainCase;
}

/** Traffic that the migration path goes with; null where some of its adapters stay where they are, whatever the layout. */
const pathTraffic = (host: Host, pool: LayoutPool): LayoutTraffic | null => {
  const role = ROLE_ORDER.find((each) => host.adapters.some((adapter) => adapter.role === each));
  const adapters = host.adapters.filter((adapter) => adapter.role === role);
  const [first] = adapters;
  return first !== undefined && adapters.every(movesIn(pool)) ? trafficOf(first) : null;
};

export const layoutDrains = (host: Host, pool: LayoutPool, policy: Policy): LayoutDrains => {
  const traffic = pathTraffic(host, pool);
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const least = new Map<string, number>();
  const options = new Map<string, DrainOptions>();
  /** What else goes by the NICs of a direct path lessens it. */
  const keyOf = ({ content, dealt }: LayoutShape): string | null => {
    const at = traffic === null ? -1 : content.findIndex(({ carries }) => carries.includes(traffic));
    const of = content[at];
    if (of === undefined) return null;
    return `${of.kind} ${of.kind === 'direct-rdma' ? of.carries.join() : ''} ${(dealt[at] as Dealt).group.id}`;
  };
  const work = (shape: LayoutShape): number => {
    const edited = applyLayout(host, pool, layoutOf(shape, pool.nics));
    const route = migrationRouteOf(
      edited,
      edited.switches.map((each) => switchCaseOf(edited, each, policy)),
    );
    return route === null || route.path.total < 1 || drained.length === 0 ? 0 : leastDrainTime(edited, route, drained, policy);
  };
  return {
    leastOf: (shape) => {
      const key = keyOf(shape);
      if (key === null) return 0;
      const known = least.get(key) ?? work(shape);
      least.set(key, known);
      return known;
    },
    caseOf: (shape, edited) => {
      const key = keyOf(shape);
      if (key === null) return drainCaseOf(edited, policy);
      return drainCaseOf(edited, policy, (...question) => {
        const known = options.get(key) ?? optionsOf(...question);
        options.set(key, known);
        return known;
      });
    },
  };
};
