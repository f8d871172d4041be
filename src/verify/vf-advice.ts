/** Who should ask for a virtual function, and who falls back when a port is lost? */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import type { Policy } from '../model/policy.ts';
import { exceeds } from './tolerance.ts';
import { classOf, poolOf, readCandidates, readUplinks, type VfCandidate, type VfUplink } from './vf-facts.ts';

/** Latency-sensitive adapters that no rule refuses and that do not ask. Whether one that no port could serve should ask is left open. */
export const judgeShouldAsk = (host: Host, facts: HostFacts, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  const possible = facts.switches.some((one) => one.vswitch.iovEnabled);
  if (!possible && plan.shouldAsk.length === 0) return;
  const quiet = readCandidates(host, facts, (adapter) => adapter.latencySensitive && !adapter.iov).filter((one) => one.refusal === null);
  for (const label of plan.shouldAsk) {
    if (quiet.some((one) => one.label === label)) continue;
    violations.push({ rule: 'vf-should-ask', subject: label, message: 'The adapter asks, does not care for latency, or may not ask.' });
  }
  for (const one of quiet) {
    const open = one.adapter.guestTeam || one.on === null || one.on.uplinks.every((nic) => poolOf(nic) === 0);
    if (open || plan.shouldAsk.includes(one.label)) continue;
    violations.push({ rule: 'vf-should-ask', subject: one.label, message: 'A rule-abiding, latency-sensitive adapter is not advised.' });
  }
};

const isSameList = (stated: readonly string[], expected: readonly string[]): boolean =>
  stated.length === expected.length && expected.every((label) => stated.includes(label));

/**
 * Who falls back, for every port and every card of several ports: functions on other ports stay; the lost ones look for another port
 * in order of class, larger rates first, then as the host lists them, each taking the port with most rate left that no mate holds.
 */
export const judgeFallbacks = (host: Host, facts: HostFacts, policy: Policy, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  if (plan.assigned.length === 0 && plan.fallbacks.length === 0) return;
  const served = new Map(plan.assigned.map((one) => [adapterLabel(one.vm, one.adapter), one.nic]));
  const holders = readCandidates(host, facts, (adapter) => adapter.iov).filter(({ label }) => served.has(label));
  for (const { name, nics } of lossesOf(facts)) {
    const expected = fallenOf(facts, policy, holders, served, nics);
    const stated = plan.fallbacks.filter(({ lost }) => isSameList(lost.nics, nics)).flatMap(({ adapters }) => adapters);
    if (isSameList([...new Set(stated)], expected)) continue;
    const message = `${expected.length} adapters fall back, the plan states ${stated.length}.`;
    violations.push({ rule: 'vf-fallback', subject: name, message });
  }
  judgeDevices(facts, plan, violations);
};

interface Loss {
  readonly name: string;
  readonly nics: readonly string[];
}

const lossesOf = (facts: HostFacts): readonly Loss[] => {
  const nics = facts.switches.filter((one) => one.vswitch.iovEnabled).flatMap((one) => one.uplinks);
  const losses: Loss[] = nics.map(({ name }) => ({ name, nics: [name] }));
  for (const { device } of nics) {
    if (device === null || losses.some((loss) => loss.nics.length > 1 && isSameName(loss.name, device))) continue;
    const ports = nics.filter((nic) => nic.device !== null && isSameName(nic.device, device)).map(({ name }) => name);
    if (ports.length > 1) losses.push({ name: device, nics: ports });
  }
  return losses;
};

const fallenOf = (
  facts: HostFacts,
  policy: Policy,
  holders: readonly VfCandidate[],
  served: ReadonlyMap<string, string>,
  lost: readonly string[],
): readonly string[] => {
  const uplinks = readUplinks(facts, policy);
  const place = new Map(served);
  for (const one of holders) {
    const uplink = uplinks.get(served.get(one.label) ?? '');
    if (uplink === undefined) continue;
    uplink.used += 1;
    uplink.load += one.rate;
  }
  const moved = holders.filter(({ label }) => lost.includes(served.get(label) ?? ''));
  for (const { label } of moved) place.delete(label);
  const inOrder = [...moved].sort((a, b) => classOf(a) - classOf(b) || b.rate - a.rate);
  return inOrder.flatMap((one) => {
    const taken = one.team.filter((mate) => mate.label !== one.label).map(({ label }) => place.get(label));
    let best: VfUplink | null = null;
    for (const nic of one.on?.uplinks ?? []) {
      const uplink = uplinks.get(nic.name);
      if (uplink === undefined || lost.includes(nic.name) || taken.includes(nic.name) || uplink.used >= uplink.pool) continue;
      if (exceeds(uplink.load + one.rate, uplink.share)) continue;
      if (best === null || isRoomier(uplink, best)) best = uplink;
    }
    if (best === null) return [one.label];
    best.used += 1;
    best.load += one.rate;
    place.set(one.label, best.nic.name);
    return [];
  });
};

/** More rate left; where that is the same, more functions left. */
const isRoomier = (a: VfUplink, b: VfUplink): boolean => {
  const more = a.share - a.load - (b.share - b.load);
  return Math.abs(more) > 1e-8 ? more > 0 : a.pool - a.used > b.pool - b.used;
};

/** The ports of a lost card are those of one switch or of the whole host: both are read alike as long as all carry the card's name. */
const judgeDevices = (facts: HostFacts, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  for (const { lost } of plan.fallbacks) {
    if (lost.kind === 'port') continue;
    for (const { uplinks } of facts.switches) {
      for (const nic of uplinks) {
        const group = nic[lost.kind];
        if (!lost.nics.includes(nic.name) || (group !== null && isSameName(group, lost.name))) continue;
        violations.push({ rule: 'vf-fallback', subject: nic.name, message: `The port is not lost with ${lost.name}.` });
      }
    }
  }
};
