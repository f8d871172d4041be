/** Reads a policy file: YAML, or JSON, which YAML contains. It may be partial; what it leaves out takes the default. */
import { readFileSync } from 'node:fs';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments } from 'yaml';
import { LEVELS, type Level } from '../model/levels.ts';
import { DEFAULT_POLICY, POLICY_KEYS, POLICY_TABLE, type Policy, type PolicyKey } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import { nearest } from './nearest.ts';

/** Everything wrong with a policy file, in order of line; nothing may be planned under it. */
export class PolicyError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(`The policy file has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`);
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly problems: Problem[];
}

type Fault = Pick<Problem, 'code' | 'message' | 'remedy'> & { readonly attribute?: string };

const lineText = (text: string, line: number): string => (text.split('\n')[line - 1] ?? '').trim();

const report = (source: Source, range: readonly [number, number] | null, fault: Fault): void => {
  const position = range === null ? { line: 0, col: 0 } : source.lines.linePos(range[0]);
  source.problems.push({
    severity: 'error',
    file: source.file,
    line: position.line,
    column: position.col,
    attribute: fault.attribute ?? '',
    code: fault.code,
    value: range === null ? '' : source.text.slice(range[0], range[1]).trim().slice(0, 80),
    message: fault.message,
    remedy: fault.remedy,
    row: position.line === 0 ? '' : lineText(source.text, position.line).slice(0, 200),
    host: null,
  });
};

const rangeOf = (node: unknown): readonly [number, number] | null => {
  const range = (node as Node | null)?.range;
  return range === null || range === undefined ? null : [range[0], range[1]];
};

const textAt = (source: Source, node: unknown): string => {
  const range = rangeOf(node);
  return range === null ? '' : source.text.slice(range[0], range[1]).trim().slice(0, 80);
};

const isPolicyKey = (key: string): key is PolicyKey => Object.hasOwn(POLICY_TABLE, key);

/** What the table asks of a value, as the end of a sentence that begins with "Write". */
const wanted = (key: PolicyKey): string => {
  const row = POLICY_TABLE[key];
  switch (row.kind) {
    case 'boolean':
      return `true or false (the default is ${row.default})`;
    case 'order':
      return `all nine levels, each once: ${row.default.join(', ')}`;
    case 'integer':
    case 'number': {
      return `${row.kind === 'integer' ? 'a whole number' : 'a number'} from ${row.min} to ${row.max} ${row.unit} (the default is ${row.default})`;
    }
  }
};

const readNumber = (source: Source, key: PolicyKey, node: Node, range: { min: number; max: number; whole: boolean }): number | null => {
  const value = isScalar(node) ? node.value : null;
  const text = textAt(source, node);
  if (typeof value !== 'number') {
    const quoted = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
    const remedy = quoted ? `Take the quotes off: ${value.trim()}.` : `Write ${wanted(key)}.`;
    report(source, rangeOf(node), { attribute: key, code: `${key}-type`, message: `The ${key} (${text}) is not a number.`, remedy });
    return null;
  }
  // Written so that NaN, for which every comparison is false, is refused as well.
  if (!(value >= range.min && value <= range.max)) {
    const fault = value < range.min ? `below ${range.min}` : value > range.max ? `above ${range.max}` : 'not a finite number';
    report(source, rangeOf(node), {
      attribute: key,
      code: `${key}-range`,
      message: `The ${key} (${text}) is ${fault}.`,
      remedy: `Write ${wanted(key)}.`,
    });
    return null;
  }
  if (range.whole && !Number.isInteger(value)) {
    const message = `The ${key} (${text}) is not a whole number.`;
    report(source, rangeOf(node), { attribute: key, code: `${key}-type`, message, remedy: `Write ${wanted(key)}.` });
    return null;
  }
  return value;
};

const readBoolean = (source: Source, key: PolicyKey, node: Node): boolean | null => {
  const value = isScalar(node) ? node.value : null;
  if (typeof value === 'boolean') return value;
  const message = `The ${key} (${textAt(source, node)}) is neither true nor false.`;
  report(source, rangeOf(node), { attribute: key, code: `${key}-type`, message, remedy: `Write ${wanted(key)}.` });
  return null;
};

const readLevel = (source: Source, key: PolicyKey, item: unknown, seen: readonly Level[]): Level | null => {
  const text = isScalar(item) ? String(item.value) : textAt(source, item);
  const level = LEVELS.find((known) => known === text);
  if (level === undefined) {
    const near = nearest(text, LEVELS);
    const remedy = near === null ? `The levels are ${LEVELS.join(', ')}.` : `Maybe you meant ${near}.`;
    report(source, rangeOf(item), { attribute: key, code: `${key}-unknown-level`, message: `The level ${text} does not exist.`, remedy });
    return null;
  }
  if (seen.includes(level)) {
    const message = `The level ${level} stands in ${key} twice.`;
    report(source, rangeOf(item), {
      attribute: key,
      code: `${key}-repeated-level`,
      message,
      remedy: 'Keep the first and delete this one.',
    });
    return null;
  }
  return level;
};

