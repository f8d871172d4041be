/** Text for a terminal: no control characters from names, cut and padded to columns. */

/** Control characters, line separators, and marks that turn the direction of writing. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A name from a file may hold escape sequences; on a terminal each control character becomes a question mark. */
export const printable = (text: string): string => text.replace(CONTROL, '?');

/** Cuts at `width` characters; a cut text ends in an ellipsis. */
export const cut = (text: string, width: number): string => {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - [...text].length));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - [...text].length)) + text;

/** Breaks at spaces so that no line is longer than `width`, unless one word is. */
export const wrap = (text: string, width: number, indent: string): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && [...line].length + 1 + [...word].length > width - indent.length) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
};
