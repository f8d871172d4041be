/** What the terminal shows of a failure study: which single losses the fleet does not survive, for whom, and what is missing. */
import { LOSS_KINDS, type LossKind } from '../model/failure-study.ts';
import { formatCount, formatRounded } from '../units/format-quantity.ts';
import { compareLosses, type FailuresDigest, lossVms, type WorstLoss } from './failures-digest.ts';
import { LACK_WORDS, stateLack } from './lack-words.ts';
import { cut, padEnd, printable, wrap } from './terminal-text.ts';

export interface StudyScreenOptions {
  /** Columns of the terminal; more than 100 are not used. */
  readonly width: number;
  readonly folder: string;
}

const MOST_COLUMNS = 100;
const LABEL = 10;
const SHOWN = 12;
/** Of parts fewer are shown, so that lost hosts are never pushed off the screen. */
const SHOWN_PARTS = 5;

const NOUNS: { readonly [Kind in LossKind]: string } = { host: 'host', nic: 'port', device: 'card', fabric: 'rack switch' };

const totalsOf = (digests: readonly FailuresDigest[], kind: LossKind) =>
  digests.reduce((sum, { counts }) => ({ lost: sum.lost + counts[kind].lost, notSurvived: sum.notSurvived + counts[kind].notSurvived }), {
    lost: 0,
    notSurvived: 0,
  });

const line = (label: string, text: string): string => padEnd(label, LABEL) + text;

const kinds = (digests: readonly FailuresDigest[], pick: (totals: { lost: number; notSurvived: number }) => number): string =>
  LOSS_KINDS.flatMap((kind) => {
    const count = pick(totalsOf(digests, kind));
    return count === 0 ? [] : [formatCount(count, NOUNS[kind]).replace('switchs', 'switches')];
  }).join(', ');

const whom = (loss: WorstLoss): string => {
  const vms = lossVms(loss);
  const tiers = loss.vms.flatMap((count, index) => (count === 0 ? [] : [`${index + 1}: ${count}`])).join(', ');
  const verb = loss.kind === 'host' ? `${vms === 1 ? 'finds' : 'find'} no place` : 'cut off';
  const parts = [
    ...(vms > 0 ? [`${formatCount(vms, 'VM')} ${verb} (tier ${tiers})`] : []),
    ...(loss.brokenFloors > 0 ? [`${formatCount(loss.brokenFloors, 'floor')} broken`] : []),
  ];
  return parts.join(', ');
};

const nameOf = (loss: WorstLoss): string => (loss.kind === 'host' ? loss.host : `${loss.host}: ${loss.lost}`);

const lossLines = (loss: WorstLoss, columns: number): string[] => {
  const left = `  ${padEnd(NOUNS[loss.kind], 11)} ${padEnd(cut(printable(nameOf(loss)), 24), 24)} `;
  const lines = wrap(whom(loss), columns, ' '.repeat(left.length)).map((text, index) => (index === 0 ? left + text.trimStart() : text));
  if (loss.missing !== null) {
    const unplaced = loss.missing.stillUnplaced;
    const rest = unplaced === 0 ? '' : `; even so ${formatCount(unplaced, 'VM')} left over`;
    lines.push(cut(`  ${' '.repeat(11)} missing: ${printable(stateLack(loss.missing))}${rest}`, columns));
  }
  return lines;
};

const worstLines = (digests: readonly FailuresDigest[], columns: number): string[] => {
  const all = digests.flatMap(({ worst }) => worst).sort(compareLosses);
  const total = LOSS_KINDS.reduce((sum, kind) => sum + totalsOf(digests, kind).notSurvived, 0);
  if (total === 0) return ['Every single loss is survived: nobody is left over or cut off, and every floor holds.'];
  const hosts = all.filter(({ kind }) => kind === 'host').slice(0, SHOWN - SHOWN_PARTS);
  const parts = all.filter(({ kind }) => kind !== 'host').slice(0, SHOWN_PARTS);
  const hidden = total - hosts.length - parts.length;
  return [
    'Not survived, worst first',
    ...[...hosts, ...parts].flatMap((loss) => lossLines(loss, columns)),
    ...(hidden > 0 ? [`  and ${hidden} more in failures.csv`] : []),
  ];
};

const missingLine = (digests: readonly FailuresDigest[]): string[] => {
  const counts = new Map<string, number>();
  for (const { worst } of digests)
    for (const { missing } of worst) if (missing !== null) counts.set(missing.lack, (counts.get(missing.lack) ?? 0) + 1);
  if (counts.size === 0) return [];
  const words = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return [line('Missing', words.map(([lack, count]) => `${LACK_WORDS[lack as keyof typeof LACK_WORDS]} ${count}×`).join(', '))];
};

/** One screen, without a line end after the last. @param digests in order of the clusters */
export const renderFailuresScreen = (digests: readonly FailuresDigest[], { width, folder }: StudyScreenOptions): string => {
  const columns = Math.min(MOST_COLUMNS, Math.max(40, width));
  const alone = digests.filter(({ standAlone }) => standAlone).length;
  const unknown = digests.reduce((sum, { memoryUnknown }) => sum + memoryUnknown, 0);
  const gap = Math.max(0, ...digests.map(({ worstGap }) => worstGap));
  const notSurvived = kinds(digests, (totals) => totals.notSurvived);
  return [
    line('Lost', `one at a time: ${kinds(digests, ({ lost }) => lost) || 'nothing'}`),
    line('Survived', notSurvived === '' ? 'all of them' : `all but ${notSurvived}`),
    ...worstLines(digests, columns),
    ...missingLine(digests),
    line('Proof', gap === 0 ? 'no placement leaves fewer VMs over' : `placements are within ${formatRounded(gap * 100)} % of the bound`),
    ...(alone > 0
      ? [line('Alone', `${formatCount(alone, 'host')} stand${alone === 1 ? 's' : ''} alone: nobody takes the VMs of a stand-alone host`)]
      : []),
    ...(unknown > 0 ? [line('Memory', `not known of ${formatCount(unknown, 'host')}, where it limits nothing`)] : []),
    line('Files', `${printable(folder)} (failures.csv first)`),
  ].join('\n');
};
