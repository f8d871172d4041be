/** The demand of each hour of the week, beside an inventory: one row an hour of a host, or of all hosts of a cluster. */
import { type DemandCalendar, HOURS_OF_WEEK } from '../model/maintenance-study.ts';
import { nameKey } from '../model/name.ts';
import type { Problem } from '../model/problem.ts';
import { type Attribute, describeFile, from, optionalName, required, valueOf } from './attribute.ts';
import { describeBrokenLine } from './broken-line.ts';
import { cellParser } from './cell.ts';
import { explainCell } from './cell-problem.ts';
import { type Header, readHeaderOf } from './header.ts';
import { InventoryError } from './inventory-error.ts';
import { nearest } from './nearest.ts';
import { readText } from './read-text.ts';
import type { Inventory } from './read-inventory.ts';
import { readRecords } from './records.ts';
import { takenName } from './reference.ts';
import { cellProblem, createSource, fileProblem, lineLength, lineProblem, show, type Source, type Statement } from './source.ts';

const WHERE = 'your monitoring';

const DEMAND = describeFile('demand.csv', {
  hour_of_week: required<number>('integer', from(0, HOURS_OF_WEEK - 1), 'h', 'Hour of the week; 0 is Monday 00:00 to 01:00.', WHERE),
  host: optionalName('the row is about a cluster', 'Name of the host, as hosts.csv writes it.', WHERE),
  cluster: optionalName('the row is about a host', 'Name of the cluster, as hosts.csv writes it.', WHERE),
  factor: required<number>('number', from(0, 100), 'ratio', 'Demand of that hour over the demand that the inventory states.', WHERE),
});

const COLUMNS: readonly Attribute[] = Object.values(DEMAND);

interface KnownNames {
  readonly hosts: ReadonlyMap<string, string>;
  readonly clusters: ReadonlyMap<string, string>;
}

/** Hosts that were rejected are known too: their rows are no mistake. */
const namesOf = ({ hosts, rejected }: Inventory): KnownNames => {
  const all = [...hosts.map(({ name, cluster }) => ({ name, cluster })), ...rejected.map(({ host, cluster }) => ({ name: host, cluster }))];
  return {
    hosts: new Map(all.map(({ name }) => [nameKey(name), name])),
    clusters: new Map(all.map(({ cluster }) => [nameKey(cluster), cluster])),
  };
};

class DemandReader {
  readonly problems: Problem[] = [];
  readonly hosts = new Map<string, number[]>();
  readonly clusters = new Map<string, number[]>();
  readonly #source: Source;
  readonly #header: Header;
  readonly #names: KnownNames;
  readonly #lines = new Map<string, number>();

  constructor(source: Source, header: Header, names: KnownNames) {
    this.#source = source;
    this.#header = header;
    this.#names = names;
  }

  read(): void {
    const { at, line, width, delimiter } = this.#header;
    readRecords(
      this.#source.bytes,
      { at, line },
      { delimiter, width },
      {
        row: (cells, rowLine) => this.#row(cells, rowLine),
        mayBreak: () => false,
        broken: (brokenLine, why, fields) => {
          const measures = { fields, width, length: lineLength(this.#source, brokenLine) };
          this.problems.push(lineProblem(this.#source, brokenLine, null, describeBrokenLine(why, measures)));
        },
      },
    );
  }

  #report(attribute: Attribute, cells: readonly string[], line: number, statement: Statement): void {
    const index = Math.max(0, this.#header.columns[attribute.position] ?? 0);
    const cell = { line, index, attribute: attribute.name, text: cells[index] ?? '', host: null };
    this.problems.push(cellProblem(this.#source, cell, statement));
  }

  #row(cells: readonly string[], line: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    const decimalComma = this.#header.delimiter === ';';
    let isSound = true;
    const values = COLUMNS.map((attribute) => {
      const index = this.#header.columns[attribute.position] ?? -1;
      if (index < 0) return attribute.default;
      const value = cellParser(attribute, decimalComma)(cells[index] ?? '');
      if (value !== undefined) return value;
      isSound = false;
      this.#report(attribute, cells, line, explainCell(attribute, cells[index] ?? '', decimalComma));
      return null;
    });
    if (isSound) this.#take(values, cells, line);
  }

  #take(values: readonly unknown[], cells: readonly string[], line: number): void {
    const host = valueOf(values, DEMAND.host);
    const cluster = valueOf(values, DEMAND.cluster);
    if ((host === null) === (cluster === null)) {
      const message = host === null ? 'The row names neither a host nor a cluster.' : 'The row names a host and a cluster.';
      this.#report(DEMAND.host, cells, line, { code: 'host-or-cluster', message, remedy: 'Write one of the two.' });
      return;
    }
    const hour = valueOf(values, DEMAND.hour_of_week);
    const factor = valueOf(values, DEMAND.factor);
    if (host !== null) this.#put('host', host, hour, factor, cells, line);
    else if (cluster !== null) this.#put('cluster', cluster, hour, factor, cells, line);
  }

  #put(kind: 'host' | 'cluster', name: string, hour: number, factor: number, cells: readonly string[], line: number): void {
    const known = kind === 'host' ? this.#names.hosts : this.#names.clusters;
    const key = nameKey(name);
    if (!known.has(key)) {
      const near = nearest(name, known.values());
      const message = `The ${kind} (${show(name)}) is not in hosts.csv.`;
      const remedy = near === null ? 'Correct the name, or remove the row.' : `Maybe write ${show(near)}.`;
      this.#report(DEMAND[kind], cells, line, { code: `unknown-${kind}`, message, remedy });
      return;
    }
    const label = `${kind}\n${key}\n${hour}`;
    const earlier = this.#lines.get(label);
    if (earlier !== undefined) {
      this.#report(DEMAND.hour_of_week, cells, line, takenName(DEMAND.hour_of_week, `${hour} of ${name}`, earlier));
      return;
    }
    this.#lines.set(label, line);
    const series = kind === 'host' ? this.hosts : this.clusters;
    const factors = series.get(key) ?? Array.from({ length: HOURS_OF_WEEK }, () => 1);
    factors[hour] = factor;
    series.set(key, factors);
  }
}

const failed = (path: string, line: number, statement: Statement): never => {
  throw new InventoryError([fileProblem('error', path, line, statement)]);
};

/**
 * Hours without a row have the factor 1. One wrong row refuses the file: half a calendar would name a wrong hour as the best.
 * @param path as the user wrote it, which is how problems name the file
 * @throws InventoryError with all problems of the file
 */
export const readDemand = (path: string, inventory: Inventory): DemandCalendar => {
  const read = readText(path);
  if ('statement' in read) return failed(path, read.line, read.statement);
  const header = readHeaderOf(path, COLUMNS, read.bytes);
  if ('problems' in header) throw new InventoryError(header.problems);
  const reader = new DemandReader(
    createSource(path, read.bytes, header.delimiter, (line) => line),
    header,
    namesOf(inventory),
  );
  reader.read();
  if (reader.problems.length > 0) throw new InventoryError(reader.problems);
  return { hosts: reader.hosts, clusters: reader.clusters };
};
