/** The rows of the policy table about lost hosts and maintenance. */
import { ASSUMPTION, type PolicyRow } from './policy-row.ts';

export const AVAILABILITY_ROWS = {
  host_memory_reserve_gib: {
    kind: 'number',
    default: 4,
    min: 0,
    max: 4096,
    unit: 'GiB',
    meaning: 'Memory of a host that VMs of a lost or drained host may not have: the management operating system keeps it.',
    source: ASSUMPTION,
  },
  failover_needs_functions: {
    kind: 'boolean',
    default: false,
    unit: '',
    meaning: 'A VM that holds virtual functions is placed only where as many are free; otherwise it may fall back to the synthetic path.',
    source: 'Microsoft Learn, Windows drivers, SR-IOV VF failover and live migration support: traffic reverts to the synthetic path',
  },
  maintenance_window_hours: {
    kind: 'number',
    default: 8,
    min: 0.1,
    max: 168,
    unit: 'h',
    meaning: 'Time allowed to take all hosts of a cluster through maintenance, one after another.',
    source: ASSUMPTION,
  },
  reboot_minutes: {
    kind: 'number',
    default: 15,
    min: 0,
    max: 1440,
    unit: 'min',
    meaning: 'Time to update and restart an emptied host.',
    source: ASSUMPTION,
  },
  storage_resync_minutes: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 10_080,
    unit: 'min',
    meaning: 'Time after a restart until the copies of data that the host holds are in step again; 0 where it holds none.',
    source: ASSUMPTION,
  },
  maintenance_returns_vms: {
    kind: 'boolean',
    default: true,
    unit: '',
    meaning: 'VMs go back to their host before the next one is emptied.',
    source: 'Microsoft Learn, Cluster-Aware Updating overview: the roles are restored on a node before the next node is updated',
  },
} as const satisfies Record<string, PolicyRow>;
