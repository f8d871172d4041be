/** Why a cell could not be read, in words. Runs only for cells that a parser has refused. */
import type { Attribute, Range } from './attribute.ts';
import { LONGEST_NAME } from './attribute.ts';
import { isControl, readDecimal } from './cell.ts';
import { decimalsOf, MOST_DECIMALS } from '../units/money.ts';
import { nearest } from './nearest.ts';
import type { Statement } from './source.ts';
import { show } from './source.ts';

export const QUOTED_LINE_BREAK_REMEDY = 'Remove the stray quote, or the line break inside the quotes.';

const NOT_FINITE = /^[+-]?(?:nan|inf|infinity|∞)$/i;
const BITS_PER_MBIT = 1_000_000;

const rangeInWords = ({ min, max, open }: Range): string => (open ? `above ${min} and up to ${max}` : `from ${min} to ${max}`);

/** What belongs into a cell of this column. */
export const expectation = (attribute: Attribute): string => {
  switch (attribute.type) {
    case 'name':
      return `a name of at most ${LONGEST_NAME} characters`;
    case 'text':
      return 'text';
    case 'enum':
      return attribute.values.length === 1 ? `${attribute.values[0]}` : `one of ${attribute.values.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'money':
      return `a plain decimal such as 1234.50, not negative, with at most ${MOST_DECIMALS} decimals`;
    case 'integer':
    case 'number': {
      const noun = attribute.type === 'integer' ? 'a whole number' : 'a number';
      const range = attribute.range === null ? '' : ` ${rangeInWords(attribute.range)}`;
      return `${noun}${range}${attribute.unit === '' ? '' : ` (${attribute.unit})`}`;
    }
  }
};

const isInRange = (value: number, { min, max, open }: Range): boolean => value >= min && value <= max && !(open && value === min);

const explainName = (attribute: Attribute, text: string): Statement => {
  const clean = [...text].filter((character) => !isControl(character.codePointAt(0) ?? 0)).join('');
  if (clean !== text) {
    return {
      code: 'control-character',
      message: `The ${attribute.name} (${show(text)}) holds a control character.`,
      remedy: clean === '' ? 'Write a name.' : `Maybe write ${show(clean)}.`,
    };
  }
  return {
    code: 'name-too-long',
    message: `The ${attribute.name} (${show(text)}) is longer than ${LONGEST_NAME} characters.`,
    remedy: `Write ${expectation(attribute)}.`,
  };
};

const PREFIXES: Readonly<Record<string, number>> = { k: 0.001, m: 1, g: 1000, t: 1_000_000 };

/** What a rate with its unit behind, such as `25 Gb/s`, is in Mbit/s; null where the text is something else. */
const rateWithUnit = (attribute: Attribute, text: string): number | null => {
  if (attribute.unit !== 'Mbit/s') return null;
  const [, digits = '', prefix = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt])(?:b(?:it)?(?:ps|\/s)?)?$/i.exec(text) ?? [];
  const factor = PREFIXES[prefix.toLowerCase()];
  return factor === undefined ? null : Number(digits) * factor;
};

const explainText = (attribute: Attribute, text: string): Statement => {
  const subject = `The ${attribute.name} (${show(text)})`;
  if (NOT_FINITE.test(text)) {
    return { code: 'not-finite', message: `${subject} is not a finite number.`, remedy: `Write ${expectation(attribute)}.` };
  }
  const rate = rateWithUnit(attribute, text);
  if (rate !== null) {
    return { code: 'not-a-number', message: `${subject} is not a number.`, remedy: `Maybe write ${rate}: the unit is Mbit/s.` };
  }
  const point = text.replace(',', '.');
  const joined = /^\d{1,3}(?:,\d{3})+$/.test(text) ? `${text.replaceAll(',', '')}, or ${point}` : point;
  const suggestion = Number.isFinite(readDecimal(point, false)) ? `Maybe write ${joined}.` : `Write ${expectation(attribute)}.`;
  return { code: 'not-a-number', message: `${subject} is not a number.`, remedy: suggestion };
};

const explainNumber = (attribute: Attribute, text: string, decimalComma: boolean): Statement => {
  const value = readDecimal(text, decimalComma);
  const subject = `The ${attribute.name} (${show(text)})`;
  const remedy = `Write ${expectation(attribute)}.`;
  const { range } = attribute;
  if (Number.isNaN(value)) return explainText(attribute, text);
  if (!Number.isFinite(value)) return { code: 'not-finite', message: `${subject} is not a finite number.`, remedy };
  if (range !== null && (value < range.min || (range.open && value === range.min))) {
    const isAtMin = value === range.min;
    return { code: 'below-range', message: `${subject} is ${isAtMin ? 'not above' : 'below'} ${range.min}.`, remedy };
  }
  if (range !== null && value > range.max) {
    const inMbit = value / BITS_PER_MBIT;
    const isInBits = attribute.unit === 'Mbit/s' && isInRange(inMbit, range);
    const message = `${subject} is above ${range.max}.`;
    return { code: 'above-range', message, remedy: isInBits ? `Maybe write ${inMbit}: the unit is Mbit/s.` : remedy };
  }
  return { code: 'not-whole', message: `${subject} is not a whole number.`, remedy };
};

/** Without its separators, or without the currency beside it, the text may be the amount that was meant. */
const explainMoney = (attribute: Attribute, text: string): Statement => {
  const bare = text.replaceAll(/[^\d.]/g, '');
  const isNegative = text.startsWith('-');
  const message = `The ${attribute.name} (${show(text)}) is no amount.`;
  const isNear = !isNegative && bare !== '' && decimalsOf(bare) !== null && !/\de/i.test(text);
  return { code: 'not-an-amount', message, remedy: isNear ? `Maybe write ${bare}.` : `Write ${expectation(attribute)}.` };
};

/** Words for a cell that the column's parser has refused. */
export const explainCell = (attribute: Attribute, cell: string, decimalComma: boolean): Statement => {
  const text = cell.trim();
  const remedy = `Write ${expectation(attribute)}.`;
  if (text === '') return { code: 'blank-required', message: `The ${attribute.name} is blank.`, remedy };
  if (text.includes('\n')) {
    const message = `The ${attribute.name} (${show(text)}) runs on over the next line, in a column that holds no text.`;
    return { code: 'quoted-line-break', message, remedy: QUOTED_LINE_BREAK_REMEDY };
  }
  switch (attribute.type) {
    case 'name':
    case 'text':
      return explainName(attribute, text);
    case 'enum': {
      const near = nearest(text, attribute.values);
      const message = `The ${attribute.name} (${show(text)}) is not one of ${attribute.values.join(', ')}.`;
      return { code: 'unknown-value', message, remedy: near === null ? remedy : `Maybe write ${near}.` };
    }
    case 'boolean':
      return { code: 'not-a-boolean', message: `The ${attribute.name} (${show(text)}) is neither true nor false.`, remedy };
    case 'integer':
    case 'number':
      return explainNumber(attribute, text, decimalComma);
    case 'money':
      return explainMoney(attribute, text);
  }
};
