/** HTML as data until the last moment: whatever is not markup of ours is escaped, here and nowhere else. */

/** Markup that may stand in the page as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

const write = (part: Part): string => {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
};

/** A tagged template: its own text is markup, every value in it is text unless it is markup already. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.reduce((page, text, index) => page + write(parts[index - 1] as Part) + text),
});

export const nothing: Markup = { markup: '' };

/** For the style sheet alone: text that this program wrote. */
export const trusted = (markup: string): Markup => ({ markup });
