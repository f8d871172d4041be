import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginStaging, ScriptStage, stageScript } from '../../src/reports/script-stage.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-stage-'));
  beginStaging();
});
afterEach(() => rmSync(folder, { recursive: true }));

const stageAt = (): string => join(folder, 'stage');
const openStage = (): ScriptStage => new ScriptStage(folder, stageAt(), join(folder, 'aside'));
const stage = (...paths: readonly string[]): void => {
  for (const path of paths) stageScript(stageAt(), path, Buffer.from(`# ${path}`));
};
const applied = (): readonly string[] =>
  existsSync(join(folder, 'apply'))
    ? readdirSync(join(folder, 'apply'), { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(folder, 'apply', path)).isFile())
        .map((path) => path.replaceAll('\\', '/'))
        .sort()
    : [];

/** A run from its first script to its commit. */
const run = async (paths: readonly string[], keep: readonly string[] = []): Promise<void> => {
  beginStaging();
  const scripts = openStage();
  stage(...paths);
  for (const cluster of keep) scripts.keep(cluster, null);
  await scripts.commit();
  rmSync(stageAt(), { recursive: true, force: true });
};

describe('the scripts of a run', () => {
  it('are in their place once it is committed, and not before', async () => {
    const scripts = openStage();
    stage('east/a.ps1', 'west/b.ps1');
    expect(applied()).toEqual([]);
    await scripts.commit();
    expect(applied()).toEqual(['east/a.ps1', 'west/b.ps1']);
  });

  it('take the place of those of an earlier run, and leave what people or the scripts themselves put beside them', async () => {
    await run(['east/a.ps1', 'east/b.ps1', 'west/c.ps1']);
    writeFileSync(join(folder, 'apply/east/b.state.json'), '[]');
    mkdirSync(join(folder, 'apply/east/mine'));
    writeFileSync(join(folder, 'apply/east/mine/d.ps1'), 'mine');
    await run(['east/a.ps1']);
    expect(applied()).toEqual(['east/a.ps1', 'east/b.state.json', 'east/mine/d.ps1']);
    expect(existsSync(join(folder, 'apply/west'))).toBe(false);
  });

  it('of clusters that are kept stay as they are, to the very file', async () => {
    await run(['east/a.ps1', 'west/c.ps1']);
    const before = statSync(join(folder, 'apply/west/c.ps1')).mtimeMs;
    await run(['east/b.ps1'], ['west']);
    expect(applied()).toEqual(['east/b.ps1', 'west/c.ps1']);
    expect(statSync(join(folder, 'apply/west/c.ps1')).mtimeMs).toBe(before);
  });

  it('are told with size and time once they are in place; of those that are kept what was known of them, whatever they are now', async () => {
    const scripts = openStage();
    stage('east/a.ps1');
    mkdirSync(join(folder, 'apply/west'), { recursive: true });
    mkdirSync(join(folder, 'apply/north'));
    writeFileSync(join(folder, 'apply/west/c.ps1'), 'edited');
    scripts.keep('west', [['c.ps1', 3, 1000]]);
    scripts.keep('north', []);
    const { east, ...kept } = await scripts.commit();
    const { size, mtimeMs } = statSync(join(folder, 'apply/east/a.ps1'));
    expect(east).toEqual([['a.ps1', size, mtimeMs]]);
    expect(kept).toEqual({ west: [['c.ps1', 3, 1000]] });
  });

  it('go altogether where a run has none, but what others put there', async () => {
    await run(['east/a.ps1', 'west/c.ps1']);
    writeFileSync(join(folder, 'apply/west/notes.txt'), 'mine');
    await run([]);
    expect(applied()).toEqual(['west/notes.txt']);
  });

  it('of another report are linked, not copied, and a new script takes precedence over them', async () => {
    const other = mkdtempSync(join(tmpdir(), 'converge-other-'));
    mkdirSync(join(other, 'apply/east'), { recursive: true });
    for (const name of ['a.ps1', 'b.ps1', 'b.state.json']) writeFileSync(join(other, 'apply/east', name), `old ${name}`);
    const scripts = openStage();
    stage('east/a.ps1');
    scripts.link(other, 'east');
    await scripts.commit();
    expect(applied()).toEqual(['east/a.ps1', 'east/b.ps1']);
    expect(readFileSync(join(folder, 'apply/east/a.ps1'), 'utf8')).toBe('# east/a.ps1');
    expect(statSync(join(folder, 'apply/east/b.ps1')).ino).toBe(statSync(join(other, 'apply/east/b.ps1')).ino);
    rmSync(other, { recursive: true });
  });

  it('written twice are written whole: the second takes the place of the first', () => {
    stage('east/a.ps1');
    const first = statSync(join(stageAt(), 'east/a.ps1')).ino;
    stageScript(stageAt(), 'east/a.ps1', Buffer.from('second'));
    expect(readFileSync(join(stageAt(), 'east/a.ps1'), 'utf8')).toBe('second');
    expect(statSync(join(stageAt(), 'east/a.ps1')).ino).not.toBe(first);
    expect(readdirSync(join(stageAt(), 'east'))).toEqual(['a.ps1']);
  });

  it.each([
    ['between its two renames', (): void => {}],
    ['before it carried records over', (): void => void mkdirSync(join(folder, 'apply/east'), { recursive: true })],
  ])('keep the records of an earlier run that was killed %s', async (_when, killedLater) => {
    await run(['east/a.ps1']);
    writeFileSync(join(folder, 'apply/east/a.state.json'), '[]');
    mkdirSync(join(folder, 'aside'));
    renameSync(join(folder, 'apply/east'), join(folder, 'aside/east'));
    killedLater();
    await run(['east/a.ps1']);
    expect(applied()).toEqual(['east/a.ps1', 'east/a.state.json']);
    expect(existsSync(join(folder, 'aside'))).toBe(false);
  });
});
