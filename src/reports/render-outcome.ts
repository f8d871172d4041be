/** Outcomes as rows of every per-host file. */
import type { Outcome } from '../model/outcome.ts';
import { BLOCKERS_TABLE, CHANGES_TABLE, FINDINGS_TABLE, RULES_OF_THUMB_TABLE } from './advice-tables.ts';
import { ByteText } from './byte-text.ts';
import { encodeOutcome } from './encode-outcome.ts';
import { HOSTS_TABLE } from './hosts-table.ts';
import { REJECTS_TABLE } from './rejects-table.ts';
import { FLOWS_TABLE, LEVELS_TABLE, NICS_TABLE } from './switch-tables.ts';
import { headerRow, type RenderOptions, type Table, writeRows } from './table.ts';

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
  readonly write: (out: ByteText, outcome: Outcome, options: RenderOptions) => void;
}

const fromTable = <Row>(table: Table<Row>): Renderer => ({
  header: headerRow(table.columns),
  write: (out, outcome, options) => {
    const rows = table.rows(outcome);
    if (rows.length > 0) writeRows(out, table.columns, rows, options);
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
  'outcomes.jsonl': {
    header: '',
    write: (out, outcome) => {
      out.text(`${JSON.stringify(encodeOutcome(outcome))}\n`);
    },
  },
};

/** The first line of a per-host file, with its line end; '' for outcomes.jsonl. */
export const headerOf = (file: HostFile): string => RENDERERS[file].header;

/**
 * Adds what an outcome puts into a file: rows without a header.
 * @throws RangeError for an outcome that carries NaN or an infinity.
 */
export const writeOutcome = (out: ByteText, file: HostFile, outcome: Outcome, options: RenderOptions): void =>
  RENDERERS[file].write(out, outcome, options);

/** Used again and again: what is written is taken out at once. */
const room = new ByteText();

/**
 * The fragments of one host for all per-host files as text: '' where the host has none.
 * @throws RangeError for an outcome that carries NaN or an infinity.
 */
export const renderOutcome = (outcome: Outcome, options: RenderOptions): Record<HostFile, string> => {
  const texts = HOST_FILES.map((file) => {
    room.clear();
    writeOutcome(room, file, outcome, options);
    return [file, room.toString()];
  });
  return Object.fromEntries(texts) as Record<HostFile, string>;
};
