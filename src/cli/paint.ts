/** Colour: on a terminal only, and never against NO_COLOR (no-color.org). */
const CODES = { red: 31, yellow: 33 } as const;

export const isColoured = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

/** Paints text that goes to the error stream. */
export const paint = (colour: keyof typeof CODES, text: string): string =>
  isColoured(process.stderr) ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
