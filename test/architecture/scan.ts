/** Takes TypeScript apart into code and comments by hand: the compiler offers no parser, and the rules need no more than this. */

export interface Scan {
  /** The source with comments and the contents of strings blanked; offsets and lines are those of the source. */
  readonly code: string;
  /** The source with all but comments blanked. */
  readonly comments: string;
}

type Mode = 'code' | 'line-comment' | 'block-comment' | 'single' | 'double' | 'template' | 'regex' | 'regex-class';

const QUOTES: Readonly<Record<string, Mode>> = { "'": 'single', '"': 'double', '`': 'template' };

/** A slash starts a regular expression where a value may start: after an operator, a bracket, or a keyword. */
const startsRegex = (code: string): boolean => {
  const before = code.trimEnd();
  return before === '' || /[=(,:[!&|?{};<>+\-*%~^]$/.test(before) || /\b(?:return|typeof|case|in|of|void|throw)$/.test(before);
};

const openMode = (code: string, text: string, at: number): Mode | null => {
  const char = text[at] ?? '';
  if (char === '/' && text[at + 1] === '/') return 'line-comment';
  if (char === '/' && text[at + 1] === '*') return 'block-comment';
  if (char === '/' && startsRegex(code)) return 'regex';
  return QUOTES[char] ?? null;
};

/** How many characters end the mode here; 0: it goes on. */
const closes = (mode: Mode, text: string, at: number): number => {
  const char = text[at];
  if (mode === 'line-comment') return char === '\n' ? 1 : 0;
  if (mode === 'block-comment') return char === '*' && text[at + 1] === '/' ? 2 : 0;
  if (mode === 'single') return char === "'" || char === '\n' ? 1 : 0;
  if (mode === 'double') return char === '"' || char === '\n' ? 1 : 0;
  if (mode === 'template') return char === '`' ? 1 : 0;
  return char === '/' || char === '\n' ? 1 : 0;
};

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Code and comments of a source. Template literals keep the code inside `${}`. */
export const scan = (text: string): Scan => {
  let code = '';
  let comments = '';
  let mode: Mode = 'code';
  // One entry for each open `${`: how many braces are open inside it.
  const templates: number[] = [];
  const take = (length: number, at: number, kept: 'code' | 'comment' | 'none'): number => {
    const piece = text.slice(at, at + length);
    code += kept === 'code' ? piece : blank(piece);
    comments += kept === 'comment' ? piece : blank(piece);
    return at + length;
  };
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (mode === 'code') {
      const depth = templates.at(-1);
      const opened = openMode(code, text, at);
      if (opened !== null) {
        mode = opened;
        at = opened.endsWith('comment') ? take(2, at, 'comment') : take(1, at, 'code');
      } else if (depth === 0 && char === '}') {
        templates.pop();
        mode = 'template';
        at = take(1, at, 'code');
      } else {
        if (depth !== undefined && (char === '{' || char === '}')) templates[templates.length - 1] = depth + (char === '{' ? 1 : -1);
        at = take(1, at, 'code');
      }
    } else if (mode === 'line-comment' || mode === 'block-comment') {
      const length = closes(mode, text, at);
      if (length > 0) mode = 'code';
      at = take(Math.max(1, length), at, 'comment');
    } else if (char === '\\') {
      at = take(2, at, 'none');
    } else if (mode === 'template' && char === '$' && text[at + 1] === '{') {
      templates.push(0);
      mode = 'code';
      at = take(2, at, 'code');
    } else if (mode === 'regex' && char === '[') {
      mode = 'regex-class';
      at = take(1, at, 'none');
    } else if (mode === 'regex-class') {
      if (char === ']') mode = 'regex';
      at = take(1, at, 'none');
    } else if (closes(mode, text, at) > 0) {
      mode = 'code';
      at = take(1, at, 'code');
    } else {
      at = take(1, at, 'none');
    }
  }
  return { code, comments };
};

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

// In the blanked code a specifier is a pair of quotes around spaces, so no string that quotes an import can be taken for one.
const IMPORT_PATTERN = /(?<![.\w$])(?:from|import|require)\s*\(?\s*(['"])( *)\1/g;

/** Every module a source names: imports, re-exports, side-effect and dynamic imports, of values and of types. */
export const importsOf = (text: string, { code }: Scan): readonly Import[] =>
  [...code.matchAll(IMPORT_PATTERN)].map((match) => {
    const end = match.index + match[0].length - 1;
    return { specifier: text.slice(end - (match[2] ?? '').length, end), line: lineAt(text, match.index) };
  });
