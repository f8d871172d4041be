/** A settled migration draft as a plan: rates, cap, times, and what binds them. */
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { MigrationPlan } from '../model/plan.ts';
import { WINDOW_BOUNDS } from '../model/window-bound.ts';
import { cores, mbps, seconds } from '../units/quantity.ts';
import { isBelow } from '../units/rounding.ts';
import { type ChoiceRules, cpuOf, cpuRate, openRate, timeAt } from './migration-choice.ts';
import type { TrafficPath } from './migration-path.ts';
import { leastHead, type MigrationDraft } from './plan-migration.ts';
import { windowBoundOf } from './window-bound.ts';

interface Rates {
  readonly cap: number;
  readonly guaranteed: number | null;
  readonly binding: string;
}

export const migrationPlanOf = (draft: MigrationDraft): MigrationPlan => {
  const { route, rules, chosen } = draft;
  const { option, copies } = chosen.candidate;
  const met = chosen.choice.windowMet;
  const rates = ratesOf(draft);
  const { place } = route.path;
  return {
    path: {
      kind: place.kind,
      switch: place.kind === 'switch' ? place.on.virtualSwitch.name : null,
      role: route.role,
      adapters: route.path.adapters.map((adapter) => adapter.name),
      nics: route.path.nics.map((nic) => nic.name),
    },
    option: { transport: option.by.transport, liveMigrations: option.carrier.count, storageMigrations: copies },
    kept: chosen.kept,
    windowMet: met,
    required: met ? mbps(option.required as number) : null,
    guaranteed: rates.guaranteed === null ? null : mbps(rates.guaranteed),
    cap: mbps(rates.cap),
    pathRate: mbps(option.by.pathRate),
    drainGuaranteed: rates.guaranteed === null ? null : seconds(timeAt(rules, option, rates.guaranteed)),
    drainAtCap: seconds(timeAt(rules, option, rates.cap)),
    window: seconds(rules.drain.window),
    cpu: cores(cpuOf(rules, chosen.candidate)),
    cpuHead: cores(rules.head),
    otherFloors: mbps(rules.otherFloors),
    breaksFloor: breaksFloors(rules, route.path, rates.cap),
    binding: (met ? null : missedBecause(rules)) ?? rates.binding,
    alternative: chosen.alternative,
  };
};

/** What stands above every share of the path: no bandwidth would keep the window, or the whole path would not. */
const missedBecause = ({ drain, policy }: ChoiceRules): string | null =>
  windowBoundOf(drain, policy) ?? (drain.options.every(({ required }) => required === null) ? 'path-rate' : null);

/** Migration at this rate and what is promised to others exceed what a loss leaves. */
export const breaksFloors = ({ otherFloors }: ChoiceRules, { afterLoss }: TrafficPath, rate: number): boolean =>
  isBelow(afterLoss, rate + otherFloors);

/** Mbit/s, where nothing is left; a share below it, as one percent of a 100 Mbit/s port is, stays what it is. */
const LEAST_CAP = 1;

/** Weights and classes protect demand; the cap protects what they cannot: floors after a loss, storage in its class, and the processors. */
const ratesOf = ({ rules, chosen, byShare }: MigrationDraft): Rates => {
  const { option, copies } = chosen.candidate;
  const least = chosen.choice.windowMet ? (option.required as number) : 0;
  const byNetwork = openRate(rules, option, byShare ?? 0);
  const byCpu = cpuRate(rules, option, copies);
  // Floors may exceed what a loss leaves; a cap of nothing would mean that no VM ever moves.
  const offered = Math.min(byNetwork, byCpu);
  const open = offered > 0 ? offered : LEAST_CAP;
  const cap = Math.min(option.by.pathRate, Math.max(least, open));
  const isDirect = rules.besideFloors === null;
  const guaranteed = isDirect ? cap : byShare === null || byShare <= 0 ? null : Math.min(cap, byShare);
  const isOwnShare = byShare !== null && byNetwork <= byShare;
  return { cap, guaranteed, binding: bindingOf(cap, option.by.pathRate, open, byCpu, isOwnShare) };
};

const bindingOf = (cap: number, pathRate: number, open: number, byCpu: number, isOwnShare: boolean): string => {
  if (cap >= pathRate) return 'path-rate';
  if (cap > open) return 'required-rate';
  if (byCpu <= open) return 'cpu-headroom';
  return isOwnShare ? 'guaranteed-share' : 'floors-after-loss';
};

export const migrationFindings = (host: Host, draft: MigrationDraft, plan: MigrationPlan): Finding[] => {
  const findings: Finding[] = [...draft.route.findings];
  const subject = host.name;
  const { rules } = draft;
  if (draft.cpuShort) {
    const values = { head: plan.cpuHead, needed: leastHead(rules.storage) };
    findings.push({ code: 'cpu-short', severity: 'warning', subject, values });
  }
  if (!rules.storage.throughputKnown) findings.push({ code: 'storage-throughput-not-known', severity: 'advice', subject, values: {} });
  if (!plan.windowMet) {
    const bound = WINDOW_BOUNDS.find((each) => each === plan.binding) ?? null;
    const values = { drain: plan.drainGuaranteed ?? plan.drainAtCap, window: plan.window, bound };
    findings.push({ code: 'window-missed', severity: 'error', subject, values });
  }
  if (plan.breaksFloor) {
    const values = { cap: plan.cap, floors: plan.otherFloors, afterLoss: draft.route.path.afterLoss };
    findings.push({ code: 'cap-breaks-floor', severity: 'warning', subject, values });
  }
  for (const { vm, blackout } of rules.drain.blackouts) {
    const name = draft.drainedNames[vm] as string;
    const values = { blackout, limit: rules.policy.blackout_s };
    findings.push({ code: 'does-not-converge', severity: 'warning', subject: name, values });
  }
  return findings;
};
