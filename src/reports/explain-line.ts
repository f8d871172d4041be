/** Lines of `converge explain`: at most 80 columns, printable whatever a name holds. */
import { cut, padEnd, printable, wrap } from './terminal-text.ts';

const COLUMNS = 80;
/** A host of sixty VMs would fill the screen; the rest stands in flows.csv and findings.csv. */
const MOST_NAMES = 12;

/** One line, cut where it is longer. */
export const row = (text: string): string => cut(printable(text), COLUMNS).trimEnd();

/** A text over as many lines as it takes. */
export const paragraph = (text: string, indent = '  '): readonly string[] => wrap(printable(text), COLUMNS, indent);

/** A title in the left column, and what is said of it beside and below. */
export const entry = (title: string, text: string): readonly string[] => {
  const [first = '', ...rest] = wrap(printable(text), COLUMNS, ' '.repeat(13));
  return [`  ${padEnd(title, 10)} ${first.trimStart()}`, ...rest].map(row);
};

/** Names in a row, and how many more there are. */
export const briefly = (names: readonly string[]): string =>
  names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
