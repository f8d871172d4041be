/** prices.csv → what each thing costs, in minor units of one currency. */
import type { OptionKind, Price, PriceList } from '../model/price-list.ts';
import type { Problem } from '../model/problem.ts';
import { decimalsOf, parseMoney } from '../units/money.ts';
import { valueOf } from './attribute.ts';
import { readHeader } from './header.ts';
import { InventoryError } from './inventory-error.ts';
import { PRICE } from './price-attributes.ts';
import { readText } from './read-text.ts';
import { createSource, fileProblem, show } from './source.ts';
import type { Row, RowReader } from './table.ts';
import { TableReader } from './table.ts';

export interface PriceFile extends PriceList {
  /** What was put up with. */
  readonly notes: readonly Problem[];
}

interface PriceRow extends Omit<Price, 'price'> {
  readonly text: string;
}

const FILE = 'prices.csv';

/** Options that leave every port as it is. */
const PORTLESS: readonly OptionKind[] = ['set', 'os'];

const keyOf = ({ option, link, model, os }: PriceRow): string => JSON.stringify([option, link, model?.toLowerCase() ?? null, os]);

const readRow = ({ values, line }: Row): PriceRow => {
  const unit = valueOf(values, PRICE.unit);
  return {
    line,
    option: valueOf(values, PRICE.option),
    link: valueOf(values, PRICE.link_mbps),
    model: valueOf(values, PRICE.model),
    os: valueOf(values, PRICE.os),
    unit,
    uniform: valueOf(values, PRICE.uniform) || unit === 'cluster',
    text: valueOf(values, PRICE.price),
  };
};

/** A row belongs to no host, so none is ever found: what it says goes into `rows`. */
const pricesReader = (rows: PriceRow[], currencies: Map<string, { name: string; line: number }>): RowReader => {
  const known = new Map<string, number>();
  const take = (row: Row): void => {
    if (row.values.includes(undefined)) return;
    const read = readRow(row);
    const earlier = known.get(keyOf(read));
    if (earlier !== undefined) {
      const message = `The ${PRICE.option.name} (${read.option}) has a price for the same speed, model and version already, in line ${earlier}.`;
      row.report(PRICE.option, { code: 'duplicate-row', message, remedy: 'Remove one of the two rows, or tell them apart.' });
    } else known.set(keyOf(read), row.line);
    if (read.unit === 'port' && PORTLESS.includes(read.option)) {
      const message = `The ${PRICE.option.name} ${read.option} changes no port, so that a price a port would make it free.`;
      row.report(PRICE.unit, { code: 'no-port-to-price', message, remedy: 'Write the price for the host, core or cluster.' });
    }
    const currency = valueOf(row.values, PRICE.currency);
    const [first] = currencies.values();
    currencies.set(currency.toLowerCase(), currencies.get(currency.toLowerCase()) ?? { name: currency, line: row.line });
    if (first !== undefined && first.name.toLowerCase() !== currency.toLowerCase()) {
      const message = `The ${PRICE.currency.name} (${show(currency)}) is not that of line ${first.line} (${show(first.name)}).`;
      row.report(PRICE.currency, {
        code: 'mixed-currencies',
        message,
        remedy: `Write every price in ${show(first.name)}: nothing is converted.`,
      });
    }
    rows.push(read);
  };
  return {
    findHost: (_, row) => {
      take(row);
      return null;
    },
    row: () => {},
    findHostOfBrokenLine: () => null,
  };
};

/** @throws InventoryError where the file is missing, no text, or lacks a column */
const readRows = (path: string): { rows: readonly PriceRow[]; currency: string; problems: readonly Problem[] } => {
  const read = readText(path);
  if ('statement' in read) throw new InventoryError([fileProblem('error', path, read.line, read.statement)]);
  const header = readHeader(FILE, read.bytes);
  if ('problems' in header) throw new InventoryError(header.problems.map((problem) => ({ ...problem, file: path })));
  const problems: Problem[] = [...header.notes];
  const rows: PriceRow[] = [];
  const currencies = new Map<string, { name: string; line: number }>();
  const body = createSource(FILE, read.bytes.subarray(header.at), header.delimiter, (line) => line + header.line - 1);
  new TableReader(FILE, header, pricesReader(rows, currencies), problems).readPiece(body);
  const [first] = currencies.values();
  return { rows, currency: first?.name ?? '', problems: problems.map((problem) => ({ ...problem, file: path })) };
};

/**
 * Reads a price list. One broken price spoils a purchase without a word, so any problem refuses the file, with all of them.
 * @param amounts further amounts in the currency of the file, such as a budget, as plain decimal text: the scale counts them too
 * @throws InventoryError
 */
export const readPrices = (path: string, amounts: readonly string[]): PriceFile => {
  const { rows, currency, problems } = readRows(path);
  if (problems.some(({ severity }) => severity === 'error')) {
    throw new InventoryError([...problems].sort((a, b) => a.line - b.line || a.column - b.column));
  }
  if (rows.length === 0) {
    const statement = {
      code: 'no-prices',
      message: 'The file holds no price.',
      remedy: 'Write one row for each thing that can be bought.',
    };
    throw new InventoryError([fileProblem('error', path, 0, statement)]);
  }
  const scale = Math.max(...rows.map(({ text }) => decimalsOf(text) ?? 0), ...amounts.map((amount) => decimalsOf(amount) ?? 0));
  const tooLarge: Problem[] = [];
  const prices = rows.flatMap(({ text, ...row }): Price[] => {
    const price = parseMoney(text, scale);
    if (price !== null) return [{ ...row, price }];
    const message = `The price (${show(text)}) is too large to be counted with ${scale} decimals.`;
    tooLarge.push(
      fileProblem('error', path, row.line, { code: 'price-too-large', message, remedy: 'Write all prices in larger units.' }, 'price'),
    );
    return [];
  });
  if (tooLarge.length > 0) throw new InventoryError(tooLarge);
  return { prices, currency, scale, notes: problems };
};
