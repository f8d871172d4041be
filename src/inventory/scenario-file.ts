/** Reads a scenario file: YAML, or JSON, which YAML contains. */
import { isMap, isSeq } from 'yaml';
import type { Policy } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { Scenario, ScenarioChange, ScenarioFault } from '../model/scenario.ts';
import { readPolicyKeys } from './policy-file.ts';
import { type Entry, entriesOf, MONEY, readName, refuse, scalarText, type ScenarioReader } from './scenario-cells.ts';
import { readChange } from './scenario-change.ts';
import { readParts } from './scenario-parts.ts';
import { show } from './source.ts';
import { inOrder, openYaml, problemAt, readYamlMap, readYamlText, resolved, textAt } from './yaml-source.ts';

/** Everything wrong with scenario files, in order of file and line; nothing may be planned under them. */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(`The scenarios have ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}

export const SCENARIO_KEYS = ['name', 'about', 'cost', 'parts', 'changes', 'policy'] as const;
/** Folder of the run without changes; no scenario may have its name. */
export const BASELINE = 'baseline';

const KIND = { noun: 'scenario', example: 'inputs/scenarios holds ten files to start from' } as const;
export const LONGEST_ABOUT = 1000;

const readChanges = (reader: ScenarioReader, { at, value }: Entry): readonly ScenarioChange[] => {
  const remedy = 'Write one `- ` a change.';
  if (value === null) return refuse(reader, at, 'missing-value', 'changes has no value.', remedy) ?? [];
  if (!isSeq(value)) return refuse(reader, value, 'not-a-list', 'changes is not a list.', remedy) ?? [];
  return value.items.flatMap((item) => readChange(reader, resolved(reader.document, item), value) ?? []);
};

const readPolicyOf = (reader: ScenarioReader, { at, value }: Entry): Partial<Policy> => {
  const remedy = 'Write one `key: value` a line; `converge policy` lists the keys.';
  if (value === null) return refuse(reader, at, 'missing-value', 'policy has no value.', remedy) ?? {};
  if (!isMap(value)) return refuse(reader, value, 'not-a-mapping', 'policy is not a list of keys with values.', remedy) ?? {};
  return readPolicyKeys(reader.source, reader.document, value);
};

/** The text of the amount as it is written, so that not a digit is lost. */
const readCost = (reader: ScenarioReader, { at, value }: Entry): string | null => {
  const text = value === null ? '' : textAt(reader.source, value).replace(/^(["'])(.*)\1$/, '$2');
  if (MONEY.test(text)) return text;
  return refuse(reader, value ?? at, 'not-an-amount', `The cost (${show(text)}) is no amount.`, 'Write a plain decimal, such as 12800.50.');
};

const readAbout = (reader: ScenarioReader, { at, value }: Entry): string => {
  const text = scalarText(value);
  if (text !== null && text.length <= LONGEST_ABOUT) return text.replaceAll(/\s+/g, ' ');
  return refuse(reader, value ?? at, 'not-a-text', `about is no text of at most ${LONGEST_ABOUT} characters.`, 'Write a sentence.') ?? '';
};

const readNameOf = (reader: ScenarioReader, entry: Entry | undefined, root: unknown): string => {
  if (entry === undefined) return refuse(reader, root, 'missing-key', 'The scenario has no name.', 'Write name: and a short one.') ?? '';
  const name = readName(reader, entry) ?? '';
  if (name.toLowerCase() !== BASELINE) return name;
  return refuse(reader, entry.value, 'reserved-name', `The name ${BASELINE} is that of the run without changes.`, 'Choose another.') ?? '';
};

export type ScenarioRead = { readonly scenario: Scenario } | { readonly problems: readonly Problem[] };

/** The scenario that a text states, or every problem of the text. */
export const parseScenario = (text: string, file: string): ScenarioRead => {
  const source = openYaml(text, file);
  const read = readYamlMap(source, KIND);
  if (read === null && source.problems.length === 0) source.problems.push(problemAt(file, NOWHERE, EMPTY));
  const scenario = read === null ? null : readRoot({ source, document: read.document }, read.map, file);
  return scenario === null || source.problems.length > 0 ? { problems: inOrder(source.problems) } : { scenario };
};

const NOWHERE = { line: 0, column: 0, value: '', row: '' } as const;
const EMPTY = { code: 'empty-file', message: 'The scenario file is empty.', remedy: `Write a name and changes; ${KIND.example}.` } as const;

const readRoot = (reader: ScenarioReader, map: Parameters<typeof entriesOf>[1], file: string): Scenario => {
  const entries = entriesOf(reader, map, map, SCENARIO_KEYS, 'The scenario') ?? [];
  const of = (key: (typeof SCENARIO_KEYS)[number]): Entry | undefined => entries.find((entry) => entry.key === key);
  const [about, cost, parts, changes, policy] = [of('about'), of('cost'), of('parts'), of('changes'), of('policy')];
  return {
    name: readNameOf(reader, of('name'), map),
    about: about === undefined ? '' : readAbout(reader, about),
    cost: cost === undefined ? null : readCost(reader, cost),
    parts: parts === undefined ? [] : readParts(reader, parts),
    file,
    changes: changes === undefined ? [] : readChanges(reader, changes),
    policy: policy === undefined ? {} : readPolicyOf(reader, policy),
  };
};

/** The scenario of the file at `path`, or every problem of the file, also when it cannot be read at all. */
export const readScenario = (path: string): ScenarioRead => {
  const read = readYamlText(path, KIND, 'Mend the path; a scenario is a YAML file.');
  return 'problem' in read ? { problems: [read.problem] } : parseScenario(read.text, path);
};

/** What an inventory does not allow, as a problem of the scenario file. Names in it come from files and may hold anything. */
export const faultProblem = (file: string, { at, code, message, remedy }: ScenarioFault): Problem => {
  const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?');
  return problemAt(file, at, { code, message: clean(message), remedy: clean(remedy) });
};
