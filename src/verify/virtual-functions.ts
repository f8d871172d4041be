/** Are virtual functions given to those who may have one, within what each uplink holds? */
import { nicModelOf, queuesPerVf } from '../catalog/nic-models.ts';
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { OffloadPlan, VfAssignment, VfRefused, VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import { exceeds, expectFigure } from './tolerance.ts';
import { queuePairsOf, readCandidates, readUplinks, type VfCandidate, type VfUplink } from './vf-facts.ts';
import { judgeRefusal, judgeServedOrder } from './vf-refusals.ts';

type Served = readonly [VfCandidate, VfUplink, VfAssignment];

const isSilent = (plan: VirtualFunctionPlan): boolean => plan.wanted === 0 && plan.assigned.length === 0 && plan.refused.length === 0;

const judgeAssignment = (
  candidate: VfCandidate,
  one: VfAssignment,
  uplinks: ReadonlyMap<string, VfUplink>,
  violations: Violation[],
): Served | null => {
  const { label: subject, on, adapter } = candidate;
  if (candidate.team.some((member) => member.refusal !== null)) {
    const because = candidate.refusal ?? 'team-member-refused';
    violations.push({ rule: 'vf-not-allowed', subject, message: `The adapter has a virtual function in spite of ${because}.` });
  }
  expectFigure(violations, 'vf-rate', subject, candidate.rate, one.rate, 'The rate');
  if (one.allowTeaming !== adapter.guestTeam) {
    violations.push({ rule: 'vf-allow-teaming', subject, message: 'AllowTeaming is for members of a guest team.' });
  }
  const uplink = uplinks.get(one.nic);
  const here = on !== null && isSameName(one.switch, on.vswitch.name) && on.uplinks.some((nic) => nic.name === one.nic);
  if (!here || uplink === undefined) {
    violations.push({ rule: 'vf-uplink', subject, message: `${one.nic} is no uplink of its switch.` });
    return null;
  }
  uplink.used += 1;
  uplink.load += candidate.rate;
  uplink.queuePairs += one.queuePairs;
  return [candidate, uplink, one];
};

const judgePools = (uplinks: ReadonlyMap<string, VfUplink>, violations: Violation[]): void => {
  for (const { nic, used, pool, load, share, queuePairs } of uplinks.values()) {
    if (used > pool) violations.push({ rule: 'vf-pool', subject: nic.name, message: `${used} virtual functions of ${pool}.` });
    if (exceeds(load, share)) {
      violations.push({ rule: 'vf-link-share', subject: nic.name, message: `Virtual functions carry ${load} Mbit/s of ${share}.` });
    }
    if (nic.queuePairLimit !== null && used > 0 && queuePairs > nic.queuePairLimit - 1) {
      const message = `Virtual functions ask for ${queuePairs} queue pairs of ${nic.queuePairLimit - 1}.`;
      violations.push({ rule: 'vf-queue-pair-pool', subject: nic.name, message });
    }
  }
};

/** Queue pairs of a port that its receive queues take; null where seats of one size take more than is stated. */
const pairsOfQueues = ({ nics, queues }: OffloadPlan, on: VfAssignment): number | null => {
  if (queues.some((each) => each.uniform !== null && isSameName(each.switch, on.switch))) return null;
  return nics.find((row) => row.nic === on.nic)?.queuesUsed ?? 0;
};

const judgeQueuePairs = (host: Host, policy: Policy, served: readonly Served[], offloads: OffloadPlan, violations: Violation[]): void => {
  for (const [candidate, uplink, one] of served) {
    const { queuePairs } = one;
    const fact = nicModelOf(uplink.nic.model);
    const published = fact === null ? null : queuesPerVf(fact, uplink.used);
    const wanted = Math.min(queuePairsOf(host, policy, candidate), published ?? Infinity);
    const legal = Number.isInteger(queuePairs) && queuePairs >= 1 && queuePairs <= wanted;
    const { queuePairLimit } = uplink.nic;
    const byQueues = pairsOfQueues(offloads, one);
    const idle = queuePairLimit === null || (byQueues !== null && uplink.queuePairs + byQueues < queuePairLimit - 1);
    if (legal && (queuePairs === wanted || !idle)) continue;
    const message = `${queuePairs} queue pairs, of ${wanted} that its ingress and its processors can use.`;
    violations.push({ rule: 'vf-queue-pairs', subject: candidate.label, message });
  }
};

const judgeTeams = (served: readonly Served[], violations: Violation[]): void => {
  const nicOf = new Map(served.map(([candidate, uplink]) => [candidate.label, uplink.nic.name]));
  for (const [{ label, team }] of served) {
    if (team.length === 1 || team[0]?.label !== label) continue;
    const nics = team.map((member) => nicOf.get(member.label));
    if (nics.includes(undefined) || new Set(nics).size < nics.length) {
      const message = 'The members of a guest team stand on different uplinks, all or none.';
      violations.push({ rule: 'vf-guest-team', subject: label, message });
    }
  }
  for (const [{ label, team }] of served) {
    // A team whose first member went without was not looked at above.
    const first = team[0]?.label ?? label;
    if (!nicOf.has(first)) violations.push({ rule: 'vf-guest-team', subject: label, message: `${first} of its guest team has none.` });
  }
};

/** What the plan says of each asking adapter, by its label. */
const readAnswers = (plan: VirtualFunctionPlan, violations: Violation[]): ReadonlyMap<string, VfAssignment | VfRefused> => {
  const answers = new Map<string, VfAssignment | VfRefused>();
  for (const one of [...plan.assigned, ...plan.refused]) {
    const label = adapterLabel(one.vm, one.adapter);
    if (answers.has(label)) violations.push({ rule: 'vf-listed-twice', subject: label, message: 'The adapter is listed twice.' });
    answers.set(label, one);
  }
  return answers;
};

/** Violations `vf-…`; returns the NIC of each adapter that has a function, by its label. */
export const judgeVirtualFunctions = (
  host: Host,
  policy: Policy,
  facts: HostFacts,
  offloads: OffloadPlan,
  violations: Violation[],
): ReadonlyMap<string, string> => {
  const plan = offloads.virtualFunctions;
  const candidates = readCandidates(host, facts, (adapter) => adapter.iov);
  expectFigure(violations, 'vf-wanted', host.name, candidates.length, plan.wanted, 'The number of adapters that ask');
  if (candidates.length === 0 && isSilent(plan)) return NOBODY;
  const answers = readAnswers(plan, violations);
  const uplinks = readUplinks(facts.switches, policy);
  const served: Served[] = [];
  const refused: [VfCandidate, VfRefused][] = [];
  let matched = 0;
  for (const candidate of candidates) {
    const answer = answers.get(candidate.label);
    if (answer === undefined) {
      violations.push({ rule: 'vf-missing', subject: candidate.label, message: 'It asks, and is neither served nor refused.' });
      continue;
    }
    matched += 1;
    if ('because' in answer) refused.push([candidate, answer]);
    else {
      const one = judgeAssignment(candidate, answer, uplinks, violations);
      if (one !== null) served.push(one);
    }
  }
  if (matched < answers.size) {
    violations.push({ rule: 'vf-unknown', subject: host.name, message: 'An adapter is listed that does not ask.' });
  }
  judgePools(uplinks, violations);
  judgeQueuePairs(host, policy, served, offloads, violations);
  judgeTeams(served, violations);
  for (const [candidate, answer] of refused) judgeRefusal(candidate, answer, uplinks, violations);
  judgeServedOrder(
    refused.map(([candidate]) => candidate),
    served.map(([candidate, uplink]) => [candidate, uplink]),
    violations,
  );
  return new Map(served.map(([candidate, uplink]) => [candidate.label, uplink.nic.name]));
};

const NOBODY: ReadonlyMap<string, string> = new Map();
