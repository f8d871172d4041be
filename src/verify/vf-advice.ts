/** Who should ask for a virtual function, and who falls back when a port is lost? */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import { type HostFacts, isSameName } from './host-facts.ts';
import { poolOf, readCandidates } from './vf-facts.ts';

const isSameList = (stated: readonly string[], expected: readonly string[]): boolean =>
  stated.length === expected.length && expected.every((label) => stated.includes(label));

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

export const judgeFallbacks = (facts: HostFacts, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  if (plan.assigned.length === 0 && plan.fallbacks.length === 0) return;
  for (const { lost, adapters } of plan.fallbacks) {
    const expected = plan.assigned.filter((one) => lost.nics.includes(one.nic)).map((one) => adapterLabel(one.vm, one.adapter));
    if (isSameList(adapters, expected)) continue;
    violations.push({ rule: 'vf-fallback', subject: lost.name, message: 'Those who fall back are not those on the lost ports.' });
  }
  for (const { nic } of plan.assigned) {
    if (plan.fallbacks.some(({ lost }) => lost.nics.includes(nic))) continue;
    violations.push({ rule: 'vf-fallback', subject: nic, message: 'Nobody is said to fall back when the port is lost.' });
  }
  judgeDevices(facts, plan, violations);
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
