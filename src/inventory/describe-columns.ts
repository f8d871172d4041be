/** The attribute tables for a terminal. */
import type { Attribute } from './attribute.ts';
import { FILE_ATTRIBUTES, FILE_MEANINGS, INPUT_TABLES } from './attributes.ts';
import { rangeText } from './manual.ts';

const INDENT = '      ';

const describe = (attribute: Attribute): string => {
  const kind = [attribute.type, rangeText(attribute), attribute.unit].filter((part) => part !== '').join(', ');
  const blank = attribute.required ? 'required' : `blank: ${attribute.blank}`;
  const from = `${INDENT}${blank} · from ${attribute.cmdlet}`;
  return `  ${attribute.name}${attribute.required ? ' *' : ''} (${kind})\n${INDENT}${attribute.meaning}\n${from}\n`;
};

/** Every column of every file: type, range, meaning, what a blank means and where it comes from. */
export const describeColumns = (): string =>
  INPUT_TABLES.map((file) => `${file}: ${FILE_MEANINGS[file]}\n\n${FILE_ATTRIBUTES[file].map(describe).join('')}`).join('\n');
