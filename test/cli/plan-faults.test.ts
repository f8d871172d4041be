import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, ended, makeFolder, start } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const journalLines = (report: string): number => {
  const path = at(`${report}/.converge/run/journal.jsonl`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('large'), { hosts: 900, vmsPerHost: 8, severity: 40, seed: 5 });
});
afterAll(() => folder.remove());

describe('a run', { timeout: 120_000 }, () => {
  test('whose disk is full says so, publishes nothing, and goes on once there is room', async () => {
    // A limit on the size of files fails a write as a full disk does, and needs no disk.
    const main = resolve('dist/cli/main.js');
    const script = `ulimit -f 2000; trap '' XFSZ; exec "${process.execPath}" "${main}" plan large --out full --threads 0 --skip-scripts`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder.path, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error: EFBIG: .*\n {4}Mend the path, its permissions or the space on its disk\.\n {4}\d+ of 900 hosts are planned and kept, and nothing was published\. Add --resume/,
    );
    expect(readdirSync(at('full'))).toEqual(['.converge']);
    expect((await converge(['plan', 'large', '--out', 'full', '--skip-scripts', '--resume', '--quiet'], folder.path)).exit).toBe(0);
    await converge(['plan', 'large', '--out', 'roomy', '--skip-scripts', '--quiet'], folder.path);
    expect(contents(at('full'))).toEqual(contents(at('roomy')));
  });

  test('into a place where no folder can be made ends with 2 before any work', async () => {
    writeFileSync(at('file'), '');
    const { exit, out, err } = await converge(['plan', 'large', '--out', 'file/report'], folder.path);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/^error: (ENOTDIR|EEXIST)/);
  });

  test('whose inventory is written to meanwhile ends with 2, names the file and leaves nothing', async () => {
    cpSync(at('large'), at('written'), { recursive: true });
    const child = start(['plan', 'written', '--out', 'torn', '--threads', '1'], folder.path);
    const end = ended(child);
    while (journalLines('torn') < 2 && child.exitCode === null) await sleep(2);
    appendFileSync(at('written/adapters.csv'), '\n');
    const { exit, out, err } = await end;
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('adapters.csv: error file-changed: The file was changed, or taken away, while it was being read.');
    expect(existsSync(at('torn'))).toBe(false);
  });
});
