import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

const bytes = (text: string): readonly Uint8Array[] => [...text].map((each) => Buffer.from(each));

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

  it('placed as a whole appear on commit like all others, and go with their folders when the run is aborted', async () => {
    const aborted = await openRun(folder);
    await aborted.place('apply/east/host01.ps1', bytes('one'));
    expect(await readdir(folder)).toEqual(['apply.partial']);
    await aborted.abort();
    expect(await readdir(folder)).toEqual([]);
    const committed = await openRun(folder);
    for (let index = 0; index < 40; index++) await committed.place(`apply/east/host${index}.ps1`, bytes(`number ${index}`));
    await committed.commit();
    expect(await readdir(join(folder, 'apply', 'east'))).toHaveLength(40);
    expect(await readFile(join(folder, 'apply', 'east', 'host39.ps1'), 'utf8')).toBe('number 39');
  });

  it('replace all scripts of an earlier run, and leave what people or the scripts themselves put beside them', async () => {
    const earlier = await openRun(folder);
    for (const file of ['apply/east/a.ps1', 'apply/east/b.ps1', 'apply/west/c.ps1']) await earlier.place(file, bytes('old'));
    await earlier.commit();
    await writeFile(join(folder, 'apply', 'east', 'b.state.json'), '[]');
    const later = await openRun(folder);
    later.replaceAll('apply', '.ps1');
    await later.place('apply/east/a.ps1', bytes('new'));
    await later.commit();
    expect([await readdir(join(folder, 'apply')), (await readdir(join(folder, 'apply', 'east'))).sort()]).toEqual([
      ['east'],
      ['a.ps1', 'b.state.json'],
    ]);
    expect(await readFile(join(folder, 'apply', 'east', 'a.ps1'), 'utf8')).toBe('new');
  });

  it('placed in a folder of an earlier run leave its other files alone where nobody asked to replace them all', async () => {
    for (const file of ['a.ps1', 'b.ps1']) {
      const run = await openRun(folder);
      await run.place(`apply/east/${file}`, bytes(file));
      await run.commit();
    }
    expect([await readdir(folder), (await readdir(join(folder, 'apply', 'east'))).sort()]).toEqual([['apply'], ['a.ps1', 'b.ps1']]);
  });

  it('of an earlier run go where a run places none, and what others put there stays at any depth', async () => {
    const earlier = await openRun(folder);
    for (const file of ['apply/east/a.ps1', 'apply/west/c.ps1']) await earlier.place(file, bytes('old'));
    await earlier.commit();
    await mkdir(join(folder, 'apply', 'east', 'mine'));
    for (const file of ['notes.ps1', 'east/mine/d.ps1']) await writeFile(join(folder, 'apply', file), file);
    const later = await openRun(folder);
    later.replaceAll('apply', '.ps1');
    await later.commit();
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(
      ['apply', 'apply/east', 'apply/east/mine', 'apply/east/mine/d.ps1', 'apply/notes.ps1'].map((path) => join(path)),
    );
  });

  it.each([
    ['between its two renames', async () => {}],
    ['before it carried records over', async () => void (await mkdir(join(folder, 'apply', 'east'), { recursive: true }))],
  ])('keep the records of an earlier run that was killed %s', async (_when, killedLater) => {
    await mkdir(join(folder, 'apply', 'east'), { recursive: true });
    await writeFile(join(folder, 'apply', 'east', 'a.state.json'), '[]');
    await rename(join(folder, 'apply'), join(folder, 'apply.previous'));
    await killedLater();
    await mkdir(join(folder, 'apply.partial'));
    await writeFile(join(folder, 'apply.partial', 'half.ps1'), '#');
    const run = await openRun(folder);
    run.replaceAll('apply', '.ps1');
    await run.place('apply/east/a.ps1', bytes('new'));
    await run.commit();
    expect([await readdir(folder), (await readdir(join(folder, 'apply'), { recursive: true })).sort()]).toEqual([
      ['apply'],
      ['east', 'east/a.ps1', 'east/a.state.json'].map((path) => join(path)),
    ]);
  });
});
