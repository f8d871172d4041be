/** Sentences about receive queues and the processors that serve them. */
import type { FindingValues } from '../model/finding.ts';
import { formatCount, formatMbps } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

type QueueCode = 'vmq-unused-below-10g' | 'default-queue-overload' | 'default-queue-pairs-exhaust-pool' | 'processors-shared';

const VMQ_KEYWORDS = 'Microsoft Learn, Windows drivers: Standardized INF keywords for VMQ';
const VMQ_DEEP = 'Microsoft Learn, Windows Server: vRSS and VMQ, queue assignment and troubleshooting';
const VMMQ_DEFAULT = "Dell/QLogic 41000 Series User's Guide AH0054602, VMMQ: 16 queue pairs for each vNIC from Windows Server 2019";
const TEAM_QUEUES = 'Microsoft Learn, Windows Server: NIC Teaming, sum of queues and processor sets of the members';

export const QUEUE_SENTENCES: { readonly [Code in QueueCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'vmq-unused-below-10g': {
    message: ({ link }, subject) =>
      `${subject} has uplinks of ${formatMbps(link)} with VMQ: Windows does not use it below 10 Gbit/s, although Get-NetAdapterVmq says Enabled, so one core receives everything.`,
    remedy: () =>
      'Leave it so while one core is enough, or set BelowTenGigVmqEnabled to 1 under HKLM\\SYSTEM\\CurrentControlSet\\Services\\VMSMP\\Parameters, check with Get-NetAdapterVmqQueue, and plan with vmq_below_10g: true.',
    source: VMQ_KEYWORDS,
  },
  'default-queue-overload': {
    message: ({ load, capacity }, subject) =>
      `Adapters of ${subject} that get no queue of their own receive ${formatMbps(load)} together, and the default queue they share takes ${formatMbps(capacity)}.`,
    remedy: () => 'Move VMs that receive much to another host, or use NICs with more queues.',
    source: VMQ_DEEP,
  },
  'default-queue-pairs-exhaust-pool': {
    message: ({ adapters, accelerated, planned, pairs }, subject) =>
      `From Windows Server 2019 each of the ${formatCount(adapters, 'adapter')} of ${subject} asks for ${pairs} queue pairs: the pool ${accelerated === 0 ? 'has room for none, and all' : `is exhausted after ${accelerated}, and all others`} share the default queue. The plan gives queues to ${planned}.`,
    remedy: () => 'Set VmmqQueuePairs of each adapter to the number in the column queues of flows.csv, those with the most traffic first.',
    source: VMMQ_DEFAULT,
  },
  'processors-shared': {
    message: ({ ports, cores }, subject) =>
      `${subject} has ${formatCount(cores, 'core')} for the queues of ${formatCount(ports, 'port')}, so some ports share a core.`,
    remedy: () => 'Use fewer ports, or accept that two ports interrupt the same core.',
    source: TEAM_QUEUES,
  },
};
