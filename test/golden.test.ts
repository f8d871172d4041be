/** Whole runs, byte for byte. A change on purpose is written with `CONVERGE_GOLDEN=write npx vitest run test/golden.test.ts`, and read before it is committed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const CASES = [
  { name: 'demo', command: ['plan', 'inputs/demo', '--quiet'], exit: 0 },
  { name: 'broken', command: ['plan', 'inputs/broken', '--quiet'], exit: 1 },
  { name: 'demo-failures', command: ['failures', 'inputs/demo'], exit: 0 },
  { name: 'demo-maintenance', command: ['maintenance', 'inputs/demo', '--start', '142'], exit: 0 },
];

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** Scripts repeat each other for most of their length, so the committed run holds their digests in one list. */
const digestScripts = (folder: string): void => {
  const scripts = listFiles(folder).filter((file) => file.endsWith('.ps1'));
  const lines = scripts.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex')}  ${file}\n`,
  );
  rmSync(join(folder, 'apply'), { recursive: true, force: true });
  writeFileSync(join(folder, 'apply.sha256'), lines.join(''));
};

describe('the run of', () => {
  for (const { name, command, exit } of CASES) {
    it(`converge ${command.join(' ')} writes the committed bytes and ends with ${exit}`, () => {
      const golden = join(root, 'test', 'golden', name);
      const out = mkdtempSync(join(tmpdir(), 'converge-golden-'));
      try {
        const run = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...command, '--out', out], {
          cwd: root,
        });
        expect(run.status).toBe(exit);
        // What a later run takes from this one differs with every file of the inventory and says nothing to a reader.
        rmSync(join(out, '.converge'), { recursive: true, force: true });
        if (command[0] === 'plan') digestScripts(out);
        if (process.env.CONVERGE_GOLDEN === 'write') {
          rmSync(golden, { recursive: true, force: true });
          cpSync(out, golden, { recursive: true });
        }
        expect(listFiles(out)).toEqual(listFiles(golden));
        for (const file of listFiles(out)) {
          expect({ file, text: readFileSync(join(out, file), 'utf8') }).toEqual({ file, text: readFileSync(join(golden, file), 'utf8') });
        }
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    });
  }
});
