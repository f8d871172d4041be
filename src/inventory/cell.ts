/**
 * One parser a column, chosen once a file. This is the hot path: a parser answers with the value, or `undefined` where
 * there is none, and says nothing about why. `cell-problem.ts` finds the words for the few that fail.
 */
import type { Attribute } from './attribute.ts';
import { LONGEST_NAME } from './attribute.ts';
import { decimalsOf } from '../units/money.ts';

export type CellParser = (text: string) => unknown;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

/** NaN where the text is no decimal number; infinite where it is one that no number can hold. */
export const readDecimal = (text: string, decimalComma: boolean): number => {
  const first = text.charCodeAt(0);
  // A digit and then nothing beyond the digits in ASCII: neither 0x10 nor 1e3. The rest is left to the slow path.
  if (first >= DIGIT_0 && first <= DIGIT_9 && !(text.charCodeAt(1) > DIGIT_9)) {
    const value = Number(text);
    if (value === value) return value;
  }
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  return decimalComma && DECIMAL_COMMA.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
};

/** C0 and C1 controls and DEL: none can be typed in a name, and all spoil a report. */
export const isControl = (code: number): boolean => code < 32 || (code > 126 && code < 160);

const isPlainName = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    if (isControl(text.charCodeAt(index))) return false;
  }
  return text.length <= LONGEST_NAME;
};

const nameParser = (attribute: Attribute): CellParser => {
  const blank = attribute.required ? undefined : attribute.default;
  // Names repeat from row to row: one string for all of them is cheaper to check and to keep.
  let last = '';
  return (text) => {
    if (text === '') return blank;
    if (text === last) return last;
    const trimmed = text.trim();
    if (trimmed === '') return blank;
    if (!isPlainName(trimmed)) return undefined;
    last = trimmed;
    return trimmed;
  };
};

const numberParser = (attribute: Attribute, decimalComma: boolean): CellParser => {
  const blank = attribute.required ? undefined : attribute.default;
  const { min, max, open } = attribute.range ?? { min: 0, max: Number.MAX_VALUE, open: false };
  const isWhole = attribute.type === 'integer';
  return (text) => {
    if (text === '') return blank;
    const value = readDecimal(text, decimalComma);
    // Every comparison with NaN is false, so text that is no number ends here too.
    if (value >= min && value <= max && !(open && value === min) && !(isWhole && !Number.isInteger(value))) return value + 0;
    return text.trim() === '' ? blank : undefined;
  };
};

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false, '1': true, '0': false };

/** Words of a closed list: as written first, then without regard to case and outer blanks. */
const wordParser = (attribute: Attribute, entries: Iterable<readonly [string, unknown]>): CellParser => {
  const blank = attribute.required ? undefined : attribute.default;
  const words = new Map<string, unknown>(entries);
  return (text) => {
    if (text === '') return blank;
    const value = words.get(text);
    if (value !== undefined) return value;
    const trimmed = text.trim().toLowerCase();
    return trimmed === '' ? blank : words.get(trimmed);
  };
};

const textParser = (attribute: Attribute): CellParser => {
  const blank = attribute.default;
  return (text) => {
    const trimmed = text.trim();
    return trimmed === '' ? blank : trimmed;
  };
};

/** The amount as plain decimal text with a point: whoever counts it knows the scale. */
const moneyParser = (decimalComma: boolean): CellParser => {
  return (text) => {
    const trimmed = text.trim();
    const amount = decimalComma ? trimmed.replace(',', '.') : trimmed;
    return decimalsOf(amount) === null ? undefined : amount;
  };
};

/** The parser of one column. `decimalComma`: 1,5 is read as 1.5 too. */
export const cellParser = (attribute: Attribute, decimalComma: boolean): CellParser => {
  switch (attribute.type) {
    case 'name':
      return nameParser(attribute);
    case 'text':
      return textParser(attribute);
    case 'enum':
      return wordParser(
        attribute,
        attribute.values.map((word) => [word, word] as const),
      );
    case 'boolean':
      return wordParser(attribute, Object.entries(BOOLEANS));
    case 'integer':
    case 'number':
      return numberParser(attribute, decimalComma);
    case 'money':
      return moneyParser(decimalComma);
  }
};
