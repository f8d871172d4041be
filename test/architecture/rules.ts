/** The architecture as data: who may import whom, and what may not occur where. Each rule says why to the one who broke it. */

export interface Floor {
  /** Folders of src whose files this folder may import, besides its own. Imports of types count too. */
  readonly imports: readonly string[];
  readonly packages: readonly string[];
  readonly effects: boolean;
  readonly because: string;
}

const NOUNS = ['units', 'model'] as const;
const FACTS = [...NOUNS, 'catalog'] as const;

export const FLOORS: Readonly<Record<string, Floor>> = {
  units: {
    imports: [],
    packages: [],
    effects: false,
    because:
      'Quantities are the ground everything stands on. If a unit needs a noun of the network, the function belongs to model or above.',
  },
  solver: {
    imports: [],
    packages: ['javascript-lp-solver', 'highs'],
    effects: false,
    because: 'The solver knows numbers and names, no networks. Translate to rows and columns in the planner, then call it.',
  },
  model: {
    imports: ['units'],
    packages: [],
    effects: false,
    because: 'The nouns are plain data that every floor shares. What computes with them has a floor of its own.',
  },
  catalog: {
    imports: NOUNS,
    packages: [],
    effects: false,
    because:
      'The catalog states sourced facts and decides nothing. A decision that needs a fact imports the catalog, not the other way round.',
  },
  compatibility: {
    imports: FACTS,
    packages: [],
    effects: false,
    because: 'The rule table is read by planners and by the verifier. It must not lean on the planners it is used to judge.',
  },
  planners: {
    imports: [...FACTS, 'compatibility', 'solver'],
    packages: [],
    effects: false,
    because: 'A plan is a pure function of host and policy. Reading, writing and reporting are done by the floors around it.',
  },
  verify: {
    imports: [...FACTS, 'compatibility'],
    packages: [],
    effects: false,
    because: 'A judge that shares code with the accused acquits him. Work the constraint out again from host and plan alone.',
  },
  recommend: {
    imports: NOUNS,
    packages: [],
    effects: false,
    because: 'Changes and sentences follow from plan and settings. If you need a planner here, the plan lacks a field.',
  },
  scenario: {
    imports: NOUNS,
    packages: [],
    effects: false,
    because: 'A scenario turns hosts into other hosts. The planner sees them as it sees any host.',
  },
  purchase: {
    imports: [...FACTS, 'planners', 'solver'],
    packages: [],
    effects: false,
    because: 'A purchase compares plans. It neither reads files nor starts workers.',
  },
  inventory: {
    imports: FACTS,
    packages: ['csv-parse', 'csv-stringify', 'yaml'],
    effects: true,
    because: 'Reading ends with hosts or problems. What is planned from them is not its concern.',
  },
  reports: {
    imports: NOUNS,
    packages: ['csv-stringify'],
    effects: true,
    because: 'A report is rendered from stored outcomes alone, years later too. If it needs more, the outcome lacks a field.',
  },
  fleet: {
    imports: [...FACTS, 'compatibility', 'solver', 'planners', 'verify', 'recommend', 'scenario', 'inventory'],
    packages: ['piscina', 'bullmq', 'ioredis'],
    effects: true,
    because: 'The fleet runs hosts through the planner. It does not know how results are shown, nor who asked.',
  },
  cli: {
    imports: [...FACTS, 'compatibility', 'verify', 'recommend', 'scenario', 'purchase', 'inventory', 'reports', 'fleet'],
    packages: ['yargs', 'yaml'],
    effects: true,
    because: 'A command wires the floors together. If it calls a planner or a solver itself, a step of the fleet is missing.',
  },
};

/** Words that reach outside a function. A folder without effects may not write them. */
export const EFFECTS = [
  'Date',
  'console',
  'process',
  'performance',
  'fetch',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'globalThis',
  'Math.random',
] as const;

/** A package that one file alone may import. */
export const FENCED_PACKAGES: Readonly<Record<string, { readonly only: string; readonly because: string }>> = {
  'javascript-lp-solver': {
    only: 'src/solver/simplex-solver.ts',
    because: 'It is exact only inside a fence of ranges and options. That file is the fence: go through it.',
  },
};

/** Where an exception may be caught, and what becomes of it there: a result that somebody reads. */
export const CATCHERS: Readonly<Record<string, string>> = {
  'src/cli/plan-inventory.ts': 'a stopped run that can be resumed',
  'src/cli/run-lock.ts': 'a lock that somebody else holds, or that nobody holds any more',
  'src/reports/run-marks.ts': 'a report from which nothing is taken, where its state is torn',
  'src/fleet/journal.ts': 'the end of a journal, where its last line is torn',
  'src/fleet/worker.ts': 'the outcome `failed` of one host',
  'src/fleet/ask-solvers.ts': 'the same question, asked again with the second solver',
  'src/cli/main.ts': 'a sentence and an exit code',
  'src/cli/history-run.ts': 'a sentence about the history of a run that is whole',
  'src/cli/history-latest.ts': 'latest.txt, where links are not to be had',
  'src/cli/read-report.ts': 'a sentence about the file, where a report cannot be read',
  'src/inventory/read-bytes.ts': 'a problem of the file, where it cannot be read',
  'src/inventory/records.ts': 'a problem of the line, where it is no CSV',
  'src/inventory/yaml-source.ts': 'a problem of the file, where it cannot be read',
};

export const MAX_LINES = 300;

export const NAMELESS = ['util', 'utils', 'common', 'helper', 'helpers', 'lib', 'misc', 'shared'] as const;

/** Constructs refused in code, wherever they stand. */
export const REFUSED_CODE = [
  {
    rule: 'no-enum',
    pattern: /(?<![.\w$])enum\s+\w+\s*\{/g,
    because: 'Types are erased when the code runs. Write a const array and a union of its members.',
  },
  { rule: 'no-namespace', pattern: /(?<![.\w$])(?:namespace|module)\s+[\w.]+\s*\{/g, because: 'A file is the namespace. Export from it.' },
  { rule: 'no-any', pattern: /\bas\s+any\b|<any>/g, because: 'It turns the compiler off where you need it. Narrow from unknown.' },
] as const;

/** Directives refused in comments. */
export const REFUSED_COMMENT = [
  {
    rule: 'no-ts-ignore',
    pattern: /@ts-(?:ignore|nocheck)\b/g,
    because: 'It hides every later error of the line too. Use @ts-expect-error with a description, in a test of types.',
  },
] as const;

/** The reasons of the rules that need more than a pattern. */
export const REASONS = {
  'unknown-folder': 'Each file of src stands on a floor of the table. A file without a home shows a missing noun.',
  'node-import': 'This folder has no effects: the same input must give the same bytes anywhere. Let an outer floor read it and hand it in.',
  effect: 'This folder has no effects: the same input must give the same bytes anywhere. Take the value as an argument.',
  package: 'A dependency has one door into the program, so that it can be exchanged. Go through the folder that owns it.',
  outside: 'The program must not need its tests or benches. Move what is needed into src.',
  catch: 'A caught exception is a lost row. Let it rise to the worker, main or the file reader, which report it.',
  length: `A file of more than ${MAX_LINES} lines holds two things. Find the second noun and give it a file.`,
  barrel: 'An index file hides who needs whom and makes cycles. Import the file that has it.',
  nameless: 'A name that fits everything says nothing. Name the file after the noun or the question.',
  kebab: 'Files are named in kebab-case, so that they read the same on every file system.',
  cycle: 'Two files that need each other are one file, or lack a third. Move what both need below them.',
} as const;
