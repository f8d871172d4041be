/**
 * Do the tests of the planners notice a wrong planner? Flips one operator, bound or constant at a time in a copy of the
 * project and wants red tests. The working tree is never touched, so an interruption leaves nothing to restore.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMutation, findMutations, type Mutation } from './mutations.ts';
import { createRandom } from './random.ts';

interface Mutant {
  readonly file: string;
  readonly mutation: Mutation;
}

type Verdict = 'killed' | 'survived' | 'timed out';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    file: { type: 'string', default: '' },
    allow: { type: 'string', default: '0' },
  },
});
const [count, seed, minutes, allowed] = [values.count, values.seed, values.minutes, values.allow].map(Number) as [
  number,
  number,
  number,
  number,
];
if (![count, seed, minutes, allowed].every((value) => Number.isFinite(value) && value >= 0)) {
  throw new RangeError('--count, --seed, --minutes and --allow take numbers from 0 on.');
}

const PLANNERS = 'src/planners';
const TESTS = 'test/planners';
const COPIED = ['src', 'test', 'inputs', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

const copy = mkdtempSync(join(tmpdir(), 'converge-mutate-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

for (const path of COPIED.filter((name) => existsSync(name))) cpSync(path, join(copy, path), { recursive: true });
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction');

/** True when the tests pass, false when they fail, null when they do not end. */
const runTests = (tests: readonly string[], limitMs: number): Promise<boolean | null> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--bail=1', '--reporter=dot', ...tests], {
      cwd: copy,
      stdio: 'ignore',
      env: { ...process.env, CI: 'true' },
    });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, limitMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      done(late ? null : code === 0);
    });
  });

/** The tests that carry the name of a planner: `weights.ts` has `weights.test.ts`, `weights.property.test.ts` … */
const mirrorsOf = (file: string): readonly string[] => {
  const stem = basename(file, '.ts');
  const names = existsSync(TESTS) ? readdirSync(TESTS, { recursive: true, encoding: 'utf8' }) : [];
  return names
    .filter((name) => name.endsWith('.test.ts') && new RegExp(`^${stem}[.-]`).test(basename(name)))
    .map((name) => `${TESTS}/${name.replaceAll('\\', '/')}`);
};

const drawMutants = (): readonly Mutant[] => {
  const files = readdirSync(PLANNERS).filter((name) => name.endsWith('.ts') && name.includes(values.file));
  const all = files.sort().flatMap((name) => {
    const file = `${PLANNERS}/${name}`;
    return findMutations(readFileSync(file, 'utf8')).map((mutation) => ({ file, mutation }));
  });
  const random = createRandom(seed);
  const sample: Mutant[] = [];
  while (sample.length < count && all.length > 0) sample.push(...all.splice(random.between(0, all.length - 1), 1));
  return sample;
};

const describe = ({ file, mutation }: Mutant): string => {
  const text = readFileSync(file, 'utf8').split('\n')[mutation.line - 1]?.trim() ?? '';
  return `${file}:${mutation.line} "${mutation.from.trim()}" → "${mutation.to.trim()}" in: ${text}`;
};

const judge = async ({ file, mutation }: Mutant, limitMs: number): Promise<Verdict> => {
  const text = readFileSync(file, 'utf8');
  writeFileSync(join(copy, file), applyMutation(text, mutation));
  const mirrors = mirrorsOf(file);
  let passed: boolean | null = true;
  if (mirrors.length > 0) passed = await runTests(mirrors, limitMs);
  if (passed === true) passed = await runTests([TESTS], limitMs);
  writeFileSync(join(copy, file), text);
  return passed === null ? 'timed out' : passed ? 'survived' : 'killed';
};

const mutants = drawMutants();
console.log(`${mutants.length} mutants of ${PLANNERS}, seed ${seed}`);
const begin = performance.now();
if ((await runTests([TESTS], 600_000)) !== true) throw new Error(`${TESTS} is not green as it is: mutants would prove nothing.`);
// A mutant that makes a loop endless is noticed by whoever waits for it, so its time is up at four times the sound run.
const limitMs = Math.max(30_000, 4 * (performance.now() - begin));

const survivors: string[] = [];
let tried = 0;
for (const mutant of mutants) {
  if (performance.now() - begin > minutes * 60_000) {
    console.log(`${minutes} minutes are over: ${mutants.length - tried} mutants were not tried.`);
    break;
  }
  const verdict = await judge(mutant, limitMs);
  tried += 1;
  console.log(`${verdict.padEnd(9)} ${describe(mutant)}`);
  if (verdict === 'survived') survivors.push(describe(mutant));
}
console.log(`\n${tried} tried, ${tried - survivors.length} noticed, ${survivors.length} survived`);
for (const survivor of survivors) console.log(`  ${survivor}`);
process.exitCode = survivors.length > allowed ? 1 : 0;
