/** The rule table as one page that an administrator prints: a matrix of features and teams, then what goes with what. */
import { COMPANION_NAMES, FEATURE_NAMES, type Feature } from '../compatibility/feature.ts';
import type { Rule, Section } from '../compatibility/rule.ts';
import { ruleFor } from '../compatibility/rule-for.ts';
import { RULES } from '../compatibility/rules.ts';
import type { OsVersion, Teaming } from '../model/host.ts';

const COLUMNS = [
  { heading: 'LBFO 2012 R2', teaming: 'lbfo', systems: ['2012r2'] },
  { heading: 'LBFO 2016, 2019', teaming: 'lbfo', systems: ['2016', '2019'] },
  { heading: 'LBFO 2022, 2025', teaming: 'lbfo', systems: ['2022', '2025'] },
  { heading: 'SET 2016', teaming: 'set', systems: ['2016'] },
  { heading: 'SET 2019 on', teaming: 'set', systems: ['2019', '2022', '2025'] },
] as const satisfies readonly { heading: string; teaming: Teaming; systems: readonly OsVersion[] }[];

const LETTERS = { works: 'W', conditional: 'C', excluded: '**X**', advised: 'A' } as const;
const EVIDENCE_MARKS = { documented: '', secondary: ' (s)', derived: ' (d)', 'not verified': ' (?)' } as const;
const SYSTEMS: Readonly<Record<OsVersion, string>> = {
  '2012r2': '2012 R2',
  '2016': '2016',
  '2019': '2019',
  '2022': '2022',
  '2025': '2025',
};

const SOURCES = [...new Set(RULES.map(({ source }) => source))];

/** The page `docs/compatibility.md`. The test that holds the committed page against it says how to write it again. */
export const compatibilityManual = (): string =>
  [
    '# Which feature works with which',
    '',
    'Generated from the rule table; `npm run docs` writes it again. Every host is held against every rule. A rule that a host',
    'breaks is a finding with the name of the rule as its code: an error or a warning where something in use is excluded or its',
    'condition is not met, advice where a better setting exists.',
    '',
    '**W** works, **C** conditional, **X** excluded, – not there. (s) a secondary source, (?) not verified and planned with',
    'care; all else is documented. ○ the inventory does not show it, so no host is told. Numbers in brackets are sources.',
    '',
    '## Features over teams',
    '',
    ...matrix(),
    '',
    'LBFO on 2022 and 2025 excludes everything, because no virtual switch can be bound to it. Without a team every feature',
    'stands by itself, and the lists below hold.',
    '',
    '## Conditions and remedies of the matrix',
    '',
    ...list(RULES.filter((rule) => isCell(rule) && rule.verdict.kind !== 'works')),
    '',
    '## What goes with what',
    '',
    ...list(RULES.filter((rule) => !isCell(rule) && rule.section !== 'advice')),
    '',
    '## Better settings',
    '',
    ...list(RULES.filter(({ section }) => section === 'advice')),
    '',
    '## Sources',
    '',
    ...SOURCES.map((source, index) => `${index + 1}. ${source}`),
    '',
  ].join('\n');

const CELL_SECTIONS: readonly Section[] = ['team', 'operating-system'];
const isCell = ({ section, with: companion }: Rule): boolean => CELL_SECTIONS.includes(section) && companion === null;

const matrix = (): string[] => {
  const features = [...new Set(RULES.filter(isCell).map(({ feature }) => feature))];
  const order = Object.keys(FEATURE_NAMES);
  features.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [
    `| feature | ${COLUMNS.map(({ heading }) => heading).join(' | ')} | remark |`,
    `|---|${COLUMNS.map(() => ':-:').join('|')}|---|`,
    ...features.map(
      (feature) => `| ${FEATURE_NAMES[feature]} | ${COLUMNS.map((column) => cell(feature, column)).join(' | ')} | ${remark(feature)} |`,
    ),
  ];
};

/** The systems of one column share a rule; a test holds that. */
const cell = (feature: Feature, { teaming, systems }: (typeof COLUMNS)[number]): string => {
  const rule = ruleFor(feature, teaming, systems[0]);
  return rule === null ? '–' : `${LETTERS[rule.verdict.kind]}${EVIDENCE_MARKS[rule.evidence]}`;
};

const remark = (feature: Feature): string => {
  const notes = RULES.filter((rule) => isCell(rule) && rule.feature === feature).flatMap(({ verdict, teamings }) =>
    verdict.kind === 'works' && verdict.note !== '' ? [{ note: verdict.note, team: teamings.join(', ').toUpperCase() }] : [],
  );
  const [first] = notes;
  if (first !== undefined && notes.every(({ note }) => note === first.note)) return first.note;
  return notes.map(({ note, team }) => `${team}: ${note}`).join('; ');
};

const list = (rules: readonly Rule[]): string[] => [
  '| rule | combination | verdict | what to do |',
  '|---|---|---|---|',
  ...rules.map((rule) => {
    const mark = rule.look.at === 'nowhere' ? ' ○' : '';
    return `| \`${rule.id}\`${mark} | ${combination(rule)} | ${verdict(rule)} [${SOURCES.indexOf(rule.source) + 1}] | ${rule.remedy} |`;
  }),
];

const combination = (rule: Rule): string => {
  const companion = rule.with === null ? '' : ` with ${COMPANION_NAMES[rule.with]}`;
  return `${FEATURE_NAMES[rule.feature]}${companion}${scope(rule)}`;
};

const scope = ({ teamings, from, to }: Rule): string => {
  const team =
    teamings.length === 3 ? [] : [teamings.map((teaming) => (teaming === 'none' ? 'no team' : teaming.toUpperCase())).join(' or ')];
  const systems = from === '2012r2' && to === '2025' ? [] : [spanOf(from, to)];
  const parts = [...team, ...systems];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};

const spanOf = (from: OsVersion, to: OsVersion): string => {
  if (from === to) return SYSTEMS[from];
  if (to === '2025') return `${SYSTEMS[from]} on`;
  return from === '2012r2' ? `up to ${SYSTEMS[to]}` : `${SYSTEMS[from]} to ${SYSTEMS[to]}`;
};

const verdict = ({ verdict: of, evidence }: Rule): string => {
  const mark = EVIDENCE_MARKS[evidence];
  switch (of.kind) {
    case 'works':
      return `W${mark}${of.note === '' ? '' : ` ${of.note}`}`;
    case 'conditional':
      return `C${mark} ${of.condition}`;
    case 'excluded':
      return `**X**${mark} ${of.because}`;
    case 'advised':
      return of.setting;
  }
};
