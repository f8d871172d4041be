import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun } from '../../src/reports/write-run.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'converge-run-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the files of a run', () => {
  it('appear under their names only once the run is committed', async () => {
    const run = await openRun(folder);
    await run.append('hosts.csv', 'host\n');
    await run.append('hosts.csv', 'a\n');
    expect(await readdir(folder)).toEqual(['hosts.csv.partial']);
    await run.commit();
    expect(await readdir(folder)).toEqual(['hosts.csv']);
    expect(await readFile(join(folder, 'hosts.csv'), 'utf8')).toBe('host\na\n');
  });

  it('replace those of an earlier run, and leave them alone when the new run is aborted', async () => {
    await writeFile(join(folder, 'hosts.csv'), 'old');
    const aborted = await openRun(folder);
    await aborted.append('hosts.csv', 'new');
    await aborted.abort();
    expect([await readdir(folder), await readFile(join(folder, 'hosts.csv'), 'utf8')]).toEqual([['hosts.csv'], 'old']);
    const committed = await openRun(folder);
    await committed.append('hosts.csv', 'new');
    await committed.commit();
    expect(await readFile(join(folder, 'hosts.csv'), 'utf8')).toBe('new');
  });

  it('may stand in folders of their own', async () => {
    const run = await openRun(join(folder, 'deep', 'run'));
    await run.append('apply/east/host01.ps1', '# nothing');
    await run.commit();
    expect(await readFile(join(folder, 'deep', 'run', 'apply', 'east', 'host01.ps1'), 'utf8')).toBe('# nothing');
  });

  it('hold every byte in order when they outgrow the buffer', async () => {
    const run = await openRun(folder);
    const rows = Array.from({ length: 30_000 }, (_, index) => `row ${index} é\n`);
    for (const row of rows) await run.append('flows.csv', row);
    await run.commit();
    expect(await readFile(join(folder, 'flows.csv'), 'utf8')).toBe(rows.join(''));
  });

  it('exist with nothing in them where nothing was appended but an empty text', async () => {
    const run = await openRun(folder);
    await run.append('outcomes.jsonl', '');
    await run.commit();
    expect(await readFile(join(folder, 'outcomes.jsonl'), 'utf8')).toBe('');
  });
});
