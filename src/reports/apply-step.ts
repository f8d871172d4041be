/** One change as scripts hold it. */
import { isAdapterLabel } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { Target } from '../model/setting.ts';
import { type Family, familyOf, formOf, isOverridden, isValueOf, targetLiteral, valueLiteral } from './apply-settings.ts';
import { quoteText } from './powershell-text.ts';

export interface ApplyStep {
  readonly family: Family;
  /** What is set on what, and to which value: arguments of Invoke-Change and Undo-Change alike. */
  readonly call: string;
  /** Today's value as the inventory says it; null where it says none that a script could set. */
  readonly was: string | null;
  /** The line that restarts what has to restart for the change to take effect; null where nothing has to. */
  readonly restart: string | null;
}

/** Families whose settings take effect when the NIC restarts. */
const RESTARTING: ReadonlySet<Family> = new Set(['Nic', 'NicQos', 'Advanced']);

/** Network ATC takes back what is set on its NICs by hand, within minutes, where it has a setting of its own for it. */
const targetOf = ({ setting, target, layer }: Change): Target =>
  layer === 'network-atc' && target.kind === 'nic' && isOverridden(formOf(setting)) ? { kind: 'intent', nic: target.nic } : target;

/** A setting that a cluster has once, so that it stands in the script of the cluster. */
export const isOfCluster = (change: Change): boolean => {
  const { kind } = targetOf(change);
  return kind === 'cluster' || kind === 'intent';
};

/** @throws RangeError for a change whose value or target its setting does not take */
export const applyStep = (change: Change): ApplyStep => {
  const { setting, now, proposed, subject } = change;
  const target = targetOf(change);
  const form = formOf(setting);
  const family = familyOf(form, target.kind);
  const label = isNamed(subject, target) ? '' : ` ${quoteText(subject)}`;
  return {
    family,
    call: `${family} ${targetLiteral(target)} ${form.parameter} ${valueLiteral(form, proposed)}${label}`,
    was: isValueOf(form, now) ? valueLiteral(form, now) : null,
    restart: RESTARTING.has(family) ? restartOf(target) : null,
  };
};

/** A script calls the target the same itself; a host or cluster it needs to be told. */
const isNamed = (subject: string, target: Target): boolean => {
  switch (target.kind) {
    case 'host':
    case 'cluster':
      return false;
    case 'switch':
      return subject === target.switch;
    case 'nic':
    case 'intent':
      return subject === target.nic;
    case 'host-vnic':
      return subject === target.adapter;
    case 'vm-adapter':
      return isAdapterLabel(subject, target.vm, target.adapter);
    case 'smb-category':
      return subject === target.category;
    case 'traffic-class':
    case 'qos-policy':
      return subject === target.name;
    case 'priority':
      return subject === String(target.priority);
  }
};

const restartOf = (target: Target): string | null => {
  if (target.kind === 'nic') return `Restart-Nic ${quoteText(target.nic)}`;
  return target.kind === 'host-vnic' ? `Restart-HostVnic ${quoteText(target.adapter)}` : null;
};
