/** A YAML file (or JSON, which YAML contains) that people write by hand: where things stand in it, and what is wrong with it. */
import { readFileSync } from 'node:fs';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Problem } from '../model/problem.ts';
import type { Place } from '../model/scenario.ts';

export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly problems: Problem[];
}

/** What a file of the kind is called, and where to see one. */
export interface YamlKind {
  readonly noun: string;
  readonly example: string;
}

export type Range = readonly [number, number];
export type Fault = Pick<Problem, 'code' | 'message' | 'remedy'> & { readonly attribute?: string };

const LONGEST_VALUE = 80;
const LONGEST_ROW = 200;

const lineText = (text: string, line: number): string => (text.split('\n')[line - 1] ?? '').trim();

export const rangeOf = (node: unknown): Range | null => {
  const range = (node as Node | null)?.range;
  return range === null || range === undefined ? null : [range[0], range[1]];
};

export const textAt = (source: YamlSource, node: unknown): string => {
  const range = rangeOf(node);
  return range === null ? '' : source.text.slice(range[0], range[1]).trim().slice(0, LONGEST_VALUE);
};

const NOWHERE: Place = { line: 0, column: 0, value: '', row: '' };

const placeOfRange = (source: YamlSource, range: Range): Place => {
  const { line, col } = source.lines.linePos(range[0]);
  const value = source.text.slice(range[0], range[1]).trim().slice(0, LONGEST_VALUE);
  return { line, column: col, value, row: line === 0 ? '' : lineText(source.text, line).slice(0, LONGEST_ROW) };
};

export const placeOf = (source: YamlSource, node: unknown): Place => {
  const range = rangeOf(node);
  return range === null ? NOWHERE : placeOfRange(source, range);
};

export const problemAt = (file: string, { line, column, value, row }: Place, fault: Fault): Problem => ({
  severity: 'error',
  file,
  line,
  column,
  attribute: fault.attribute ?? '',
  code: fault.code,
  value,
  message: fault.message,
  remedy: fault.remedy,
  row,
  host: null,
});

export const report = (source: YamlSource, range: Range | null, fault: Fault): void => {
  source.problems.push(problemAt(source.file, range === null ? NOWHERE : placeOfRange(source, range), fault));
};

/** The node itself, or what it is an alias of; null where there is nothing. */
export const resolved = (document: Document, value: unknown): Node | null => {
  const node = isAlias(value) ? value.resolve(document) : (value as Node | null | undefined);
  return node === null || node === undefined || (isScalar(node) && node.value === null) ? null : node;
};

export const keyText = (source: YamlSource, pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : textAt(source, pair.key));

const reportSyntax = (source: YamlSource, document: Document, { example }: YamlKind): void => {
  for (const error of document.errors) {
    const duplicate = error.code === 'DUPLICATE_KEY';
    // The parser appends the place and a drawing of the line; the place is said already, and one line is enough.
    const message = (error.message.split(' at line ')[0] ?? '').replace(/\.$/, '');
    report(source, [error.pos[0], error.pos[1]], {
      code: duplicate ? 'repeated-key' : 'not-yaml',
      message: duplicate ? 'The key stands in the file twice.' : `The file is not YAML here: ${message}.`,
      remedy: duplicate ? 'Keep the line that counts and delete the other.' : `Write one \`key: value\` a line; ${example}.`,
    });
  }
};

export const openYaml = (text: string, file: string): YamlSource => ({
  file,
  text: text.replace(/^\uFEFF/, ''),
  lines: new LineCounter(),
  problems: [],
});

/** The keys of the one document of the file; null where it is empty, or no such thing, which is a problem then. */
export const readYamlMap = (source: YamlSource, kind: YamlKind): { readonly document: Document; readonly map: YAMLMap } | null => {
  const documents = parseAllDocuments(source.text, { lineCounter: source.lines, prettyErrors: false });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return null;
  reportSyntax(source, document, kind);
  // After a bracket that never closes, what follows is not what was meant: its messages would only mislead.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return null;
  if (second !== undefined) {
    const remedy = 'Keep one and delete the line ---.';
    report(source, rangeOf(second), { code: 'several-documents', message: 'The file holds more than one document.', remedy });
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return null;
  if (isMap(root)) return { document, map: root as YAMLMap };
  const remedy = `Write one \`key: value\` a line; ${kind.example}.`;
  report(source, rangeOf(root), { code: `not-a-${kind.noun}`, message: 'The file is not a list of keys with values.', remedy });
  return null;
};

export const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** Line and column of a character; a byte order mark is no column. */
const placeOfText = (text: string, index: number): Place => {
  const before = text
    .slice(0, index)
    .replace(/^\uFEFF/, '')
    .split('\n');
  return { ...NOWHERE, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** The text of a file; a problem where there is none. */
export const readYamlText = (
  path: string,
  { noun }: YamlKind,
  missingRemedy: string,
): { readonly text: string } | { readonly problem: Problem } => {
  const unreadable = (message: string, remedy: string): { readonly problem: Problem } => ({
    problem: problemAt(path, NOWHERE, { code: 'unreadable-file', message, remedy }),
  });
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing
      ? unreadable(`The ${noun} file does not exist.`, missingRemedy)
      : unreadable(`The ${noun} file cannot be read: ${(error as Error).message}.`, 'Name a file that you may read.');
  }
  const text = bytes.toString('utf8');
  const bad = text.indexOf('\uFFFD');
  if (bad < 0) return { text };
  const fault = { code: 'unreadable-file', message: `The ${noun} file is not UTF-8 text.`, remedy: 'Save it as UTF-8.' };
  return { problem: problemAt(path, placeOfText(text, bad), fault) };
};
