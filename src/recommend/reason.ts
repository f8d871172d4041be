/** The one sentence of hosts.csv: what the host is, what holds it back, and what to do above all. */
import type { Host } from '../model/host.ts';
import type { Change, StatedFinding } from '../model/outcome.ts';
import type { HostPlan, MigrationPlan } from '../model/plan.ts';
import { formatCount, formatMbps, formatMinutes, formatShare } from '../units/format-quantity.ts';
import { secondsToMinutes } from '../units/quantity.ts';
import { phraseOf, worstShortLevel } from './binding.ts';

export interface Advice {
  readonly binding: string;
  readonly changes: readonly Change[];
  readonly findings: readonly StatedFinding[];
}

export const reasonOf = (host: Host, plan: HostPlan, advice: Advice): string =>
  `${describe(host, plan)} ${standing(plan)}${heldBack(plan, advice.binding)}; ${firstStep(advice)}.`;

const describe = (host: Host, plan: HostPlan): string => {
  const running = host.vms.filter(({ state }) => state === 'running').length;
  const capacity = plan.switches.reduce((sum, each) => sum + each.capacity, 0);
  const where = plan.switches.length === 0 ? 'no virtual switch' : `${formatMbps(capacity)} of uplinks`;
  return `A ${host.os} host with ${formatCount(running, 'running VM')} on ${where}`;
};

const standing = (plan: HostPlan): string => {
  if (plan.firstShort === null) return plan.status === 'ok' ? 'meets every target' : `is ${plan.status}`;
  const { level, attainment } = plan.firstShort;
  if (level === 'drain' && plan.migration.kind === 'chosen') return `is ${plan.status} at drain: ${drainText(plan.migration.value)}`;
  const flow = worstShortLevel(plan)?.result.worstFlow ?? null;
  return `is ${plan.status} at ${level}: ${formatShare(attainment)} attained${flow === null ? '' : `, worst ${flow}`}`;
};

/** Minutes say more than a share here; where the guarantee alone misses the window, that is worth knowing. */
const drainText = ({ drainGuaranteed, drainAtCap, window, windowMet, cap }: MigrationPlan): string => {
  const allowed = formatMinutes(secondsToMinutes(window));
  const drain = formatMinutes(secondsToMinutes(drainGuaranteed ?? drainAtCap));
  const text = `it empties in ${drain} of a window of ${allowed}`;
  if (windowMet || drainAtCap > window) return text;
  const idle = `with idle uplinks, at the cap of ${formatMbps(cap)}, in ${formatMinutes(secondsToMinutes(drainAtCap))}`;
  return drainGuaranteed !== null && drainGuaranteed > window
    ? `${text}, though ${idle}`
    : `it empties in ${drain}, but not every VM converges within the window of ${allowed} at a rate it can count on`;
};

const heldBack = (plan: HostPlan, binding: string): string => {
  if (plan.firstShort !== null) return binding === '' ? '' : `, because ${phraseOf(binding)}`;
  if (plan.migration.kind !== 'chosen') return plan.drainVms > 0 ? ', but no drain can be planned' : '';
  const { drainGuaranteed, drainAtCap, window } = plan.migration.value;
  const drain = secondsToMinutes(drainGuaranteed ?? drainAtCap);
  return ` and drains in ${formatMinutes(drain)} of ${formatMinutes(secondsToMinutes(window))}`;
};

/** Mere advice is no step that waits to be taken. */
const PRESSING = ['error', 'warning'] as const;

/**
 * The change that matters most, or without any the remedy of the gravest finding. A window that the planned settings miss is not
 * mended by them, so what would mend it follows.
 */
const firstStep = ({ changes, findings }: Advice): string => {
  const change = foremost(changes);
  if (change !== undefined) {
    const missed = findings.find(({ code }) => code === 'window-missed');
    const rest = missed === undefined ? '' : `; settings alone do not mend the drain: ${remedyOf(missed)}`;
    return `above all ${instruction(change)}${change.gain === '' ? '' : ` (${change.gain})`}${rest}`;
  }
  const gravest = PRESSING.flatMap((severity) => findings.filter((finding) => finding.severity === severity))[0];
  return gravest === undefined ? 'nothing to change' : `above all: ${remedyOf(gravest)}`;
};

/**
 * Changes stand in order of application, where what others give up comes first. What a reader wants to hear is the first one that gives,
 * and rather one that can be made at once and whose gain is known.
 */
const foremost = (changes: readonly Change[]): Change | undefined => {
  const giving = changes.filter((each) => !takes(each));
  return giving.find(({ gain, disruptive }) => gain !== '' && !disruptive) ?? giving[0] ?? changes[0];
};

const remedyOf = ({ remedy }: StatedFinding): string => lowerFirst(remedy.replace(/\.$/, ''));

const takes = ({ setting, now, proposed }: Change): boolean =>
  setting.endsWith('MinimumBandwidthWeight') && now !== '' && Number(proposed) < Number(now);

const instruction = ({ setting, subject, now, proposed }: Change): string => {
  const from = now === '' ? '' : ` from ${now}`;
  switch (setting) {
    case 'MinimumBandwidthMode':
      return `drain the host and recreate ${subject} with ${setting} ${proposed} instead of ${now}`;
    case 'BytesPerSecond':
      return `set the SMB bandwidth limit of ${subject}${from} to ${proposed} bytes/s`;
    default:
      return `set ${setting} of ${subject}${from} to ${proposed}`;
  }
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
