/** Which processors serve the queues of which NIC: VMQ under a switch, RSS where the host uses the NIC itself. */
import type { Finding } from '../model/finding.ts';
import type { Host, Nic } from '../model/host.ts';
import type { LogicalProcessor, NicProcessors } from '../model/offload-plan.ts';
import type { MigrationPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { ceil, isBelow } from '../units/rounding.ts';
import { coreRateOf } from './migration-path.ts';
import { type Claim, type Run, settleClaims } from './processors-claims.ts';
import { type Core, coresOf, isInRange, segmentsOf } from './processors-of-host.ts';
import { ingressOf, type QueuePlan } from './queues.ts';
import { hostStackNics } from './rss.ts';
import type { SwitchCase } from './switch-case.ts';

export interface ProcessorPlan {
  readonly processors: readonly NicProcessors[];
  readonly findings: readonly Finding[];
}

/** NICs that use the same cores: one alone, or a team of which every member must serve all adapters. */
interface Party extends Claim {
  readonly nics: readonly { readonly nic: Nic; readonly queues: number }[];
  readonly feature: NicProcessors['feature'];
  readonly oneCoreIsEnough: boolean;
}

/**
 * A NIC gets one core for each queue that it has, not only for those in use: queues come and go with the VMs, and the
 * processors of a port cannot be changed without interrupting it.
 */
export const planProcessors = (
  host: Host,
  cases: readonly SwitchCase[],
  queues: QueuePlan,
  migration: MigrationPlan | null,
  policy: Policy,
): ProcessorPlan => {
  const coreRate = coreRateOf(host, policy);
  const parties: Party[] = [];
  for (const of of cases) parties.push(...switchParties(of, queues, migration, coreRate));
  parties.push(...hostStackParties(host, migration, coreRate));
  if (parties.length === 0) return { processors: [], findings: [] };
  const cores = coresOf(host);
  // A host of one core has nothing to choose from.
  if (cores.length === 0) return { processors: [], findings: [] };
  const runs = settleClaims(parties, cores, segmentsOf(host));
  const processors: NicProcessors[] = [];
  for (const [index, party] of parties.entries()) processors.push(...rowsOf(party, runs[index] as Run, cores));
  return { processors, findings: sharingFindings(host, processors, cores.length) };
};

const switchParties = (of: SwitchCase, queues: QueuePlan, migration: MigrationPlan | null, coreRate: number): Party[] => {
  const planned = queues.switches.find((each) => each.switch === of.virtualSwitch.name);
  if (planned === undefined || planned.usable === 0) return [];
  const queuesOf = (nic: Nic): number =>
    planned.mode === 'sum' ? (queues.nics.find((each) => each.nic === nic.name)?.usable ?? 0) : planned.usable;
  const members = of.capacity.uplinks.map((nic) => ({ nic, queues: queuesOf(nic) })).filter((member) => member.queues > 0);
  const oneCoreIsEnough = !isBelow(coreRate, ingressOn(of, migration));
  const partyOf = (nics: Party['nics'], node: number): Party => partyAt(nics, node, 'vmq', oneCoreIsEnough, coreRate);
  if (planned.mode === 'min') return [partyOf(members, homeOf(members))];
  return members.map((member) => partyOf([member], member.nic.numaNode));
};

const ingressOn = ({ traffic }: SwitchCase, migration: MigrationPlan | null): number => {
  let sum = 0;
  for (const { adapter } of traffic.hostFlows) sum += ingressOf(adapter, migration);
  for (const { adapter } of traffic.vmFlows) sum += ingressOf(adapter, migration);
  return sum;
};

const hostStackParties = (host: Host, migration: MigrationPlan | null, coreRate: number): Party[] =>
  hostStackNics(host, migration).map(({ nic, queues, ingress }) =>
    partyAt([{ nic, queues }], nic.numaNode, 'rss', !isBelow(coreRate, ingress), coreRate),
  );

const partyAt = (nics: Party['nics'], node: number, feature: Party['feature'], oneCoreIsEnough: boolean, coreRate: number): Party => {
  let most = Number.POSITIVE_INFINITY;
  let fastest = 0;
  for (const { nic, queues } of nics) {
    most = Math.min(most, queues);
    fastest = Math.max(fastest, nic.link);
  }
  return { node, most, need: Math.min(most, ceil(fastest / coreRate)), nics, feature, oneCoreIsEnough };
};

/** The NUMA node of most members, the lowest where equally many stand on several. */
const homeOf = (members: Party['nics']): number => {
  const nodes = members.map(({ nic }) => nic.numaNode);
  const count = (node: number): number => nodes.filter((each) => each === node).length;
  return nodes.reduce((best, node) => (count(node) > count(best) || (count(node) === count(best) && node < best) ? node : best));
};

const rowsOf = ({ nics, feature, oneCoreIsEnough }: Party, run: Run, cores: readonly Core[]): NicProcessors[] => {
  const [base, last] = [cores[run.start]?.processor, cores[run.start + run.length - 1]?.processor];
  if (base === undefined || last === undefined) return [];
  const processors: LogicalProcessor[] = [];
  for (let core = run.start; core < cores.length; core++) {
    const { processor } = cores[core] as Core;
    if (!isInRange(processor, base, last)) break;
    processors.push(processor);
  }
  const { shared } = run;
  return nics.map(({ nic, queues }) => ({
    nic: nic.name,
    feature,
    queues,
    base,
    last,
    maxProcessors: processors.length,
    processors,
    shared,
    oneCoreIsEnough,
  }));
};

const sharingFindings = (host: Host, processors: readonly NicProcessors[], cores: number): Finding[] => {
  if (!processors.some(({ shared }) => shared)) return [];
  return [{ code: 'processors-shared', severity: 'warning', subject: host.name, values: { ports: processors.length, cores } }];
};
