/** What the terminal shows of rolling maintenance: which clusters fit their window, who cannot be moved, and when to begin. */
import type { ClusterMaintenance } from '../model/maintenance-study.ts';
import { RULES_OF_THUMB, type RuleOfThumb } from '../model/plan.ts';
import { formatCount, formatHours } from '../units/format-quantity.ts';
import type { StudyScreenOptions } from './failures-screen.ts';
import { fitsIn, withoutRoom } from './maintenance-tables.ts';
import { cut, padEnd, padStart, printable } from './terminal-text.ts';
import { weekHour } from './week-hour.ts';

/** What the screen keeps of one cluster. */
export interface MaintenanceDigest {
  readonly cluster: string;
  readonly standAlone: boolean;
  readonly hosts: number;
  readonly hoursGuaranteed: number | null;
  readonly hoursAtCaps: number | null;
  readonly windowHours: number;
  /** By what is guaranteed, and where nothing is, at the caps. */
  readonly fits: boolean | null;
  readonly withoutRoom: number;
  readonly hostsNotEmptied: number;
  readonly diverging: number;
  readonly staying: number;
  readonly rules: readonly { readonly rule: RuleOfThumb; readonly hours: number; readonly breaksFloors: number }[];
  readonly bestStart: number | null;
  readonly bestHours: number | null;
}

export const digestMaintenance = (study: ClusterMaintenance): MaintenanceDigest => ({
  cluster: study.cluster,
  standAlone: study.standAlone,
  hosts: study.steps.length,
  hoursGuaranteed: study.hoursGuaranteed,
  hoursAtCaps: study.hoursAtCaps,
  windowHours: study.windowHours,
  fits: fitsIn(study, study.hoursGuaranteed ?? study.hoursAtCaps),
  withoutRoom: study.steps.reduce((sum, step) => sum + withoutRoom(step), 0),
  hostsNotEmptied: study.steps.filter((step) => withoutRoom(step) > 0).length,
  diverging: study.steps.reduce((sum, step) => sum + step.diverging.length, 0),
  staying: study.steps.reduce((sum, step) => sum + step.staying.length - withoutRoom(step), 0),
  rules: study.rules,
  bestStart: study.bestStart,
  bestHours: study.calendar.find(({ start }) => start === study.bestStart)?.hours ?? null,
});

const MOST_COLUMNS = 100;
const LABEL = 10;
const SHOWN = 8;

const line = (label: string, text: string): string => padEnd(label, LABEL) + text;

const verdictOf = ({ fits, withoutRoom: stuck, hostsNotEmptied, hosts, bestStart, bestHours }: MaintenanceDigest): string => {
  if (stuck > 0) return `${hostsNotEmptied} of ${hosts} cannot be emptied: ${formatCount(stuck, 'VM')} without room`;
  const best = bestStart === null || bestHours === null ? '' : `; best from ${weekHour(bestStart)}: ${formatHours(bestHours)}`;
  return `${fits === null ? 'no figure' : fits ? 'in time' : 'too long'}${best}`;
};

const hours = (value: number | null): string => (value === null ? '' : formatHours(value));

/** Those that cannot be done first, then the longest. */
const byTrouble = (a: MaintenanceDigest, b: MaintenanceDigest): number =>
  Number(a.fits === true) - Number(b.fits === true) ||
  b.withoutRoom - a.withoutRoom ||
  (b.hoursGuaranteed ?? b.hoursAtCaps ?? 0) - (a.hoursGuaranteed ?? a.hoursAtCaps ?? 0);

const clusterLines = (clusters: readonly MaintenanceDigest[], columns: number): string[] => {
  if (clusters.length === 0) return [];
  const rows = [...clusters].sort(byTrouble).slice(0, SHOWN);
  return [
    `  ${padEnd('cluster', 20)} ${padStart('hosts', 5)} ${padStart('guaranteed', 11)} ${padStart('at caps', 9)}`,
    ...rows.map((digest) =>
      cut(
        `  ${padEnd(cut(printable(digest.cluster), 20), 20)} ${padStart(String(digest.hosts), 5)} ${padStart(hours(digest.hoursGuaranteed), 11)} ${padStart(hours(digest.hoursAtCaps), 9)}  ${verdictOf(digest)}`,
        columns,
      ),
    ),
    ...(clusters.length > SHOWN ? [`  and ${clusters.length - SHOWN} more in maintenance.csv`] : []),
  ];
};

/** Each rule is held against the caps of the same clusters, of which both are known. */
const ruleLines = (clusters: readonly MaintenanceDigest[]): string[] => {
  const lines = RULES_OF_THUMB.flatMap((rule) => {
    let ours = 0;
    let theirs = 0;
    let breaks = 0;
    let counted = 0;
    for (const { rules, hoursAtCaps, withoutRoom: stuck } of clusters) {
      const found = rules.find((each) => each.rule === rule);
      if (found === undefined || hoursAtCaps === null || stuck > 0) continue;
      ours += hoursAtCaps;
      theirs += found.hours;
      breaks += found.breaksFloors;
      counted += 1;
    }
    if (counted === 0) return [];
    const broken = breaks === 0 ? '' : `   breaks promises on ${formatCount(breaks, 'host')}`;
    return [`  ${padEnd(rule, 26)} ${padStart(formatHours(theirs), 9)}, ours ${formatHours(ours)}${broken}`];
  });
  return lines.length === 0 ? [] : ['The same roll under the rules of thumb, over the clusters that can be emptied', ...lines];
};

/** One screen, without a line end after the last. @param digests in order of the clusters */
export const renderMaintenanceScreen = (digests: readonly MaintenanceDigest[], { width, folder }: StudyScreenOptions): string => {
  const columns = Math.min(MOST_COLUMNS, Math.max(40, width));
  const clusters = digests.filter(({ standAlone, hosts }) => !standAlone && hosts > 0);
  const alone = digests.filter(({ standAlone }) => standAlone).length;
  const fitting = clusters.filter(({ fits }) => fits === true).length;
  const window = clusters[0]?.windowHours;
  const sum = (pick: (digest: MaintenanceDigest) => number): number => clusters.reduce((total, digest) => total + pick(digest), 0);
  return [
    line('Clusters', `${fitting} of ${clusters.length} through maintenance${window === undefined ? '' : ` within ${formatHours(window)}`}`),
    ...clusterLines(clusters, columns),
    ...ruleLines(clusters),
    line(
      'VMs',
      `${sum(({ withoutRoom: stuck }) => stuck)} without room elsewhere, ${sum(({ diverging }) => diverging)} that do not converge, ${sum(({ staying }) => staying)} that stay for their own reasons`,
    ),
    ...(alone > 0
      ? [line('Alone', `${formatCount(alone, 'host')} stand${alone === 1 ? 's' : ''} alone: a stand-alone host has nobody to empty to`)]
      : []),
    line('Files', `${printable(folder)} (maintenance.csv first)`),
  ].join('\n');
};
