/** What the terminal shows of a comparison: one screen for somebody who has ten minutes in the morning. */
import { formatCount, formatShare } from '../units/format-quantity.ts';
import type { RunDifference } from './diff-cause.ts';
import type { HostDiff } from './diff-host.ts';
import type { Standing } from './diff-standing.ts';
import { type DiffTally, mostFirst } from './diff-tally.ts';
import { cut, padEnd, printable, wrap } from './terminal-text.ts';

export interface DiffScreen {
  readonly earlier: string;
  readonly now: string;
  /** Where the rows are; null: nowhere. */
  readonly file: string | null;
  readonly color: boolean;
  readonly width: number;
}

const MOST_COLUMNS = 80;
const LABEL = 10;
/** A computer name that every Windows knows has 15 characters. */
const NAME = 16;
const STEP = 40;
/** Causes that stand together count as one. */
const CAUSES_SHOWN = 5;

const painted = (code: number, text: string, color: boolean): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
const RED = 31;
const GREEN = 32;

/** At most 24 lines of at most 80 columns (a path alone may exceed them), without a line end after the last. */
export const renderDiffScreen = (tally: DiffTally, run: RunDifference, screen: DiffScreen): string => {
  const columns = Math.min(MOST_COLUMNS, Math.max(40, screen.width));
  const named = (label: string, text: string): string => padEnd(label, LABEL) + printable(text);
  const labelled = (label: string, text: string): readonly string[] =>
    wrap(printable(text), columns, ' '.repeat(LABEL)).map((line, index) => (index === 0 ? padEnd(label, LABEL) + line.slice(LABEL) : line));
  const list = (label: string, count: number, hosts: readonly HostDiff[], code: number): readonly string[] => [
    `${padEnd(label, LABEL)}${count === 0 ? '0 hosts' : painted(code, formatCount(count, 'host'), screen.color)}`,
    ...hosts.map((diff) => cut(hostLine(diff), columns)),
  ];
  return [
    named('Then', screen.earlier),
    named('Now', screen.now),
    ...labelled('Between', between(run)),
    ...labelled('Hosts', hostsText(tally)),
    ...list('Worse', tally.worse, tally.worst, RED),
    ...list('Better', tally.better, tally.best, GREEN),
    ...(tally.causes.size === 0 ? [] : labelled('Why', causesText(tally))),
    ...(tally.plans.size === 0 ? [] : labelled('Planned', `otherwise, in hosts: ${plansText(tally)}`)),
    ...(screen.file === null
      ? labelled('Details', `${formatCount(tally.rows, 'difference')}; --out FILE writes them as CSV`)
      : [named('Details', screen.file)]),
  ].join('\n');
};

const between = ({ files, policy, version }: RunDifference): string => {
  const parts = [
    files.length === 0 ? 'the same input' : `${files.join(', ')} ${files.length === 1 ? 'differs' : 'differ'}`,
    policy ? 'another policy' : 'the same policy',
    version === null ? 'the same version' : `converge ${version.earlier} to ${version.now}`,
  ];
  return parts.join('; ');
};

const hostsText = ({ hosts, newInTrouble }: DiffTally): string => {
  const alone = hosts.inputsAlone === 0 ? '' : ` (${hosts.inputsAlone} in inputs alone)`;
  const trouble = newInTrouble === 0 ? '' : ` (${newInTrouble} in trouble)`;
  const counted = (count: number, text: string): readonly string[] => (count === 0 ? [] : [`${count} ${text}`]);
  const parts = [
    `${hosts.same} as they were`,
    ...counted(hosts.changed, `different${alone}`),
    ...counted(hosts.new, `new${trouble}`),
    ...counted(hosts.gone, 'gone'),
    ...counted(hosts.renamed, 'renamed'),
  ];
  return `${hosts.earlier} then, ${hosts.now} now: ${parts.join(', ')}`;
};

const standingText = ({ status, level, attainment }: Standing): string =>
  level === null ? status : `${status} at ${level} ${formatShare(attainment)}`;

/** What did not change is said once. */
const stepText = ({ earlier, now }: HostDiff): string => {
  if (earlier.status !== now.status || now.level === null) return `${standingText(earlier)} → ${standingText(now)}`;
  const level = earlier.level === now.level ? '' : `${now.level} `;
  return `${standingText(earlier)} → ${level}${formatShare(now.attainment)}`;
};

const hostLine = (diff: HostDiff): string => {
  const name = padEnd(cut(printable(diff.host), NAME), NAME);
  return `  ${name} ${padEnd(stepText(diff), STEP)} ${diff.why.causes.join('; ')}`;
};

const causesText = ({ causes }: DiffTally): string => {
  const sorted = mostFirst(causes);
  const rest = sorted.slice(CAUSES_SHOWN).reduce((sum, [, hosts]) => sum + hosts, 0);
  const shown = sorted.slice(0, CAUSES_SHOWN).map(([cause, hosts]) => `${cause} ${formatCount(hosts, 'host')}`);
  return [...shown, ...(rest === 0 ? [] : [`others ${formatCount(rest, 'host')}`])].join(', ');
};

const plansText = ({ plans }: DiffTally): string =>
  mostFirst(plans)
    .map(([topic, hosts]) => `${topic} ${hosts}`)
    .join(', ');
