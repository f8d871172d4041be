/** What to do about a host, for `converge explain`: findings that ask for a hand, and settings from what they are to what they should be. */
import type { Change, PlannedOutcome } from '../model/outcome.ts';
import { formatCount } from '../units/format-quantity.ts';
import { briefly, entry, paragraph, row } from './explain-line.ts';

/** Errors and warnings in full, since they want somebody; of advice there is much, and findings.csv has it. */
export const findingLines = ({ findings }: Pick<PlannedOutcome, 'findings'>): readonly string[] => {
  const grave = (['error', 'warning'] as const).flatMap((severity) => findings.filter((each) => each.severity === severity));
  if (grave.length === 0) return [];
  const advice = findings.length - grave.length;
  return [
    '',
    'Findings that want a hand',
    ...grave.flatMap(({ severity, message, remedy }) => [...entry(severity, message), ...entry('', remedy)]),
    ...(advice === 0 ? [] : [`  and ${formatCount(advice, 'piece')} of advice in findings.csv`]),
  ];
};

/** In order of application, what interrupts traffic apart; the values of one setting stand together. */
export const changeLines = ({ changes, managedBy }: Pick<PlannedOutcome, 'changes' | 'managedBy'>): readonly string[] => {
  const [calm, disruptive] = [changes.filter((each) => !each.disruptive), changes.filter((each) => each.disruptive)];
  return [
    ...group('Settings to change at any time', calm),
    ...group('Settings to change in a maintenance window', disruptive),
    ...(changes.length > 0 && managedBy === 'scvmm'
      ? ['  Set them in Virtual Machine Manager, which manages it: apply/ has no script.']
      : []),
  ];
};

const group = (title: string, changes: readonly Change[]): readonly string[] => {
  if (changes.length === 0) return [];
  const bySetting = new Map<string, Change[]>();
  for (const change of changes) bySetting.set(change.setting, [...(bySetting.get(change.setting) ?? []), change]);
  return [
    '',
    `${title}: ${changes.length}, in order in changes.csv`,
    ...[...bySetting].flatMap(([setting, each]) => [row(`  ${setting}`), ...values(each)]),
  ];
};

const values = (changes: readonly Change[]): readonly string[] =>
  paragraph(briefly(changes.map(({ subject, now, proposed }) => `${subject} ${now === '' ? 'to' : `${now} to`} ${proposed}`)), '    ');
