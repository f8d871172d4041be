/** hosts.csv: one row a host, whatever became of it. */
import type { FailedOutcome, Outcome, PlannedOutcome, RejectedOutcome } from '../model/outcome.ts';
import type { VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { MigrationPlan } from '../model/plan.ts';
import { secondsToMinutes } from '../units/quantity.ts';
import type { Cell } from './csv-row.ts';
import { chosenMigration, hostCapacity, hostLayer } from './planned-host.ts';
import { hostQueues } from './queue-cells.ts';
import type { Column, Table } from './table.ts';

const planned = (name: string, cell: (outcome: PlannedOutcome) => Cell): Column<Outcome> => ({
  name,
  cell: (outcome) => (outcome.kind === 'planned' ? cell(outcome) : null),
});

const migration = (name: string, cell: (plan: MigrationPlan) => Cell): Column<Outcome> =>
  planned(name, (outcome) => {
    const chosen = chosenMigration(outcome.plan);
    return chosen === null ? null : cell(chosen);
  });

/** Blank where no adapter asks for a virtual function. */
const functions = (name: string, cell: (plan: VirtualFunctionPlan) => Cell): Column<Outcome> =>
  planned(name, ({ plan: { offloads } }) => (offloads.virtualFunctions.wanted === 0 ? null : cell(offloads.virtualFunctions)));

/** What a host without a plan is held back by, and why: its first problem, or the first rule it broke. */
const firstFault = (outcome: RejectedOutcome | FailedOutcome): { binding: string; reason: string } => {
  if (outcome.kind === 'rejected') {
    const first = outcome.problems.find((problem) => problem.severity === 'error') ?? outcome.problems[0];
    return { binding: first?.code ?? '', reason: first === undefined ? '' : `${first.file}:${first.line}: ${first.message}` };
  }
  const first = outcome.violations[0];
  return { binding: first?.rule ?? '', reason: first?.message ?? '' };
};

const verdict = (outcome: Outcome): { binding: string; reason: string } => (outcome.kind === 'planned' ? outcome : firstFault(outcome));

const columns: readonly Column<Outcome>[] = [
  { name: 'host', cell: (outcome) => outcome.host },
  { name: 'cluster', cell: (outcome) => outcome.cluster },
  { name: 'os', cell: (outcome) => outcome.os },
  { name: 'status', cell: (outcome) => (outcome.kind === 'planned' ? outcome.plan.status : outcome.kind) },
  planned('first_short_level', ({ plan }) => plan.firstShort?.level ?? null),
  planned('first_short_attainment', ({ plan }) => plan.firstShort?.attainment ?? null),
  planned('qos_layer', ({ plan }) => hostLayer(plan)),
  planned('uplink_mbps', ({ plan }) => hostCapacity(plan)),
  planned('uplink_after_nic_loss_mbps', ({ plan }) => plan.capacityAfterLoss),
  migration('live_migration_transport', ({ option }) => option.transport),
  // A host with fewer VMs than its cluster moves at once still has the cluster's number set.
  planned('live_migrations', ({ plan }) => plan.uniformity?.cluster.liveMigrations ?? chosenMigration(plan)?.option.liveMigrations ?? null),
  migration('storage_migrations', ({ option }) => option.storageMigrations),
  migration('live_migration_required_mbps', ({ required }) => required),
  migration('live_migration_guaranteed_mbps', ({ guaranteed }) => guaranteed),
  migration('live_migration_cap_mbps', ({ cap }) => cap),
  planned('smb_limit_live_migration_bytes_per_second', ({ plan }) => plan.limits.smbLiveMigration),
  planned('smb_limit_virtual_machine_bytes_per_second', ({ plan }) => plan.limits.smbVirtualMachine),
  planned('smb_limit_default_bytes_per_second', ({ plan }) => plan.limits.smbDefault),
  migration('drain_minutes_guaranteed', (plan) => (plan.drainGuaranteed === null ? null : secondsToMinutes(plan.drainGuaranteed))),
  migration('drain_minutes_at_cap', (plan) => secondsToMinutes(plan.drainAtCap)),
  planned('drain_window_minutes', ({ plan }) => plan.drainWindow),
  planned('drain_vms', ({ plan }) => plan.drainVms),
  planned('drain_blocked_vms', ({ plan }) => plan.blockers.length),
  functions('vfs_wanted', ({ wanted }) => wanted),
  functions('vfs_assigned', ({ assigned }) => assigned.length),
  planned('queues_usable', ({ plan }) => hostQueues(plan.offloads, 'usable')),
  planned('queues_used', ({ plan }) => hostQueues(plan.offloads, 'used')),
  migration('cpu_migration_cores', ({ cpu }) => cpu),
  planned('changes', ({ changes }) => changes.length),
  planned('disruptive_changes', ({ changes }) => changes.filter((change) => change.disruptive).length),
  planned('findings', ({ findings }) => findings.length),
  planned('assumptions', ({ plan }) => plan.assumptions.length),
  planned('proof', ({ plan }) => plan.proof),
  { name: 'binding', cell: (outcome) => verdict(outcome).binding },
  { name: 'reason', cell: (outcome) => verdict(outcome).reason },
];

export const HOSTS_TABLE: Table<Outcome> = { file: 'hosts.csv', columns, rows: (outcome) => [outcome] };
