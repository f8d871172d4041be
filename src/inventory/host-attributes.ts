/** hosts.csv: one row a host. */
import { MANAGERS, OS_VERSIONS, TRANSPORT_SETTINGS } from '../model/host.ts';
import type { BytesPerSecond, Gibibytes, MegabytesPerSecond, Minutes, Percent } from '../units/quantity.ts';
import { megabytesPerSecond } from '../units/quantity.ts';
import {
  above,
  choice,
  defaulted,
  describeFile,
  flag,
  from,
  optional,
  optionalChoice,
  required,
  requiredChoice,
  requiredName,
  unplanned,
} from './attribute.ts';

const MB_S = 'MB/s';

export const HOST = describeFile('hosts.csv', {
  host: requiredName('Name of the host; the key of the file.', 'Get-VMHost: ComputerName'),
  cluster: requiredName('Failover cluster; a stand-alone host repeats its own name.', 'Get-Cluster: Name'),
  os: requiredChoice(OS_VERSIONS, 'Version of Windows Server.', 'Get-ComputerInfo: OsName'),
  logical_processors: required<number>('integer', from(1, 2048), 'processors', 'Logical processors.', 'Get-VMHost: LogicalProcessorCount'),
  smt: flag(true, 'Two logical processors a core.', 'Get-ComputerInfo: CsProcessors'),
  numa_nodes: defaulted<number>('integer', 1, from(1, 256), 'nodes', 'NUMA nodes.', 'Get-VMHostNumaNode'),
  cpu_used_pct: optional<Percent>(
    'number',
    'policy cpu_used_pct',
    from(0, 100),
    '%',
    'CPU of the host in use, 95th percentile.',
    'Get-Counter: % Total Run Time',
  ),
  memory_gib: unplanned(
    optional<Gibibytes>('number', 'not known', above(0, 1_000_000), 'GiB', 'Memory of the host.', 'Get-VMHost: MemoryCapacity'),
  ),
  storage_mbytes_per_second: optional<MegabytesPerSecond>(
    'number',
    'not limiting',
    above(0, 10_000_000),
    MB_S,
    "What the host's storage path sustains.",
    'measured, or the data sheet',
  ),
  storage_used_mbytes_per_second: defaulted<MegabytesPerSecond>(
    'number',
    megabytesPerSecond(0),
    from(0, 10_000_000),
    MB_S,
    'Storage throughput in use, 95th percentile.',
    'Get-Counter: Disk Bytes/sec',
  ),
  drain_window_minutes: optional<Minutes>(
    'number',
    'policy drain_window_minutes',
    above(0, 10_080),
    'min',
    'Time allowed to empty the host.',
    'your maintenance plan',
  ),
  live_migrations: optional<number>(
    'integer',
    'not known',
    from(0, 10_000),
    'migrations',
    'Concurrent live migrations set today.',
    'Get-VMHost: MaximumVirtualMachineMigrations',
  ),
  storage_migrations: optional<number>(
    'integer',
    'not known',
    from(0, 10_000),
    'copies',
    'Concurrent storage migrations set today.',
    'Get-VMHost: MaximumStorageMigrations',
  ),
  live_migration_transport: optionalChoice(
    TRANSPORT_SETTINGS,
    'not known',
    'Transport of live migrations set today.',
    'Get-VMHost: VirtualMachineMigrationPerformanceOption',
  ),
  live_migration_limit_bytes_per_second: optional<BytesPerSecond>(
    'integer',
    'none',
    from(0, 10_000_000_000_000),
    'byte/s',
    'SMB limit of the category LiveMigration set today.',
    'Get-SmbBandwidthLimit: BytesPerSecond',
  ),
  cluster_parallel_migrations: optional<number>(
    'integer',
    'not set',
    from(0, 10_000),
    'migrations',
    "The cluster's limit, which overrides the host's.",
    'Get-Cluster: MaximumParallelMigrations',
  ),
  cluster_smb_limit_factor: optional<number>(
    'integer',
    'not managed',
    from(0, 10_000),
    '1/10000',
    'Factor in force for SMB limits that the cluster manages.',
    'Get-Cluster: SMBBandwidthLimitFactor',
  ),
  managed_by: choice(
    MANAGERS,
    'none',
    'network-atc: settings are reverted every 15 minutes, so changes go out as overrides; scvmm: changes are listed, without a script.',
    'Get-NetIntent, Get-SCVMHost',
  ),
});