const readOrder = (source: Source, key: PolicyKey, node: Node): readonly Level[] | null => {
  if (!isSeq(node)) {
    const message = `The ${key} (${textAt(source, node)}) is not a list.`;
    report(source, rangeOf(node), { attribute: key, code: `${key}-type`, message, remedy: `Write ${wanted(key)}.` });
    return null;
  }
  const levels: Level[] = [];
  const before = source.problems.length;
  for (const item of node.items) {
    const level = readLevel(source, key, item, levels);
    if (level !== null) levels.push(level);
  }
  const missing = LEVELS.filter((level) => !levels.includes(level));
  if (missing.length > 0 && source.problems.length === before) {
    const message = `The ${key} leaves out ${missing.join(', ')}.`;
    report(source, rangeOf(node), { attribute: key, code: `${key}-missing-level`, message, remedy: `Write ${wanted(key)}.` });
  }
  return missing.length === 0 ? levels : null;
};

const readValue = (source: Source, key: PolicyKey, node: Node): Policy[PolicyKey] | null => {
  const row = POLICY_TABLE[key];
  switch (row.kind) {
    case 'boolean':
      return readBoolean(source, key, node);
    case 'order':
      return readOrder(source, key, node);
    case 'integer':
    case 'number':
      return readNumber(source, key, node, { min: row.min, max: row.max, whole: row.kind === 'integer' });
  }
};

const reportUnknownKey = (source: Source, pair: Pair): void => {
  const text = isScalar(pair.key) ? String(pair.key.value) : textAt(source, pair.key);
  const near = nearest(text, POLICY_KEYS);
  const remedy = near === null ? 'Run `converge policy` for the list of keys.' : `Maybe you meant ${near}.`;
  report(source, rangeOf(pair.key), { code: 'unknown-key', attribute: text, message: `The key ${text} does not exist.`, remedy });
};

const readPair = (source: Source, document: Document, pair: Pair): Partial<Record<PolicyKey, Policy[PolicyKey]>> => {
  const key = isScalar(pair.key) ? String(pair.key.value) : '';
  if (!isPolicyKey(key)) {
    reportUnknownKey(source, pair);
    return {};
  }
  const node = isAlias(pair.value) ? pair.value.resolve(document) : (pair.value as Node | null);
  if (node === null || node === undefined || (isScalar(node) && node.value === null)) {
    const remedy = `Write ${wanted(key)}, or delete the line.`;
    report(source, rangeOf(pair.key), { attribute: key, code: `${key}-missing`, message: `The ${key} has no value.`, remedy });
    return {};
  }
  const value = readValue(source, key, node);
  return value === null ? {} : { [key]: value };
};

const reportSyntax = (source: Source, document: Document): void => {
  for (const error of document.errors) {
    const duplicate = error.code === 'DUPLICATE_KEY';
    // The parser appends the place and a drawing of the line; the place is said already, and one line is enough.
    const message = (error.message.split(' at line ')[0] ?? '').replace(/\.$/, '');
    report(source, [error.pos[0], error.pos[1]], {
      code: duplicate ? 'repeated-key' : 'not-yaml',
      message: duplicate ? 'The key stands in the file twice.' : `The file is not YAML here: ${message}.`,
      remedy: duplicate
        ? 'Keep the line that counts and delete the other.'
        : 'Write one `key: value` a line; `converge policy --yaml` prints a file.',
    });
  }
};

const readDocument = (source: Source): Policy => {
  const documents = parseAllDocuments(source.text, { lineCounter: source.lines, prettyErrors: false });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return DEFAULT_POLICY;
  reportSyntax(source, document);
  // After a bracket that never closes, what follows is not what was meant: its messages would only mislead.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return DEFAULT_POLICY;
  if (second !== undefined) {
    const remedy = 'Keep one and delete the line ---.';
    report(source, rangeOf(second), { code: 'several-documents', message: 'The file holds more than one document.', remedy });
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return DEFAULT_POLICY;
  if (!isMap(root)) {
    const remedy = 'Write one `key: value` a line; `converge policy --yaml` prints a file.';
    report(source, rangeOf(root), { code: 'not-a-policy', message: 'The file is not a list of keys with values.', remedy });
    return DEFAULT_POLICY;
  }
  const given = root.items.map((pair) => readPair(source, document, pair as Pair));
  return Object.assign({}, DEFAULT_POLICY, ...given) as Policy;
};

/**
 * The policy that a text states.
 * @param file name for the messages
 * @throws PolicyError with every problem of the text
 */
export const parsePolicy = (text: string, file: string): Policy => {
  const source: Source = { file, text: text.replace(/^\uFEFF/, ''), lines: new LineCounter(), problems: [] };
  const policy = readDocument(source);
  if (source.problems.length > 0) throw new PolicyError(source.problems.sort((a, b) => a.line - b.line || a.column - b.column));
  return policy;
};

const unreadable = (file: string, message: string, remedy: string): PolicyError =>
  new PolicyError([
    {
      severity: 'error',
      file,
      line: 0,
      column: 0,
      attribute: '',
      code: 'unreadable-file',
      value: '',
      message,
      remedy,
      row: '',
      host: null,
    },
  ]);

/**
 * Reads the policy file at `path`.
 * @throws PolicyError with every problem of the file, also when it cannot be read at all
 */
export const readPolicy = (path: string): Policy => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? unreadable(path, 'The policy file does not exist.', 'Mend the path, or leave out --policy for the defaults.')
      : unreadable(path, `The policy file cannot be read: ${(error as Error).message}.`, 'Name a file that you may read.');
  }
  const text = bytes.toString('utf8');
  if (text.includes('\uFFFD')) throw unreadable(path, 'The policy file is not UTF-8 text.', 'Save it as UTF-8.');
  return parsePolicy(text, path);
};
