/** vms.csv: one row a VM. */
import type { Tier } from '../model/host.ts';
import { VM_STATES } from '../model/host.ts';
import type { Gibibytes, Mebibytes, MegabytesPerSecond } from '../units/quantity.ts';
import { gibibytes } from '../units/quantity.ts';
import { above, choice, defaulted, describeFile, flag, from, optional, required, requiredName } from './attribute.ts';

export const VM = describeFile('vms.csv', {
  host: requiredName('Host that the VM is on; with vm the key of the file.', 'Get-VM: ComputerName'),
  vm: requiredName('Name of the VM; the same name on two hosts is a finding.', 'Get-VM: Name'),
  vcpus: defaulted<number>('integer', 1, from(1, 4096), 'processors', 'Virtual processors.', 'Get-VM: ProcessorCount'),
  memory_mib: required<Mebibytes>(
    'number',
    above(0, 1_000_000_000),
    'MiB',
    'Assigned memory: what a live migration copies.',
    'Get-VM: MemoryAssigned / 1048576',
  ),
  dirty_mbytes_per_second: optional<MegabytesPerSecond>(
    'number',
    'policy dirty_min_mbytes_per_second and dirty_memory_pct_per_second',
    from(0, 1_000_000),
    'MB/s',
    'Rate at which the VM writes to its memory, 95th percentile.',
    'measured in a live migration',
  ),
  disk_gib: defaulted<Gibibytes>(
    'number',
    gibibytes(0),
    from(0, 1_000_000_000),
    'GiB',
    'What a storage migration copies.',
    'Get-VHD: FileSize / 1073741824',
  ),
  tier: defaulted<Tier>('integer', 3, from(1, 3), 'tier', '1 critical, 2 important, 3 best effort.', 'your service catalog'),
  trusted: flag(false, 'Only a trusted VM may hold a virtual function.', 'your security policy'),
  state: choice(VM_STATES, 'running', 'State of the VM.', 'Get-VM: State'),
  migratable: flag(true, 'false for pass-through disks, assigned devices and the like.', 'Get-VMHardDiskDrive, Get-VMAssignableDevice'),
  priority: defaulted<number>(
    'integer',
    2000,
    from(0, 4000),
    'priority',
    "3000 high, 2000 medium, 1000 low, 0 no auto start; below the policy's drain_min_priority a drain saves the VM instead of moving it.",
    'Get-ClusterGroup: Priority',
  ),
});
