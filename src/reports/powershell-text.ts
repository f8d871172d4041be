/** Values as PowerShell reads them. Whatever a name holds, it stays one string. */

const SPECIAL = /[\0'\u2018\u2019\u201A\u201B]/;

/** PowerShell takes each of these for a single quote, so each of them ends a string in single quotes unless it is doubled. */
const SINGLE_QUOTES = /['\u2018\u2019\u201A\u201B]/g;

/**
 * Text in single quotes: nothing in it is expanded, and line breaks stand as they are. A null character, which no name in
 * Windows can hold and at which readers of text stop, becomes the character for what cannot be said.
 */
export const quoteText = (text: string): string =>
  SPECIAL.test(text) ? `'${text.replaceAll('\0', '\uFFFD').replace(SINGLE_QUOTES, '$&$&')}'` : `'${text}'`;

/** A word of ours as an argument: bare where it is letters alone, which no shell takes for anything else. */
export const word = (text: string): string => (/^[A-Za-z]+$/.test(text) ? text : quoteText(text));

const MOST_DIGITS = 19;

/** One to nineteen digits. */
export const isWhole = (text: string): boolean => {
  if (text === '' || text.length > MOST_DIGITS) return false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return true;
};

/** @throws RangeError for text that is no whole number: a suffix such as MB would mean another number to PowerShell. */
export const integerLiteral = (text: string): string => {
  if (!isWhole(text)) throw new RangeError(`A script takes whole numbers only, not ${JSON.stringify(text)}.`);
  return text;
};

/** @throws RangeError for text that is neither true nor false. */
export const booleanLiteral = (text: string): string => {
  if (text !== 'true' && text !== 'false') throw new RangeError(`A script takes true or false here, not ${JSON.stringify(text)}.`);
  return `$${text}`;
};

/**
 * Windows PowerShell reads a script without this mark in the code page of the machine, in which the bytes of a harmless
 * letter can be a quote.
 */
export const BYTE_ORDER_MARK = '\uFEFF';
