/** docs/schema/scenario.schema.json: the grammar of scenario files, from the tables that the reader itself follows. */
import type { Attribute } from '../inventory/attribute.ts';
import { LONGEST_NAME } from '../inventory/attribute.ts';
import { INVENTORY_TABLES } from '../inventory/attributes.ts';
import { fileKey, MAX_FACTOR, MONEY, scalable, settable, WORDS } from '../inventory/scenario-cells.ts';
import { MOST_ADDED } from '../inventory/scenario-change.ts';
import { LONGEST_ABOUT } from '../inventory/scenario-file.ts';
import { MOST_PARTS, PART_COLUMNS } from '../inventory/scenario-parts.ts';
import type { InventoryTable } from '../model/problem.ts';
import { FAILURES, REMOVABLES, WHERE_KEYS } from '../model/scenario.ts';
import { policySchema } from './policy-manual.ts';

type Schema = Readonly<Record<string, unknown>>;

const NAME: Schema = { type: 'string', minLength: 1, maxLength: LONGEST_NAME };
const GLOB: Schema = { type: ['string', 'integer'], minLength: 1 };
/** Said once and referred to: each stands in the grammar many times. */
const GLOBS: Schema = { $ref: '#/$defs/names' };
const WHERE: Schema = { $ref: '#/$defs/where' };
const NAMES_DEFINITION: Schema = { anyOf: [GLOB, { type: 'array', items: GLOB, minItems: 1 }] };
const COUNT: Schema = { type: 'integer', minimum: 1, maximum: MOST_ADDED, default: 1 };

const object = (properties: Schema, required: readonly string[] = [], more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 ? { required } : {}),
  ...more,
});

const fromKeys = (keys: readonly string[], schema: (key: string) => Schema): Schema =>
  Object.fromEntries(keys.map((key) => [key, schema(key)]));

const WHERE_DEFINITION: Schema = object(
  fromKeys(WHERE_KEYS, (key) => {
    const words = WORDS[key as (typeof WHERE_KEYS)[number]];
    return words === undefined ? GLOBS : { ...GLOBS, description: `Of ${words.join(', ')}.` };
  }),
  [],
  { minProperties: 1, description: 'Rows that the change is about; every key must fit.' },
);

/** Words as YAML reads them: 2022 is a number there. */
const words = (values: readonly string[]): readonly (string | number)[] =>
  values.flatMap((word) => (/^\d+$/.test(word) ? [word, Number(word)] : [word]));

const valueSchema = (attribute: Attribute): Schema => {
  const description = `${attribute.meaning}${attribute.unit === '' ? '' : ` Unit: ${attribute.unit}.`}`;
  const blank = attribute.required ? [] : ['null'];
  switch (attribute.type) {
    case 'name':
      return { ...NAME, type: ['string', ...blank], description };
    case 'text':
      return { type: ['string', ...blank], description };
    // No column of an inventory is an amount of money; a price list is not a scenario's to change.
    case 'money':
      return { type: ['string', 'number', ...blank], description };
    case 'boolean':
      return { type: ['boolean', ...blank], description };
    case 'enum':
      return { enum: [...words(attribute.values), ...(attribute.required ? [] : [null])], description };
    case 'integer':
    case 'number': {
      const { range } = attribute;
      const least = range === null ? {} : range.open ? { exclusiveMinimum: range.min } : { minimum: range.min };
      return { type: [attribute.type, ...blank], ...least, ...(range === null ? {} : { maximum: range.max }), description };
    }
  }
};

const columnsSchema = (attributes: readonly Attribute[], value: (attribute: Attribute) => Schema): Schema =>
  object(Object.fromEntries(attributes.map((attribute) => [attribute.name, value(attribute)])), [], { minProperties: 1 });

const FACTOR: Schema = { type: 'number', exclusiveMinimum: 0, maximum: MAX_FACTOR };

const filesSchema = (columns: (file: InventoryTable) => readonly Attribute[], value: (attribute: Attribute) => Schema): Schema =>
  object(Object.fromEntries(INVENTORY_TABLES.map((file) => [fileKey(file), columnsSchema(columns(file), value)])), [], {
    minProperties: 1,
  });

const has = (key: string): Schema => ({ type: 'object', properties: { [key]: true }, required: [key] });
/** One key of several. */
const oneOf = (keys: readonly string[]): Schema => ({ oneOf: keys.map(has) });

/** What may be narrowed to a host. */
const PORT_FAILURES = FAILURES.filter((key) => key !== 'host');

const CHANGES: Schema = {
  set: filesSchema(settable, valueSchema),
  scale: filesSchema(scalable, () => FACTOR),
  add_nics: object({ like: GLOBS, count: COUNT, where: WHERE, set: columnsSchema(settable('nics.csv'), valueSchema) }, ['like']),
  add_hosts: object({ like: NAME, count: COUNT, cluster: NAME }, ['like']),
  fail: object({ ...fromKeys(FAILURES, () => GLOBS), where: WHERE }, [], {
    oneOf: [...PORT_FAILURES.map(has), { ...has('host'), not: { anyOf: PORT_FAILURES.map(has) } }],
  }),
  remove: object({ ...fromKeys(REMOVABLES, () => GLOBS), where: WHERE }, [], oneOf(REMOVABLES)),
  move: object({ vms: GLOBS, where: WHERE, to: NAME, switch: NAME }, ['vms', 'to']),
};

const changeSchema = (): Schema => {
  const { set, scale, add_hosts, ...others } = CHANGES;
  return {
    anyOf: [
      object({ where: WHERE, set, scale }, [], { anyOf: [has('set'), has('scale')] }),
      object({ add_hosts }, ['add_hosts']),
      ...Object.entries(others).map(([verb, schema]) => object({ where: WHERE, [verb]: schema }, [verb])),
    ],
  };
};

const partSchema = (): Schema => {
  const columns = Object.entries(PART_COLUMNS).map(([key, attribute]) => [key, valueSchema(attribute)] as const);
  return object({ ...Object.fromEntries(columns), count: { ...COUNT, maximum: MOST_PARTS } }, ['option']);
};

/** JSON Schema, draft 2020-12. What it accepts, the program reads; what only an inventory can tell is judged with it. */
export const scenarioSchema = (): string => {
  const policy = JSON.parse(policySchema()) as { properties: Schema };
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Scenario of converge',
    ...object(
      {
        name: { ...NAME, description: 'Name of the folder, and of the scenario in every table.' },
        about: { type: 'string', maxLength: LONGEST_ABOUT, description: 'What it is about, for whoever reads the results.' },
        cost: {
          anyOf: [
            { type: 'number', minimum: 0 },
            { type: 'string', pattern: MONEY.source },
          ],
          description: 'What it costs: a plain decimal, currency as you count it.',
        },
        parts: {
          type: 'array',
          items: partSchema(),
          description: 'What is bought: what it costs is looked up in the price list of --prices.',
        },
        changes: { type: 'array', items: changeSchema() },
        policy: object(policy.properties),
      },
      ['name'],
    ),
    $defs: { names: NAMES_DEFINITION, where: WHERE_DEFINITION },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
};
