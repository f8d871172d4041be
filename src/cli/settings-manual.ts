/** docs/settings.md, from the table of precedence. */
import { AUDITED_SETTINGS, LAYERS, PRECEDENCE, SETTING_NAMES } from '../catalog/precedence.ts';

const INTRODUCTION = `# Which setting wins

Live migration has settings on three layers: the host, the cluster, and Network ATC where it manages the host. A value on a layer
that loses is not in force, whatever Get-VMHost shows. \`converge plan\` reads the values of hosts.csv, names each pair that differs
(finding \`setting-conflict\`: both values, which wins, what must change) and proposes changes on the layer that wins (column
\`layer\` of changes.csv). What a cluster has once is proposed once, on one member, with the lines to run.

One transport and one number of live migrations hold for a whole cluster when any member runs Windows Server 2022 or later, when
cluster_parallel_migrations is known for any member, or when Network ATC manages any member: the property is the cluster's. A host
that repeats its own name as its cluster stands alone.
`;

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');
const row = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;

/** The page of the manual on settings, in Markdown. */
export const settingsManual = (): string =>
  [
    INTRODUCTION,
    '## Names',
    '',
    row(['setting', ...LAYERS]),
    '|---|---|---|---|',
    ...AUDITED_SETTINGS.map((setting) => row([setting, ...LAYERS.map((layer) => SETTING_NAMES[setting][layer] ?? '–')])),
    '',
    '## Precedence',
    '',
    row(['setting', 'set on', 'and on', 'wins', 'because', 'source']),
    '|---|---|---|---|---|---|',
    ...PRECEDENCE.map(({ setting, between, wins, because, source }) => row([setting, ...between, wins, because, source])),
    '',
  ].join('\n');
