import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, type Ended, makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const plan = (...words: string[]): Promise<Ended> => converge(['plan', ...words], folder.path);
const unchanged = ({ out }: Ended): number => Number(/^Unchanged (\d+) hosts/m.exec(out)?.[1] ?? 0);

/** Another demand for one host, in place. */
const editDemand = (inventory: string, host: string): void => {
  const path = at(`${inventory}/adapters.csv`);
  const lines = readFileSync(path, 'utf8').split('\n');
  const place = (lines[0] ?? '').split(',').indexOf('egress_mbps');
  const edited = lines.map((line) => {
    const cells = line.split(',');
    return cells[0] === host && Number(cells[place]) > 0 ? cells.with(place, String(Number(cells[place]) + 7)).join(',') : line;
  });
  writeFileSync(path, edited.join('\n'));
};

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 160, vmsPerHost: 5, severity: 40, seed: 23 });
});
afterAll(() => folder.remove());

describe('a second run into the same folder', { timeout: 120_000 }, () => {
  test('takes the clusters that are as they were, plans the one that changed, and gives the bytes of a fresh run', async () => {
    expect(unchanged(await plan('fleet', '--out', 'again'))).toBe(0);
    expect(unchanged(await plan('fleet', '--out', 'again'))).toBe(160);
    editDemand('fleet', 'host-00050');
    const second = await plan('fleet', '--out', 'again');
    expect(unchanged(second)).toBe(152);
    await plan('fleet', '--out', 'fresh');
    expect(contents(at('again'))).toEqual(contents(at('fresh')));
    expect(unchanged(await plan('fleet', '--out', 'again', '--fresh'))).toBe(0);
    expect(contents(at('again'))).toEqual(contents(at('fresh')));
  });

  test('leaves a report where it stands when not a byte of the inventory changed, and writes it again where one of its files did', async () => {
    await plan('fleet', '--out', 'standing', '--quiet');
    const before = contents(at('standing'));
    const times = (): readonly number[] => Object.keys(before).map((file) => statSync(at(join('standing', file))).mtimeMs);
    const then = times();
    const inodes = (): readonly number[] => Object.keys(before).map((file) => statSync(at(join('standing', file))).ino);
    const first = inodes();
    const again = await plan('fleet', '--out', 'standing');
    expect(unchanged(again)).toBe(160);
    expect(again.out).toBe((await plan('fleet', '--out', 'standing')).out);
    expect([times(), inodes()]).toEqual([then, first]);
    for (const file of ['summary.json', 'report.html', 'clusters.csv']) {
      rmSync(at(`standing/${file}`));
      expect(unchanged(await plan('fleet', '--out', 'standing'))).toBe(160);
      expect(contents(at('standing'))).toEqual(before);
    }
    expect(inodes()).not.toEqual(first);
  });

  test('tells again what it remarked of the inventory, though nothing changed', async () => {
    writeFleet(at('remarked'), { hosts: 8, vmsPerHost: 3, severity: 20, seed: 24 });
    const path = at('remarked/hosts.csv');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', ',\n').replace(',\n', ',owner\n'));
    const first = await plan('remarked', '--out', 'remarks');
    expect(first.err).toContain('owner');
    const second = await plan('remarked', '--out', 'remarks');
    expect(second.err).toBe(first.err);
    expect(unchanged(second)).toBe(8);
  });

  test('plans everything where a loss of power left the state of the report empty or torn', async () => {
    writeInventory(at('torn'), { hv1: 'a', hv2: 'b' });
    await plan('torn', '--out', 'power', '--quiet');
    const before = contents(at('power'));
    for (const left of ['', '{"files":{"hosts.csv"', '\0'.repeat(64)]) {
      writeFileSync(at('power/.converge/state.json'), left);
      const second = await plan('torn', '--out', 'power');
      expect([second.exit, second.err, unchanged(second)]).toEqual([0, '', 0]);
      expect(contents(at('power'))).toEqual(before);
    }
  });

  test('plans everything under another policy, with other options, and where a file of the report was saved by hand', async () => {
    await plan('fleet', '--out', 'rules', '--quiet');
    expect(unchanged(await plan('fleet', '--out', 'rules', '--skip-scripts'))).toBe(0);
    writeFileSync(at('other.yaml'), 'max_live_migrations: 4\n');
    expect(unchanged(await plan('fleet', '--out', 'rules', '--policy', 'other.yaml'))).toBe(0);
    expect(unchanged(await plan('fleet', '--out', 'rules', '--policy', 'other.yaml'))).toBe(160);
    const { atime, mtimeMs } = statSync(at('rules/flows.csv'));
    utimesSync(at('rules/flows.csv'), atime, new Date(mtimeMs + 5000));
    expect(unchanged(await plan('fleet', '--out', 'rules', '--policy', 'other.yaml'))).toBe(0);
  });

  test('writes scripts again that somebody deleted or edited, of their clusters alone', async () => {
    await plan('fleet', '--out', 'scripts', '--quiet');
    const before = contents(at('scripts'));
    const [first = '', second = '', third = ''] = readdirSync(at('scripts/apply'));
    const oneOf = (cluster: string): string => at(join('scripts/apply', cluster, readdirSync(at(`scripts/apply/${cluster}`))[0] ?? ''));
    const [edited, deleted] = [oneOf(first), oneOf(second)];
    appendFileSync(edited, '# mine');
    rmSync(deleted);
    writeFileSync(at(`scripts/apply/${third}/notes.txt`), 'mine');
    expect(unchanged(await plan('fleet', '--out', 'scripts'))).toBe(144);
    const { [`apply/${third}/notes.txt`]: notes, ...after } = contents(at('scripts'));
    expect(notes).toBe('mine');
    expect(after).toEqual(before);
    expect(unchanged(await plan('fleet', '--out', 'scripts'))).toBe(160);
    rmSync(at('scripts/apply'), { recursive: true });
    await plan('fleet', '--out', 'scripts', '--quiet');
    expect(contents(at('scripts'))).toEqual(before);
  });

  test('into another folder writes the scripts that are missing from the report it takes clusters from', async () => {
    await plan('fleet', '--history', 'nights', '--quiet');
    const before = contents(at('nights/latest'));
    rmSync(join(at('nights/latest'), 'apply'), { recursive: true });
    await plan('fleet', '--history', 'nights', '--quiet');
    expect(contents(at('nights/latest'))).toEqual(before);
    expect(unchanged(await plan('fleet', '--history', 'nights'))).toBe(160);
  });

  test('follows hosts that come, go and change their cluster', async () => {
    const hosts = { hv1: 'a', hv2: 'a', hv3: 'b', hv4: 'b', hv5: 'c' };
    writeInventory(at('moving'), hosts);
    await plan('moving', '--out', 'moved', '--quiet');
    const { hv5: _gone, ...rest } = hosts;
    writeInventory(at('moving'), { ...rest, hv4: 'a', hv0: 'd' });
    await plan('moving', '--out', 'moved', '--quiet');
    await plan('moving', '--out', 'anew', '--quiet');
    expect(contents(at('moved'))).toEqual(contents(at('anew')));
  });

  test('looks again at a host whose rows had a problem, wherever its lines stand now', async () => {
    writeInventory(at('broken'), { hv1: 'a', hv2: 'b' }, { nics: ['hv2,NIC3,Converged,-25'] });
    await plan('broken', '--out', 'mended', '--quiet');
    writeInventory(at('broken'), { hv0: 'a', hv1: 'a', hv2: 'b' }, { nics: ['hv2,NIC3,Converged,-25'] });
    const second = await plan('broken', '--out', 'mended');
    expect(unchanged(second)).toBe(0);
    expect(second.err).toContain('broken/nics.csv:8:20: error below-range');
  });
});
