/** vms.csv → VMs of hosts, their adapters still to come. */
import { valueOf } from './attribute.ts';
import type { VmDraft } from './host-draft.ts';
import { claimName } from './reference.ts';
import type { KnownHosts, RowReader } from './table.ts';
import { hostLookup } from './table.ts';
import { VM } from './vm-attributes.ts';

const readVm = (values: readonly unknown[]): VmDraft => ({
  name: valueOf(values, VM.vm),
  vcpus: valueOf(values, VM.vcpus),
  memory: valueOf(values, VM.memory_mib),
  dirtyRate: valueOf(values, VM.dirty_mbytes_per_second),
  disk: valueOf(values, VM.disk_gib),
  tier: valueOf(values, VM.tier),
  trusted: valueOf(values, VM.trusted),
  state: valueOf(values, VM.state),
  migratable: valueOf(values, VM.migratable),
  priority: valueOf(values, VM.priority),
  adapters: [],
});

export const vmsReader = (known: KnownHosts): RowReader => ({
  ...hostLookup(known, VM.host),
  row: (draft, row) => {
    const name = valueOf<string | undefined>(row.values, VM.vm);
    if (name === undefined) {
      draft.unreadable.add('vms.csv');
      return;
    }
    claimName(draft.vms, name, row.isSound ? readVm(row.values) : null, row, VM.vm);
  },
});
