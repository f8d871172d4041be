import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Breach, judge, type SourceFile, sentence } from './architecture/judge.ts';
import { CATCHERS, FLOORS } from './architecture/rules.ts';
import { importsOf, scan } from './architecture/scan.ts';

const sources = (): readonly SourceFile[] =>
  ['src', 'test', 'bench'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((name) => `${root}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.[cm]?[jt]s$/.test(path))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );

const judged = (path: string, text: string): readonly string[] => judge([{ path, text }]).map(({ rule }: Breach) => rule);

describe('the architecture', () => {
  it('is kept by every file of src, test and bench', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(10);
    expect(judge(files).map(sentence)).toEqual([]);
  });

  it('lists no catcher that catches nothing', () => {
    const caught = sources()
      .filter(({ text }) => /\bcatch\s*[({]/.test(scan(text).code))
      .map(({ path }) => path);
    expect(Object.keys(CATCHERS).filter((path) => !caught.includes(path))).toEqual([]);
  });

  it('has no floor that imports a floor above it, so the table itself has no cycle', () => {
    const reach = (folder: string, seen: ReadonlySet<string>): boolean =>
      (FLOORS[folder]?.imports ?? []).some((next) => seen.has(next) || reach(next, new Set([...seen, next])));
    expect(Object.keys(FLOORS).filter((folder) => reach(folder, new Set([folder])))).toEqual([]);
  });

  it('lets no folder without effects import one that has them', () => {
    const leaks = Object.entries(FLOORS).flatMap(([folder, { effects, imports }]) =>
      effects ? [] : imports.filter((other) => FLOORS[other]?.effects !== false).map((other) => `${folder} → ${other}`),
    );
    expect(leaks).toEqual([]);
  });
});

describe('a planted violation is caught', () => {
  it.each([
    ['a planner that reads files', 'src/planners/a.ts', "import { readFileSync } from 'node:fs';", 'node-import'],
    ['a verifier that leans on a planner', 'src/verify/a.ts', "import { plan } from '../planners/plan-host.ts';", 'floor'],
    ['an import of a type alone', 'src/model/a.ts', "import type { Row } from '../catalog/nics.ts';", 'floor'],
    ['an import inside a type', 'src/model/a.ts', "export type Row = import('../catalog/nics.ts').Row;", 'floor'],
    ['a re-export', 'src/units/a.ts', "export { host } from '../model/host.ts';", 'floor'],
    ['an import over several lines', 'src/cli/a.ts', "import {\n  solve,\n} from '../solver/solve.ts';", 'floor'],
    ['a dynamic import', 'src/reports/a.ts', "const plan = await import('../planners/plan-host.ts');", 'floor'],
    ['an import for its effect', 'src/scenario/a.ts', "import '../planners/plan-host.ts';", 'floor'],
    ['the program using its tests', 'src/cli/a.ts', "import { host } from '../../test/builders/host-builder.ts';", 'outside'],
    ['the simplex solver outside its fence', 'src/solver/a.ts', "import solver from 'javascript-lp-solver';", 'fenced'],
    ['a second door to a package', 'src/cli/a.ts', "import { parse } from 'csv-parse/sync';", 'package'],
    ['a clock in a planner', 'src/planners/a.ts', 'export const now = (): number => Date.now();', 'effect'],
    ['chance in a solver', 'src/solver/a.ts', 'export const dice = (): number => Math.random();', 'effect'],
    ['a print in a template of a verifier', 'src/verify/a.ts', 'export const a = `${console.log(1)}`;', 'effect'],
    ['the environment in a scenario', 'src/scenario/a.ts', 'export const home = process.env.HOME;', 'effect'],
    ['a timer in the model', 'src/model/a.ts', 'setTimeout(() => 1, 5);', 'effect'],
    ['a caught exception', 'src/planners/a.ts', 'try { plan(); } catch { skip(); }', 'catch'],
    ['a caught rejection', 'src/cli/plan.ts', 'run().catch(() => null);', 'catch'],
    ['an enum', 'test/a.test.ts', 'export enum Colour { red }', 'no-enum'],
    ['a namespace', 'src/model/a.ts', 'export namespace Hosts { }', 'no-namespace'],
    ['a cast to any', 'src/model/a.ts', 'export const a = JSON.parse(text) as any;', 'no-any'],
    ['an ignored type error', 'bench/a.ts', '// @ts-ignore\nrun(1);', 'no-ts-ignore'],
    ['a file of 301 lines', 'src/model/a.ts', 'x;\n'.repeat(301), 'length'],
    ['a barrel', 'src/model/index.ts', "export * from './host.ts';", 'barrel'],
    ['a folder named after nothing', 'src/planners/utils/a.ts', '', 'nameless'],
    ['a file named after nothing', 'src/reports/csv-helpers.ts', '', 'nameless'],
    ['a file in camel case', 'src/model/hostPlan.ts', '', 'kebab'],
    ['a folder without a floor', 'src/tools/a.ts', '', 'unknown-folder'],
  ])('%s', (_, path, text, rule) => {
    expect(judged(path, text)).toEqual([rule]);
  });

  it('a cycle of three files, named once', () => {
    const files = [
      { path: 'src/model/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'src/model/b.ts', text: "import { c } from './c.ts';" },
      { path: 'src/model/c.ts', text: "export * from './a.ts';" },
    ];
    expect(judge(files).map(({ what }) => what)).toEqual(['src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts']);
  });
});

describe('what only looks like a violation is let pass', () => {
  it.each([
    ['an import quoted in a string', 'src/units/a.ts', 'export const text = "import { a } from \'../model/a.ts\'";'],
    ['an effect named in a comment', 'src/planners/a.ts', '// Date.now() would make the plan depend on the clock.\n/* process */'],
    ['an effect named in a string or a pattern', 'src/planners/a.ts', "export const a = ['console', `fetch`, /process|['\"]/];"],
    ['a property of the same name', 'src/planners/a.ts', 'export const a = host.process + host.fetch();'],
    ['a longer word', 'src/planners/a.ts', 'export const processors = 4;\nexport const updateDate = 5;'],
    ['a floor below', 'src/planners/a.ts', "import { solve } from '../solver/solve.ts';\nimport type { Host } from '../model/host.ts';"],
    ['a division', 'src/planners/a.ts', "export const half = total / 2; export const a = b / c; export const d = '/';"],
    ['a template with braces inside', 'src/planners/a.ts', 'export const a = `${rows.map((row) => { return `${row}`; })} Date`;'],
    ['a file of 300 lines', 'src/model/a.ts', 'x;\n'.repeat(300)],
    ['a catch at the edge', 'src/cli/main.ts', 'try { plan(); } catch (error) { report(error); }'],
    ['effects where a floor has them', 'src/fleet/a.ts', "import { Worker } from 'node:worker_threads';\nconsole.log(Date.now());"],
  ])('%s', (_, path, text) => {
    expect(judged(path, text)).toEqual([]);
  });
});

describe('the scanner', () => {
  it('keeps every offset: code and comments are as long as the source', () => {
    for (const { text } of sources()) {
      const { code, comments } = scan(text);
      expect([code.length, comments.length]).toEqual([text.length, text.length]);
    }
  });

  it('finds the same imports as the sources state at the start of a line', () => {
    for (const { path, text } of sources().filter(({ path: name }) => name.startsWith('src/'))) {
      const stated = [...text.matchAll(/^(?:import|export)\b[^;'"`]*? from '([^']+)';$/gm)].map((match) => match[1]);
      const specifiers = importsOf(text, scan(text)).map(({ specifier }) => specifier);
      expect({ path, missing: stated.filter((one) => one !== undefined && !specifiers.includes(one)) }).toEqual({ path, missing: [] });
    }
  });
});
