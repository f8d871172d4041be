/** What the terminal shows of a scenario: what got better, what got worse, for whom. */
import type { HostComparison, HostFigures, ScenarioComparison } from '../model/comparison.ts';
import { formatCount, formatHours, formatMinutes, formatRounded, formatShare } from '../units/format-quantity.ts';
import type { RunSummary } from './run-summary.ts';
import { cut, padEnd, printable, wrap } from './terminal-text.ts';

export interface ScenarioScreen {
  readonly comparison: ScenarioComparison;
  readonly summary: RunSummary;
  readonly baseline: RunSummary;
  /** Those that gain, and those that lose, most first. */
  readonly better: readonly HostComparison[];
  readonly worse: readonly HostComparison[];
  readonly folder: string;
  /** Hosts that were planned for the scenario; the plans of the others are those of the baseline. */
  readonly planned: number;
}

const MOST_COLUMNS = 80;
const LABEL = 10;
const HOST = 24;
const SHOWN = 5;

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));
const changed = (now: number, was: number): string => (now === was ? '' : ` (${signed(now - was)})`);

/** `Label     text`, wrapped under itself. */
const paragraph = (label: string, text: string): readonly string[] =>
  wrap(text, MOST_COLUMNS, ' '.repeat(LABEL)).map((line, index) => (index === 0 ? padEnd(label, LABEL) + line.slice(LABEL) : line));

const statusLine = ({ summary, baseline }: ScenarioScreen): readonly string[] => {
  const { status, counts } = summary;
  const parts = [
    `${status.ok} fine${changed(status.ok, baseline.status.ok)}`,
    `${status.pressed} pressed${changed(status.pressed, baseline.status.pressed)}`,
    `${status.short} short${changed(status.short, baseline.status.short)}`,
  ];
  if (counts.rejected > 0 || baseline.counts.rejected > 0)
    parts.push(`${counts.rejected} rejected${changed(counts.rejected, baseline.counts.rejected)}`);
  return paragraph('Hosts', parts.join(', '));
};

const attained = ({ firstShort }: HostFigures): string =>
  firstShort === null ? 'all levels' : `${firstShort.level} ${formatShare(firstShort.attainment)}`;
const drain = ({ drainGuaranteed, drainAtCap }: HostFigures): string => formatMinutes(drainGuaranteed ?? drainAtCap ?? 0);

/** The first thing that differs, before and after. */
const difference = ({ because, before, after, cutOff, memoryOver }: HostComparison): string => {
  if (before === null || after === null || because === null) return '';
  switch (because) {
    case 'cut-off':
      return `${formatCount(cutOff, 'adapter')} without a way out`;
    case 'memory':
      return `VMs take ${formatRounded(memoryOver)} GiB more than it has`;
    case 'status':
      return `${before.status} → ${after.status}   ${attained(before)} → ${attained(after)}`;
    case 'level':
    case 'attainment':
      return `${attained(before)} → ${attained(after)}`;
    case 'drain':
      return `drains in ${drain(after)} instead of ${drain(before)}`;
  }
};

const hostLines = (label: string, hosts: readonly HostComparison[]): readonly string[] => {
  if (hosts.length === 0) return paragraph(label, 'no host');
  const shown = hosts.slice(0, SHOWN).map((each) => {
    const name = padEnd(cut(printable(each.host), HOST), HOST);
    return cut(`  ${name} ${difference(each)}`, MOST_COLUMNS);
  });
  const rest = hosts.length - shown.length;
  return [...paragraph(label, formatCount(hosts.length, 'host')), ...shown, ...(rest > 0 ? [`  and ${rest} more in compare.csv`] : [])];
};

const names = (hosts: readonly HostComparison[]): string => {
  const shown = hosts.slice(0, SHOWN).map(({ host }) => cut(printable(host), HOST));
  return hosts.length > shown.length ? `${shown.join(', ')} and ${hosts.length - shown.length} more` : shown.join(', ');
};

const presenceLines = ({ comparison: { hosts } }: ScenarioScreen): readonly string[] => {
  const added = hosts.filter(({ presence }) => presence === 'added');
  const removed = hosts.filter(({ presence }) => presence === 'removed');
  return [
    ...(added.length === 0 ? [] : paragraph('New', `${formatCount(added.length, 'host')}: ${names(added)}`)),
    ...(removed.length === 0 ? [] : paragraph('Gone', `${formatCount(removed.length, 'host')}: ${names(removed)}`)),
  ];
};

const unplacedLines = ({ comparison: { unplaced } }: ScenarioScreen): readonly string[] => {
  const total = unplaced.reduce((sum, { vms }) => sum + vms, 0);
  if (total === 0) return [];
  const tiers = unplaced.map(({ tier, vms }) => `${vms} of tier ${printable(tier)}`).join(', ');
  return paragraph('Homeless', `${formatCount(total, 'VM')} without a host (${tiers}): move them in the scenario, or count them lost`);
};

const drainLine = ({ summary, baseline }: ScenarioScreen): readonly string[] => {
  const of = ({ drain: { hoursAtCap, hosts, hostsMeetingWindow } }: RunSummary): string =>
    `${formatHours(hoursAtCap)} at the caps, ${hostsMeetingWindow} of ${hosts} in time`;
  return of(summary) === of(baseline)
    ? paragraph('Drain', `${of(summary)}, as before`)
    : paragraph('Drain', `${of(summary)}; before: ${of(baseline)}`);
};

const editLines = ({ comparison: { edits, policy, held }, planned, summary: { counts } }: ScenarioScreen): readonly string[] => {
  const parts = [
    ...edits.map(({ file, rows }) => `${file} ${formatCount(rows, 'row')}`),
    ...(policy.length === 0 ? [] : [`policy ${policy.join(', ')}`]),
  ];
  const edge = held === 0 ? [] : paragraph('Held', `${formatCount(held, 'cell')} at the edge of what the column allows`);
  const again = counts.read === 0 ? '' : `; ${planned} of ${formatCount(counts.read, 'host')} planned again`;
  return [...paragraph('Changes', parts.length === 0 ? 'nothing' : `${parts.join(', ')}${again}`), ...edge];
};

/** Lines of at most 80 columns (a long folder name alone may exceed them), without a line end after the last. */
export const renderScenario = (screen: ScenarioScreen): string => {
  const { comparison, better, worse, folder } = screen;
  const cost = comparison.cost === null ? [] : paragraph('Cost', comparison.cost);
  return [
    cut(printable(comparison.name), MOST_COLUMNS),
    ...(comparison.about === '' ? [] : wrap(printable(comparison.about), MOST_COLUMNS, '  ')),
    ...editLines(screen),
    ...statusLine(screen),
    ...presenceLines(screen),
    ...unplacedLines(screen),
    ...hostLines('Better', better),
    ...hostLines('Worse', worse),
    ...drainLine(screen),
    ...cost,
    padEnd('Files', LABEL) + printable(folder),
  ].join('\n');
};
