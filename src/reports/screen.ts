/** What the terminal shows at the end of a run: one screen, whatever the size of the fleet. */
import { formatCount, formatHours, formatRounded, formatShare } from '../units/format-quantity.ts';
import type { PlannedDigest } from './digest.ts';
import type { RunSummary } from './run-summary.ts';
import { cut, padEnd, padStart, printable, wrap } from './terminal-text.ts';

export interface ScreenOptions {
  readonly color: boolean;
  /** Columns of the terminal; more than 80 are not used. */
  readonly width: number;
  readonly reportsFolder: string;
}

const MOST_COLUMNS = 80;
const LABEL = 10;
const WORST_SHOWN = 5;

type Paint = (text: string) => string;
interface Palette {
  readonly good: Paint;
  readonly middling: Paint;
  readonly bad: Paint;
  readonly strong: Paint;
}

const sequence =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = (text) => text;
const PLAIN: Palette = { good: plain, middling: plain, bad: plain, strong: plain };
const COLORED: Palette = { good: sequence(32), middling: sequence(33), bad: sequence(31), strong: sequence(1) };

/** At most 28 lines of at most 80 columns (a long folder name alone may exceed them), without a line end after the last. */
export const renderScreen = (summary: RunSummary, options: ScreenOptions): string => {
  const columns = Math.min(MOST_COLUMNS, Math.max(40, options.width));
  const palette = options.color ? COLORED : PLAIN;
  return [
    ...statusLines(summary, palette, columns),
    ...worstLines(summary, palette, columns),
    ...drainLines(summary, palette, columns),
    ...closingLines(summary, columns),
    line('Files', `${printable(options.reportsFolder)} (report.html first, then hosts.csv)`, Number.POSITIVE_INFINITY),
    countLine(summary),
  ].join('\n');
};

/** Every host that was read is planned, rejected or failed; the line says so. */
export const countLine = ({ counts }: RunSummary): string =>
  `${counts.read} hosts read = ${counts.planned} planned + ${counts.rejected} rejected + ${counts.failed} failed`;

const line = (label: string, text: string, columns: number): string => cut(padEnd(label, LABEL) + text, columns);

const relabel = (label: string, text: string): string => padEnd(label, LABEL) + text.slice(LABEL);

const wrapped = (label: string, text: string, columns: number): string[] =>
  wrap(text, columns, ' '.repeat(LABEL)).map((each, index) => (index === 0 ? relabel(label, each) : each));

const statusLines = ({ status, counts, attainments }: RunSummary, palette: Palette, columns: number): string[] => {
  const painted = (paint: Paint, count: number, word: string): string => (count === 0 ? `0 ${word}` : paint(`${count} ${word}`));
  const lines = [
    `${padEnd('Hosts', LABEL)}${painted(palette.good, status.ok, 'fine')}, ${painted(palette.middling, status.pressed, 'pressed')}, ${painted(palette.bad, status.short, 'short')} in ${formatCount(counts.clusters, 'cluster')}`,
  ];
  const first = (pick: 'short' | 'pressed'): string =>
    attainments.flatMap((each) => (each[pick] > 0 ? [`${each.level} ${each[pick]}`] : [])).join(', ');
  if (status.short > 0) lines.push(...wrapped('Short at', first('short'), columns));
  if (status.pressed > 0) lines.push(...wrapped('Pressed', `at ${first('pressed')}`, columns));
  return lines;
};

const worstLines = ({ worst }: RunSummary, palette: Palette, columns: number): string[] =>
  worst.length === 0
    ? []
    : [
        palette.strong('Worst hosts (converge explain REPORT HOST says what to do)'),
        ...worst.slice(0, WORST_SHOWN).map((digest) => worstLine(digest, columns)),
      ];

/** The code of what holds the host back, written as words: hosts.csv has the same code. */
const fewWords = (digest: PlannedDigest): string => printable(digest.binding.replaceAll('-', ' '));

/** A drain may fit its window, and the window be missed since not every VM converges: 100 % would read as if nothing were wrong. */
const attainedText = (attainment: number): string => (attainment >= 1 ? 'missed' : formatShare(attainment));

const worstLine = (digest: PlannedDigest, columns: number): string => {
  const attained = digest.firstShort === null ? '' : attainedText(digest.firstShort.attainment);
  const host = padEnd(cut(printable(digest.host), 24), 24);
  return cut(`  ${host} ${padEnd(digest.firstShort?.level ?? '', 13)} ${padStart(attained, 7)}  ${fewWords(digest)}`, columns);
};

const drainLines = ({ drain, rules }: RunSummary, palette: Palette, columns: number): string[] => {
  if (drain.hosts === 0) return [line('Drain', 'no host has anything to drain', columns)];
  const guaranteed = drain.hostsGuaranteed === 0 ? '' : `${formatHours(drain.hoursGuaranteed)} at guaranteed rates, `;
  const met = `${drain.hostsMeetingWindow} of ${formatCount(drain.hosts, 'host')} in time`;
  return [
    ...wrapped('Drain', `${guaranteed}${formatHours(drain.hoursAtCap)} at the caps; ${met}`, columns),
    palette.strong('Drain hours saved against the rules of thumb (negative: the rule is faster)'),
    ...rules.flatMap(({ rule, hosts, hoursSaved, hostsBreakingFloors }) => {
      if (hosts === 0) return [];
      const breaks = hostsBreakingFloors === 0 ? '' : `   breaks promises on ${formatCount(hostsBreakingFloors, 'host')}`;
      return [cut(`  ${padEnd(rule, 26)} ${padStart(formatHours(hoursSaved), 12)}${breaks}`, columns)];
    }),
  ];
};

const closingLines = ({ counts, findings, assumptions, solver }: RunSummary, columns: number): string[] => {
  const of = (severity: string): number => findings.reduce((sum, each) => sum + (each.severity === severity ? each.count : 0), 0);
  const gap = solver.worstGap > 0 ? `; worst gap of a plan ${formatRounded(solver.worstGap * 100)} %` : '';
  return [
    ...wrapped(
      'Changes',
      `${counts.changes}, of which ${counts.disruptiveChanges} disruptive; VMs a drain leaves behind: ${counts.blockedVms}`,
      columns,
    ),
    line('Findings', `${formatCount(of('error'), 'error')}, ${formatCount(of('warning'), 'warning')}, ${of('advice')} advice`, columns),
    line('Rests on', `${formatCount(assumptions.length, 'assumption')} of the policy${gap}`, columns),
  ];
};
