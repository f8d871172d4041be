/** Reads a policy file: YAML, or JSON, which YAML contains. It may be partial; what it leaves out takes the default. */
import { type Document, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { LEVELS, type Level } from '../model/levels.ts';
import { DEFAULT_POLICY, POLICY_KEYS, POLICY_TABLE, type Policy, type PolicyKey } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import { nearest } from './nearest.ts';
import {
  inOrder,
  keyText,
  openYaml,
  rangeOf,
  readYamlMap,
  readYamlText,
  report,
  resolved,
  textAt,
  type YamlSource,
} from './yaml-source.ts';

/** Everything wrong with a policy file, in order of line; nothing may be planned under it. */
export class PolicyError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(`The policy file has ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`);
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

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

const readNumber = (source: YamlSource, key: PolicyKey, node: Node, range: { min: number; max: number; whole: boolean }): number | null => {
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

const readBoolean = (source: YamlSource, key: PolicyKey, node: Node): boolean | null => {
  const value = isScalar(node) ? node.value : null;
  if (typeof value === 'boolean') return value;
  const message = `The ${key} (${textAt(source, node)}) is neither true nor false.`;
  report(source, rangeOf(node), { attribute: key, code: `${key}-type`, message, remedy: `Write ${wanted(key)}.` });
  return null;
};

const readLevel = (source: YamlSource, key: PolicyKey, item: unknown, seen: readonly Level[]): Level | null => {
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

const readOrder = (source: YamlSource, key: PolicyKey, node: Node): readonly Level[] | null => {
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

const readValue = (source: YamlSource, key: PolicyKey, node: Node): Policy[PolicyKey] | null => {
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

const reportUnknownKey = (source: YamlSource, pair: Pair): void => {
  const text = keyText(source, pair);
  const near = nearest(text, POLICY_KEYS);
  const remedy = near === null ? 'Run `converge policy` for the list of keys.' : `Maybe you meant ${near}.`;
  report(source, rangeOf(pair.key), { code: 'unknown-key', attribute: text, message: `The key ${text} does not exist.`, remedy });
};

const readPair = (source: YamlSource, document: Document, pair: Pair): Partial<Record<PolicyKey, Policy[PolicyKey]>> => {
  const key = isScalar(pair.key) ? String(pair.key.value) : '';
  if (!isPolicyKey(key)) {
    reportUnknownKey(source, pair);
    return {};
  }
  const node = resolved(document, pair.value);
  if (node === null) {
    const remedy = `Write ${wanted(key)}, or delete the line.`;
    report(source, rangeOf(pair.key), { attribute: key, code: `${key}-missing`, message: `The ${key} has no value.`, remedy });
    return {};
  }
  const value = readValue(source, key, node);
  return value === null ? {} : { [key]: value };
};

/** The values that a list of keys states; each problem is reported to the source. */
export const readPolicyKeys = (source: YamlSource, document: Document, map: YAMLMap): Partial<Policy> =>
  Object.assign({}, ...map.items.map((pair) => readPair(source, document, pair as Pair))) as Partial<Policy>;

const KIND = { noun: 'policy', example: '`converge policy --yaml` prints a file' } as const;

/**
 * The policy that a text states.
 * @param file name for the messages
 * @throws PolicyError with every problem of the text
 */
export const parsePolicy = (text: string, file: string): Policy => {
  const source = openYaml(text, file);
  const read = readYamlMap(source, KIND);
  const policy = read === null ? DEFAULT_POLICY : { ...DEFAULT_POLICY, ...readPolicyKeys(source, read.document, read.map) };
  if (source.problems.length > 0) throw new PolicyError(inOrder(source.problems));
  return policy;
};

/**
 * Reads the policy file at `path`.
 * @throws PolicyError with every problem of the file, also when it cannot be read at all
 */
export const readPolicy = (path: string): Policy => {
  const read = readYamlText(path, KIND, 'Mend the path, or leave out --policy for the defaults.');
  if ('problem' in read) throw new PolicyError([read.problem]);
  return parsePolicy(read.text, path);
};
