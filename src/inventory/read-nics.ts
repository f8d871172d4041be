/** nics.csv → physical ports of hosts. */
import type { Nic, VirtualSwitch } from '../model/host.ts';
import { valueOf } from './attribute.ts';
import { NIC } from './nic-attributes.ts';
import { claimName, refer } from './reference.ts';
import type { KnownHosts, RowReader } from './table.ts';
import { hostLookup } from './table.ts';

const readNic = (values: readonly unknown[], uplinkOf: VirtualSwitch | null): Nic => ({
  name: valueOf(values, NIC.nic),
  switch: uplinkOf === null ? null : uplinkOf.name,
  link: valueOf(values, NIC.link_mbps),
  vfLimit: valueOf(values, NIC.vf_limit),
  vportLimit: valueOf(values, NIC.vport_limit),
  queuePairLimit: valueOf(values, NIC.queue_pair_limit),
  vmqQueues: valueOf(values, NIC.vmq_queues),
  rssQueues: valueOf(values, NIC.rss_queues),
  rdma: valueOf(values, NIC.rdma),
  dcbTrafficClasses: valueOf(values, NIC.dcb_traffic_classes),
  numaNode: valueOf(values, NIC.numa_node),
  device: valueOf(values, NIC.device),
  fabric: valueOf(values, NIC.fabric),
  mtu: valueOf(values, NIC.mtu),
  mtuMax: valueOf(values, NIC.mtu_max),
  lso: valueOf(values, NIC.lso),
  model: valueOf(values, NIC.model),
});

export const nicsReader = (known: KnownHosts): RowReader => ({
  ...hostLookup(known, NIC.host),
  row: (draft, row) => {
    const switchName = valueOf<string | null | undefined>(row.values, NIC.switch) ?? null;
    const switches = { registry: draft.switches, file: 'switches.csv', noun: 'switch' } as const;
    const uplinkOf = switchName === null ? null : refer(draft, switchName, switches, row, NIC.switch);
    const name = valueOf<string | undefined>(row.values, NIC.nic);
    if (name === undefined) {
      draft.unreadable.add('nics.csv');
      return;
    }
    claimName(draft.nics, name, row.isSound ? readNic(row.values, uplinkOf) : null, row, NIC.nic);
  },
});
