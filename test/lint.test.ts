/** The linter is a judge of the tests, so it is tried itself: each planted file must be refused, and by the rule named. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const OXLINT = resolve('node_modules/oxlint/bin/oxlint');

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

const IMPORTS = "import fc from 'fast-check';\nimport { expect, it } from 'vitest';\n";

const PLANTED = [
  ['an expect without a matcher', 'vitest(valid-expect)', "it('holds', () => {\n  expect(1 + 1);\n});\n"],
  ['a matcher that is never called', 'vitest(valid-expect)', "it('holds', () => {\n  expect(1 + 1).toBe;\n});\n"],
  ['a test without an assertion', 'vitest(expect-expect)', "it('holds', () => {\n  String(1 + 1);\n});\n"],
  ['a focused test', 'vitest(no-focused-tests)', "it.only('holds', () => {\n  expect(2).toBe(2);\n});\n"],
  ['a skipped test', 'vitest(no-disabled-tests)', "it.skip('holds', () => {\n  expect(2).toBe(2);\n});\n"],
  ['an unused variable', 'eslint(no-unused-vars)', 'const spare = 1;\n'],
  ['a let that never changes', 'eslint(prefer-const)', 'let two = 2;\nexport const four = two + two;\n'],
  ['a loose comparison', 'eslint(eqeqeq)', 'export const same = (a: unknown, b: unknown): boolean => a == b;\n'],
  ['an explicit any', 'typescript(no-explicit-any)', 'export const loose = (value: any): unknown => value;\n'],
  ['a type error waved through', 'typescript(ban-ts-comment)', "// @ts-ignore\nexport const wrong: number = '2';\n"],
] as const;

const SOUND = `${IMPORTS}
it('adds', () => {
  expect(1 + 1).toBe(2);
});

it('adds in any order', () => {
  fc.assert(fc.property(fc.integer(), fc.integer(), (a, b) => a + b === b + a));
});
`;

const fileOf = (index: number): string => `test/planted-${index}.test.ts`;

describe('the linter', () => {
  let folder = '';
  let diagnostics: readonly Diagnostic[] = [];
  let status: number | null = null;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'converge-lint-'));
    mkdirSync(join(folder, 'test'));
    copyFileSync('.oxlintrc.json', join(folder, '.oxlintrc.json'));
    PLANTED.forEach(([, , body], index) => writeFileSync(join(folder, fileOf(index)), body));
    writeFileSync(join(folder, 'test/sound.test.ts'), SOUND);
    const run = spawnSync(process.execPath, [OXLINT, '--deny-warnings', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
    status = run.status;
    diagnostics = (JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('fails where anything is refused', () => {
    expect(status).toBe(1);
  });

  it.each(PLANTED.map(([name, rule], index) => ({ name, rule, index })))('refuses $name ($rule)', ({ rule, index }) => {
    const codes = diagnostics.filter(({ filename }) => filename.replaceAll('\\', '/').endsWith(fileOf(index))).map(({ code }) => code);
    expect(codes).toContain(rule);
  });

  it('has nothing to say about a sound test', () => {
    expect(diagnostics.filter(({ filename }) => filename.endsWith('sound.test.ts'))).toEqual([]);
  });
});
