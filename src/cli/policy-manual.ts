/** The policy table as people read it: on a terminal, as a file to fill in, as a page of the manual and as JSON Schema. */
import { LEVELS } from '../model/levels.ts';
import { POLICY_KEYS, POLICY_TABLE, type PolicyKey } from '../model/policy.ts';

interface Description {
  readonly key: PolicyKey;
  readonly default: string;
  readonly unit: string;
  readonly range: string;
  readonly meaning: string;
  readonly source: string;
}

const describeKey = (key: PolicyKey): Description => {
  const row = POLICY_TABLE[key];
  const common = { key, unit: row.unit, meaning: row.meaning, source: row.source };
  switch (row.kind) {
    case 'boolean':
      return { ...common, default: String(row.default), range: 'true or false' };
    case 'order':
      return { ...common, default: 'as listed below', range: 'a permutation' };
    case 'integer':
      return { ...common, default: String(row.default), range: `${row.min} to ${row.max}, whole` };
    case 'number':
      return { ...common, default: String(row.default), range: `${row.min} to ${row.max}` };
  }
};

const DESCRIPTIONS: readonly Description[] = POLICY_KEYS.map(describeKey);
const HEADINGS = { key: 'KEY', default: 'DEFAULT', unit: 'UNIT', range: 'RANGE', meaning: 'MEANING', source: 'SOURCE' } as const;
const COLUMNS = Object.keys(HEADINGS) as readonly (keyof Description)[];

const ASSUMPTIONS = DESCRIPTIONS.filter((row) => row.source === 'assumption').length;
const TALLY = `${DESCRIPTIONS.length} values, ${ASSUMPTIONS} of them assumptions; hosts.csv counts how many of those each plan rests on.`;

/** Every coefficient with default, unit, range, meaning and source, in columns. */
export const policyTable = (): string => {
  const rows = [HEADINGS, ...DESCRIPTIONS];
  const widths = COLUMNS.map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    COLUMNS.map((column, index) => row[column].padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, '', `priorities: ${LEVELS.join(', ')}`, '', TALLY].join('\n')}\n`;
};

const yamlValue = (key: PolicyKey): string => {
  const row = POLICY_TABLE[key];
  return row.kind === 'order' ? `\n${row.default.map((level) => `  - ${level}`).join('\n')}` : ` ${row.default}`;
};

/** A policy file with all defaults, each under a comment that explains it. */
export const policyYaml = (): string => {
  const entries = DESCRIPTIONS.map((row) => {
    const unit = row.unit === '' ? '' : ` Unit: ${row.unit}.`;
    return [`# ${row.meaning}`, `# Range: ${row.range}.${unit} Source: ${row.source}.`, `${row.key}:${yamlValue(row.key)}`].join('\n');
  });
  const head = '# Policy of converge, with all defaults. Delete what you do not change: it takes the default again.';
  return `${[head, ...entries].join('\n\n')}\n`;
};

const escapeCell = (text: string): string => text.replaceAll('|', '\\|');

/** docs/policy.md. */
export const policyManual = (): string => {
  const rows = DESCRIPTIONS.map(
    (row) => `| ${COLUMNS.map((column) => (column === 'key' ? `\`${row.key}\`` : escapeCell(row[column]))).join(' | ')} |`,
  );
  return `${[
    '# Policy',
    '',
    'Every coefficient of the planner stands here once, with its default and where that comes from. A policy file is YAML or',
    'JSON and states only what differs: `converge plan INVENTORY --policy policy.yaml`. `converge policy --yaml` prints a file',
    'with all defaults to start from, and `docs/schema/policy.schema.json` lets an editor check it.',
    '',
    TALLY,
    '',
    '| key | default | unit | range | meaning | source |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    'The default order of `priorities`:',
    '',
    ...LEVELS.map((level, index) => `${index + 1}. \`${level}\``),
  ].join('\n')}\n`;
};

const schemaOf = (key: PolicyKey): object => {
  const row = POLICY_TABLE[key];
  const description = `${row.meaning}${row.unit === '' ? '' : ` Unit: ${row.unit}.`} Source: ${row.source}.`;
  switch (row.kind) {
    case 'boolean':
      return { type: 'boolean', default: row.default, description };
    case 'order': {
      const items = { type: 'string', enum: row.default };
      return {
        type: 'array',
        items,
        minItems: row.default.length,
        maxItems: row.default.length,
        uniqueItems: true,
        default: row.default,
        description,
      };
    }
    case 'integer':
    case 'number':
      return { type: row.kind, minimum: row.min, maximum: row.max, default: row.default, description };
  }
};

/** docs/schema/policy.schema.json: JSON Schema, draft 2020-12. */
export const policySchema = (): string =>
  `${JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Policy of converge',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(POLICY_KEYS.map((key) => [key, schemaOf(key)])),
    },
    null,
    2,
  )}\n`;
