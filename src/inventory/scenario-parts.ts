/** `parts` of a scenario file: what is bought, in the words of prices.csv, so that a price list can say what it costs. */
import { isScalar, isSeq } from 'yaml';
import type { OsVersion } from '../model/host.ts';
import type { OptionKind } from '../model/price-list.ts';
import type { ScenarioPart } from '../model/scenario.ts';
import type { Mbps } from '../units/quantity.ts';
import type { Attribute } from './attribute.ts';
import { cellParser } from './cell.ts';
import { explainCell, expectation } from './cell-problem.ts';
import { PRICE } from './price-attributes.ts';
import { type Entry, entriesOf, refuse, scalarText, type ScenarioReader } from './scenario-cells.ts';
import { show } from './source.ts';
import { placeOf, rangeOf, report, resolved, textAt } from './yaml-source.ts';

/** Columns of prices.csv that say what is bought. */
export const PART_COLUMNS = { option: PRICE.option, link_mbps: PRICE.link_mbps, model: PRICE.model, os: PRICE.os } as const;
export const PART_KEYS = [...Object.keys(PART_COLUMNS), 'count'];
/** Cores of a large fleet, each with a licence. */
export const MOST_PARTS = 10_000_000;

/** A value judged as the cell of prices.csv would be; undefined, and a problem, where it is none. */
const readColumn = (reader: ScenarioReader, attribute: Attribute, { at, value }: Entry): unknown => {
  const text = scalarText(value);
  if (text === null) {
    const written = value === null ? '' : textAt(reader.source, value);
    const message = `The ${attribute.name} (${show(written)}) is no single value.`;
    refuse(reader, value ?? at, 'not-a-value', message, `Write ${expectation(attribute)}.`);
    return undefined;
  }
  const parsed = cellParser(attribute, false)(text);
  if (parsed === undefined) report(reader.source, rangeOf(value), { attribute: attribute.name, ...explainCell(attribute, text, false) });
  return parsed;
};

const readCount = (reader: ScenarioReader, { at, value }: Entry): number | undefined => {
  const count = isScalar(value) ? value.value : null;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_PARTS) return count;
  const message = `The count (${show(value === null ? '' : textAt(reader.source, value))}) is no whole number from 1 to ${MOST_PARTS}.`;
  refuse(reader, value ?? at, 'not-a-count', message, 'Write how many of what the price is for: ports, hosts, cores or clusters.');
  return undefined;
};

const readPart = (reader: ScenarioReader, node: Entry['value'], list: unknown): readonly ScenarioPart[] => {
  const entries = entriesOf(reader, node, list, PART_KEYS, 'A part');
  if (entries === null) return [];
  const values = new Map<string, unknown>([['count', 1]]);
  for (const entry of entries) {
    const attribute = PART_COLUMNS[entry.key as keyof typeof PART_COLUMNS];
    values.set(entry.key, entry.key === 'count' ? readCount(reader, entry) : readColumn(reader, attribute, entry));
  }
  if (!values.has('option')) refuse(reader, node, 'missing-key', 'A part has no option.', `Write ${expectation(PRICE.option)}.`);
  if (!values.has('option') || [...values.values()].includes(undefined)) return [];
  const of = <Value>(key: string): Value | null => (values.get(key) ?? null) as Value | null;
  return [
    {
      at: placeOf(reader.source, node),
      option: values.get('option') as OptionKind,
      link: of<Mbps>('link_mbps'),
      model: of<string>('model'),
      os: of<OsVersion>('os'),
      count: values.get('count') as number,
    },
  ];
};

export const readParts = (reader: ScenarioReader, { at, value }: Entry): readonly ScenarioPart[] => {
  const remedy = 'Write one `- ` a part.';
  if (value === null) return refuse(reader, at, 'missing-value', 'parts has no value.', remedy) ?? [];
  if (!isSeq(value)) return refuse(reader, value, 'not-a-list', 'parts is not a list.', remedy) ?? [];
  return value.items.flatMap((item) => readPart(reader, resolved(reader.document, item), value));
};
