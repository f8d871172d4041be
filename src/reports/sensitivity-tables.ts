/** sensitivity.csv and measure-first.csv: how wrong inputs may be, and which VMs decide. */
import { distanceOf, type DecidingVm, type Flip, type HostSensitivity, type QuantitySensitivity } from '../model/sensitivity.ts';
import { compareNames } from '../model/name.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

export type Tried = Extract<HostSensitivity, { readonly kind: 'tried' }>;

interface Row {
  readonly host: HostSensitivity;
  readonly of: QuantitySensitivity | null;
}

const tried = <Value>({ host }: Row, of: (host: Tried) => Value): Value | null => (host.kind === 'tried' ? of(host) : null);
const factor = (flip: Flip | null | undefined): number | null => flip?.factor ?? null;
const change = (flip: Flip | null | undefined): number | null => (flip ? (flip.factor - 1) * 100 : null);
const flips = (flip: Flip | null | undefined): string | null => flip?.what.join(' ') ?? null;

const COLUMNS: readonly Column<Row>[] = [
  { name: 'host', cell: ({ host }) => host.host },
  { name: 'cluster', cell: ({ host }) => host.cluster },
  { name: 'status', cell: ({ host }) => (host.kind === 'tried' ? host.status : host.kind) },
  { name: 'grade', cell: (row) => tried(row, ({ grade }) => grade) },
  { name: 'margin', cell: (row) => tried(row, ({ margin }) => margin) },
  { name: 'assumptions', cell: (row) => tried(row, ({ assumptions }) => assumptions) },
  { name: 'assumed_inputs', cell: (row) => tried(row, ({ assumedInputs }) => assumedInputs) },
  { name: 'quantity', cell: ({ of }) => of?.quantity ?? null },
  { name: 'factor_down', cell: ({ of }) => factor(of?.down) },
  { name: 'change_down_pct', cell: ({ of }) => change(of?.down) },
  { name: 'flips_down', cell: ({ of }) => flips(of?.down) },
  { name: 'factor_up', cell: ({ of }) => factor(of?.up) },
  { name: 'change_up_pct', cell: ({ of }) => change(of?.up) },
  { name: 'flips_up', cell: ({ of }) => flips(of?.up) },
  { name: 'status_factor_down', cell: ({ of }) => factor(of?.statusDown) },
  { name: 'status_factor_up', cell: ({ of }) => factor(of?.statusUp) },
];

/** A host of which nothing was tried has a row all the same. */
export const renderSensitivity = (hosts: readonly HostSensitivity[], options: RenderOptions): string => {
  const rows = hosts.flatMap((host): readonly Row[] => {
    const quantities = host.kind === 'tried' ? host.quantities : [];
    return quantities.length === 0 ? [{ host, of: null }] : quantities.map((of) => ({ host, of }));
  });
  return headerRow(COLUMNS) + renderRows(COLUMNS, rows, options);
};

export interface MeasureRow extends DecidingVm {
  readonly host: string;
  readonly rank: number;
}

/** Over the whole fleet, the nearest flip first. */
export const measureFirst = (hosts: readonly HostSensitivity[]): readonly MeasureRow[] =>
  hosts
    .flatMap((host) => (host.kind === 'tried' ? host.deciding.map((each) => ({ ...each, host: host.host })) : []))
    .sort((a, b) => distanceOf(a.flip) - distanceOf(b.flip) || compareNames(a.host, b.host))
    .map((each, index) => ({ ...each, rank: index + 1 }));

const MEASURE_COLUMNS: readonly Column<MeasureRow>[] = [
  { name: 'rank', cell: ({ rank }) => rank },
  { name: 'host', cell: ({ host }) => host },
  { name: 'vm', cell: ({ vm }) => vm },
  { name: 'quantity', cell: ({ quantity }) => quantity },
  { name: 'measured', cell: ({ measured }) => measured },
  { name: 'factor', cell: ({ flip }) => flip.factor },
  { name: 'change_pct', cell: ({ flip }) => change(flip) },
  { name: 'flips', cell: ({ flip }) => flips(flip) },
];

export const renderMeasureFirst = (rows: readonly MeasureRow[], options: RenderOptions): string =>
  headerRow(MEASURE_COLUMNS) + renderRows(MEASURE_COLUMNS, rows, options);
