/** The chosen migration beside what the host says of its path: read once, judged by several rules. */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import { type HostPlan, type MigrationPlan, type SwitchPlan, type Transport, TRANSPORTS } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { storageDemandOn } from './ets-targets.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import { carrierOf, legalTransports, loneRate, type PathFacts, pathRate, pathRole, readPath } from './migration-path.ts';
import { blackoutAt, type Carrier, type DrainLoad, type DrainRun, readLoad, runDrain } from './pre-copy.ts';
import { sumToday, WEIGHT_SUM } from './weights.ts';

export interface MigrationCase {
  readonly plan: MigrationPlan;
  readonly path: PathFacts;
  readonly carrier: Carrier;
  readonly load: DrainLoad;
  readonly atGuaranteed: DrainRun | null;
  readonly atCap: DrainRun;
  /** Share of the path's switch that its vNICs hold together, by weights or in their DCB class; null where neither rules. */
  readonly share: number | null;
  /** No weights of our own stand behind `share`, so it proves nothing about the best ones. */
  readonly keepsWeights: boolean;
  /** SMB Direct under DCB: its cap is what storage leaves of the class, whatever floors a loss would leave room for. */
  readonly inSmbClass: boolean;
}

const isSameSet = (stated: readonly string[], expected: readonly { readonly name: string }[]): boolean =>
  stated.length === expected.length && expected.every(({ name }) => stated.some((one) => isSameName(one, name)));

const weightedSwitch = (path: PathFacts, switches: readonly SwitchPlan[]) => {
  const { on } = path;
  const plan = on === null ? undefined : switches.find((one) => isSameName(one.switch, on.vswitch.name));
  return plan === undefined || plan.weights.kind !== 'chosen' ? null : { plan, kept: plan.weights.value.kept };
};

const shareOf = (path: PathFacts, plan: SwitchPlan, kept: boolean): number => {
  let weight = 0;
  for (const row of plan.flows) {
    if (row.vm === null && path.adapters.some((adapter) => adapter.name === row.adapter)) weight += row.weight ?? 0;
  }
  return weight / (kept && path.on !== null ? sumToday(path.on) : WEIGHT_SUM);
};

const isUnderEts = ({ on }: PathFacts, switches: readonly SwitchPlan[]): boolean =>
  on !== null && switches.some((one) => one.ets !== null && isSameName(one.switch, on.vswitch.name));

/** What the others leave of the class that migrations send in: SMB Direct that of storage, the rest the default one. */
const classShare = (path: PathFacts, switches: readonly SwitchPlan[], transport: Transport): number | null => {
  const { on } = path;
  const ets = on === null ? null : (switches.find((one) => isSameName(one.switch, on.vswitch.name))?.ets ?? null);
  if (on === null || ets === null) return null;
  if (transport === 'smb-direct') return ets.smbDirect / 100 - storageDemandOn(on) / on.total;
  const rest = ets.classes.find((one) => one.name === 'default');
  return rest === undefined ? null : ets.defaultClass / 100 - rest.demand / on.total;
};

/** The fastest that any legal transport sends one VM when it is alone on the path, Mbit/s of memory. */
export const bestLoneRate = (host: Host, policy: Policy, path: PathFacts): number => {
  let best = 0;
  for (const transport of legalTransports(host, path)) {
    best = Math.max(best, loneRate(host, policy, path, transport, pathRate(host, policy, path, transport)));
  }
  return best;
};

const exemptHopeless = (host: Host, policy: Policy, path: PathFacts, load: DrainLoad): void => {
  const best = bestLoneRate(host, policy, path);
  for (let index = 0; index < load.memory.length; index += 1) {
    load.exempt[index] = blackoutAt(load.memory[index] ?? 0, load.dirty[index] ?? 0, best, policy) > policy.blackout_s;
  }
};

const isExpected = (host: Host, policy: Policy, facts: HostFacts): boolean => {
  const role = pathRole(host);
  if (role === null || facts.drainVms.length === 0) return false;
  const places = [null, ...facts.switches.map((one) => one.vswitch.name)];
  const paths = places.map((place) => readPath(host, facts, role, place)).filter((path) => path !== null);
  // With a place that carries nothing, which one counts is a choice that the host does not settle.
  return paths.length > 0 && paths.every((path) => pathRate(host, policy, path, 'tcpip') >= 1);
};

/** Violations: `migration-missing`, `migration-unexpected`, `migration-path`, `transport`. null where there is nothing to judge. */
export const readMigration = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  plan: HostPlan,
  violations: Violation[],
): MigrationCase | null => {
  if (plan.migration.kind !== 'chosen') {
    if (isExpected(host, policy, facts)) {
      violations.push({
        rule: 'migration-missing',
        subject: host.name,
        message: 'VMs are to move, a path exists, and no option is chosen.',
      });
    }
    return null;
  }
  const migration = plan.migration.value;
  if (facts.drainVms.length === 0) {
    violations.push({ rule: 'migration-unexpected', subject: host.name, message: 'No VM is to move, and an option is chosen.' });
    return null;
  }
  const path = readStatedPath(host, facts, migration, violations);
  if (path === null) return null;
  const { transport, liveMigrations } = migration.option;
  if (!TRANSPORTS.includes(transport)) {
    violations.push({ rule: 'transport', subject: host.name, message: `${transport} is no transport.` });
    return null;
  }
  const load = readLoad(facts.drainVms, policy);
  exemptHopeless(host, policy, path, load);
  const carrier = carrierOf(host, policy, path, transport, migration.pathRate);
  const { guaranteed } = migration;
  const weighted = weightedSwitch(path, plan.switches);
  return {
    plan: migration,
    path,
    carrier,
    load,
    atGuaranteed: guaranteed === null ? null : runDrain(load, carrier, liveMigrations, guaranteed, policy),
    atCap: runDrain(load, carrier, liveMigrations, migration.cap, policy),
    share: weighted === null ? classShare(path, plan.switches, transport) : shareOf(path, weighted.plan, weighted.kept),
    keepsWeights: weighted?.kept !== false,
    inSmbClass: weighted === null && transport === 'smb-direct' && isUnderEts(path, plan.switches),
  };
};

const readStatedPath = (host: Host, facts: HostFacts, migration: MigrationPlan, violations: Violation[]): PathFacts | null => {
  const stated = migration.path;
  const place = stated.kind === 'direct' ? null : stated.switch;
  const consistent = (stated.kind === 'direct') === (stated.switch === null) && stated.role === pathRole(host);
  const path = consistent ? readPath(host, facts, stated.role, place) : null;
  if (path !== null && isSameSet(stated.adapters, path.adapters) && isSameSet(stated.nics, path.nics)) return path;
  violations.push({
    rule: 'migration-path',
    subject: host.name,
    message: 'The path is not that of the adapters of one role in one place.',
  });
  return null;
};
