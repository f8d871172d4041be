/** What is to drain from a host, and over which way: the start of every question about its migration. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host, Vm } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { isDrained } from './blockers.ts';
import { type DrainOptions, optionMeant } from './migration-options.ts';
import { type MigrationRoute, migrationRouteOf } from './migration-path.ts';
import { optionsOf } from './plan-migration.ts';
import { type SwitchCase, switchCaseOf } from './switch-case.ts';

export interface DrainCase {
  readonly cases: readonly SwitchCase[];
  readonly drained: readonly Vm[];
  readonly route: MigrationRoute | null;
  /** Null where there is nothing to migrate, or no way. */
  readonly open: { readonly route: MigrationRoute; readonly options: DrainOptions } | null;
}

/**
 * The case of a host that has its own transport and count.
 * @param choose works out what there is to choose from, where somebody knows it already
 */
export const drainCaseOf = (host: Host, policy: Policy, choose: typeof optionsOf = optionsOf): DrainCase => {
  const cases = host.switches.map((virtualSwitch) => switchCaseOf(host, virtualSwitch, policy));
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const route = migrationRouteOf(host, cases);
  const isOpen = route !== null && drained.length > 0 && route.path.total >= 1;
  return { cases, drained, route, open: isOpen ? { route, options: choose(host, route, drained, policy) } : null };
};

/**
 * The case of the same host with other traffic on it: other demands and floors, and nothing else. What a drain can choose
 * from follows from its VMs and from what its path carries, so it is worked out anew only where that is another.
 */
export const withOtherTraffic = (before: DrainCase, host: Host, policy: Policy): DrainCase => {
  const cases = host.switches.map((virtualSwitch) => switchCaseOf(host, virtualSwitch, policy));
  const route = migrationRouteOf(host, cases);
  if (before.open === null || route === null || !carriesAlike(before.open.route, route)) return drainCaseOf(host, policy);
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  return { cases, drained, route, open: { route, options: before.open.options } };
};

const carriesAlike = (a: MigrationRoute, b: MigrationRoute): boolean =>
  a.role === b.role &&
  a.path.place.kind === b.path.place.kind &&
  a.path.total === b.path.total &&
  a.path.adapters.length === b.path.adapters.length;

/** The same case where transport and count are set for the whole cluster: the one option that they mean here is all there is to choose from. */
export const narrowToChoice = (drainCase: DrainCase, choice: ClusterChoice): DrainCase => {
  const { open } = drainCase;
  if (open === null) return drainCase;
  const { route, options: drain } = open;
  const meant = optionMeant(route, choice, drain.set.memory.length);
  const options = drain.options.filter(({ by, carrier }) => by.transport === meant.transport && carrier.count === meant.count);
  return { ...drainCase, open: { route, options: { ...drain, options, ofCluster: true } } };
};
