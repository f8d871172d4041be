/** Receive queues of the NICs that the host uses without a switch. */
import type { Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { MigrationPlan } from '../model/plan.ts';
import { coresOfNode } from './processors-of-host.ts';
import { ingressOf } from './queues.ts';

/** Microsoft's default of *NumRSSQueues and *MaxRssProcessors: more than 16 processors are no use to one port. */
const MOST_RSS_QUEUES = 16;

export interface HostStackNic {
  readonly nic: Nic;
  /** NumberOfReceiveQueues. */
  readonly queues: number;
  /** What its adapters receive through TCP/IP; RDMA bypasses RSS. */
  readonly ingress: number;
}

/** NICs without a switch that carry an adapter of the host, in order of name. */
export const hostStackNics = (host: Host, migration: MigrationPlan | null): HostStackNic[] => {
  const direct = host.adapters.filter((adapter) => adapter.switch === null && adapter.nic !== null);
  if (direct.length === 0) return [];
  return host.nics.flatMap((nic) => {
    const own = direct.filter((adapter) => nic.switch === null && nameKey(adapter.nic ?? '') === nameKey(nic.name));
    if (own.length === 0) return [];
    const queues = Math.min(nic.rssQueues, MOST_RSS_QUEUES, coresOfNode(host, nic.numaNode));
    const throughStack = own.filter((adapter) => nic.rdma === 'none' || adapter.role !== 'storage');
    return [{ nic, queues, ingress: throughStack.reduce((sum, adapter) => sum + ingressOf(adapter, migration), 0) }];
  });
};
