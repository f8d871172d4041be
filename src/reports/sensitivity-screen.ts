/** What `converge sensitivity` shows on one screen: whose plan hangs by a thread, and what to measure first. */
import { distanceOf, type Flip, GRADES, type HostSensitivity, type QuantitySensitivity } from '../model/sensitivity.ts';
import { formatDecimal } from '../units/format-decimal.ts';
import { formatCount } from '../units/format-quantity.ts';
import { cut, padEnd, printable } from './terminal-text.ts';
import type { MeasureRow, Tried } from './sensitivity-tables.ts';

export interface SensitivityScreen {
  readonly hosts: readonly HostSensitivity[];
  readonly measure: readonly MeasureRow[];
  readonly folder: string;
  readonly columns: number;
}

const MOST_COLUMNS = 80;
const HOSTS_SHOWN = 7;
const VMS_SHOWN = 5;
const NAME = 17;
const VM_NAME = 30;
const STATUS = 22;

/** At most 24 lines of at most 80 columns, without a line end after the last. */
export const renderSensitivityScreen = ({ hosts, measure, folder, columns }: SensitivityScreen): string => {
  const width = Math.min(MOST_COLUMNS, Math.max(40, columns));
  const tried = hosts.filter((host) => host.kind === 'tried');
  const worst = tried.filter(({ margin }) => margin !== null).sort((a, b) => (a.margin ?? 0) - (b.margin ?? 0));
  const grades = GRADES.map((grade) => `${tried.filter((host) => host.grade === grade).length} ${grade}`);
  const flipping = tried.filter((host) => nearest(host, STATUS_FLIPS) !== null).length;
  return [
    `Grades    ${grades.join(', ')}   (A: wrong by half is no matter; D: a fifth is)`,
    `Status    changes on ${flipping} of ${formatCount(tried.length, 'host')} within 1/8 to 8 times an input`,
    ...(worst.length === 0
      ? []
      : [`${padEnd('Plans to change first', NAME + 5)}${padEnd('another status', STATUS)} another recommendation`]),
    ...worst.slice(0, HOSTS_SHOWN).map(hostLine),
    ...(measure.length === 0 ? ['No single VM decides anything'] : ['Measure these VMs first']),
    ...measure.slice(0, VMS_SHOWN).map(vmLine),
  ]
    .map((line) => cut(line.trimEnd(), width))
    .concat(`Files     ${printable(folder)} (sensitivity.csv, measure-first.csv)`)
    .join('\n');
};

interface Nearest {
  readonly quantity: string;
  readonly flip: Flip;
}

type Pick = (of: QuantitySensitivity) => readonly (Flip | null)[];

const ANY_FLIPS: Pick = ({ down, up }) => [down, up];
const STATUS_FLIPS: Pick = ({ statusDown, statusUp }) => [statusDown, statusUp];

const nearest = ({ quantities }: Tried, pick: Pick): Nearest | null => {
  const all = quantities.flatMap((of) => pick(of).flatMap((flip) => (flip === null ? [] : [{ quantity: of.quantity, flip }])));
  return all.reduce<Nearest | null>(
    (least, each) => (least === null || distanceOf(each.flip) < distanceOf(least.flip) ? each : least),
    null,
  );
};

/** `demand x0.976`. */
const inWords = (found: Nearest | null): string => (found === null ? '' : `${found.quantity} x${times(found.flip.factor)}`);

const hostLine = (host: Tried): string => {
  const any = nearest(host, ANY_FLIPS);
  const other = any?.flip.what.filter((kind) => kind !== 'status') ?? [];
  const recommended = other.length === 0 ? '' : `${inWords(any)} ${other.join(', ')}`;
  const name = padEnd(cut(printable(host.host), NAME), NAME);
  return `  ${host.grade} ${name} ${padEnd(inWords(nearest(host, STATUS_FLIPS)), STATUS)} ${recommended}`;
};

const vmLine = ({ host, vm, quantity, flip, measured }: MeasureRow): string => {
  const name = padEnd(cut(printable(`${host}/${vm}`), VM_NAME), VM_NAME);
  return `    ${name} ${measured ? quantity : `${quantity} (assumed)`} x${times(flip.factor)} ${flip.what.join(', ')}`;
};

/** Three places, and more where the plan hangs by less than a thousandth. */
const times = (factor: number): string => (Math.abs(factor - 1) < 0.001 ? String(factor) : formatDecimal(factor));
