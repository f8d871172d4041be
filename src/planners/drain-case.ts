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

/** The case of a host that has its own transport and count. */
export const drainCaseOf = (host: Host, policy: Policy): DrainCase => {
  const cases = host.switches.map((virtualSwitch) => switchCaseOf(host, virtualSwitch, policy));
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const route = migrationRouteOf(host, cases);
  const isOpen = route !== null && drained.length > 0 && route.path.total >= 1;
  return { cases, drained, route, open: isOpen ? { route, options: optionsOf(host, route, drained, policy) } : null };
};

/** The same case where transport and count are set for the whole cluster: the one option that they mean here is all there is to choose from. */
export const narrowToChoice = (drainCase: DrainCase, choice: ClusterChoice): DrainCase => {
  const { open } = drainCase;
  if (open === null) return drainCase;
  const { route, options: drain } = open;
  const meant = optionMeant(route, choice, drain.set.memory.length);
  const options = drain.options.filter(({ by, carrier }) => by.transport === meant.transport && carrier.count === meant.count);
  return { ...drainCase, open: { route, options: { ...drain, options } } };
};
