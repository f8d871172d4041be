/** One outcome as rows of every per-host file, and the way back from its line of outcomes.jsonl. */
import type { Outcome } from '../model/outcome.ts';
import { BLOCKERS_TABLE, CHANGES_TABLE, FINDINGS_TABLE, RULES_OF_THUMB_TABLE } from './advice-tables.ts';
import { HOSTS_TABLE } from './hosts-table.ts';
import { REJECTS_TABLE } from './rejects-table.ts';
import { FLOWS_TABLE, LEVELS_TABLE, NICS_TABLE } from './switch-tables.ts';
import { headerRow, type RenderOptions, renderRows, type Table } from './table.ts';

/** Files with rows of single hosts, in the order in which a reader wants them. */
export const HOST_FILES = [
  'hosts.csv',
  'blockers.csv',
  'levels.csv',
  'flows.csv',
  'nics.csv',
  'rules-of-thumb.csv',
  'findings.csv',
  'changes.csv',
  'rejects.csv',
  'outcomes.jsonl',
] as const;
export type HostFile = (typeof HOST_FILES)[number];

interface Renderer {
  readonly header: string;
  readonly render: (outcome: Outcome, options: RenderOptions) => string;
}

const fromTable = <Row>(table: Table<Row>): Renderer => ({
  header: headerRow(table.columns),
  render: (outcome, options) => {
    const rows = table.rows(outcome);
    return rows.length === 0 ? '' : renderRows(table.columns, rows, options);
  },
});

const RENDERERS: Readonly<Record<HostFile, Renderer>> = {
  'hosts.csv': fromTable(HOSTS_TABLE),
  'blockers.csv': fromTable(BLOCKERS_TABLE),
  'levels.csv': fromTable(LEVELS_TABLE),
  'flows.csv': fromTable(FLOWS_TABLE),
  'nics.csv': fromTable(NICS_TABLE),
  'rules-of-thumb.csv': fromTable(RULES_OF_THUMB_TABLE),
  'findings.csv': fromTable(FINDINGS_TABLE),
  'changes.csv': fromTable(CHANGES_TABLE),
  'rejects.csv': fromTable(REJECTS_TABLE),
  'outcomes.jsonl': { header: '', render: (outcome) => `${JSON.stringify(outcome)}\n` },
};

/** The first line of a per-host file, with its line end; '' for outcomes.jsonl. */
export const headerOf = (file: HostFile): string => RENDERERS[file].header;

/**
 * The fragments of one host for all per-host files: rows without a header, '' where the host has none.
 * @throws RangeError for an outcome that carries NaN or an infinity.
 */
export const renderOutcome = (outcome: Outcome, options: RenderOptions): Record<HostFile, string> => ({
  'hosts.csv': RENDERERS['hosts.csv'].render(outcome, options),
  'blockers.csv': RENDERERS['blockers.csv'].render(outcome, options),
  'levels.csv': RENDERERS['levels.csv'].render(outcome, options),
  'flows.csv': RENDERERS['flows.csv'].render(outcome, options),
  'nics.csv': RENDERERS['nics.csv'].render(outcome, options),
  'rules-of-thumb.csv': RENDERERS['rules-of-thumb.csv'].render(outcome, options),
  'findings.csv': RENDERERS['findings.csv'].render(outcome, options),
  'changes.csv': RENDERERS['changes.csv'].render(outcome, options),
  'rejects.csv': RENDERERS['rejects.csv'].render(outcome, options),
  'outcomes.jsonl': RENDERERS['outcomes.jsonl'].render(outcome, options),
});
