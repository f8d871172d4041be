/** What is to drain from a host, and over which way: the start of every question about its migration. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host, Vm } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { isDrained } from './blockers.ts';
import type { DrainOptions } from './migration-options.ts';
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

/** @param forced transport and count that are set for the whole cluster; null: the host has its own */
export const drainCaseOf = (host: Host, policy: Policy, forced: ClusterChoice | null): DrainCase => {
  const cases = host.switches.map((virtualSwitch) => switchCaseOf(host, virtualSwitch, policy));
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const route = migrationRouteOf(host, cases);
  const isOpen = route !== null && drained.length > 0 && route.path.total >= 1;
  return { cases, drained, route, open: isOpen ? { route, options: optionsOf(host, route, drained, policy, forced) } : null };
};
