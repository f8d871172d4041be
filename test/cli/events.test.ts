/** The published schema of the events against what real runs print. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openAnnouncer } from '../../src/cli/announcer.ts';
import { converge, makeFolder, writeInventory } from './converge.ts';

const schema = JSON.parse(readFileSync('docs/schema/events.schema.json', 'utf8')) as { $defs: Record<string, object> };
const valid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

let folder: ReturnType<typeof makeFolder>;
const told = new Set<string>();

/** The kinds of the events on these lines, each of which must fit. */
const kindsOf = (out: string): readonly string[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event = JSON.parse(line) as { event: string };
      valid(event);
      expect({ line, errors: valid.errors ?? [] }).toEqual({ line, errors: [] });
      told.add(event.event);
      return event.event;
    });

beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => folder.remove());
afterEach(() => vi.restoreAllMocks());

describe('the published schema of the events', () => {
  test('fits what a sound run, a broken one and one of a history print', async () => {
    for (const inventory of ['demo', 'broken']) {
      const { out } = await converge(['plan', resolve('inputs', inventory), '--json', '--history', 'nights', '--keep', '1'], folder.path);
      const kinds = kindsOf(out);
      expect([kinds[0], ...kinds.slice(-2)]).toEqual(['start', 'done', 'history']);
    }
    const some = await converge(['plan', resolve('inputs/demo'), '--json', '--only', 'edge-*', '--out', 'some'], folder.path);
    expect(kindsOf(some.out)).toEqual(['start', 'done']);
  });

  test('fits a run of a history that keeps and removes runs', async () => {
    writeInventory(join(folder.path, 'small'), { hv01: 'prod' });
    const night = async (): Promise<Record<string, unknown>> => {
      const { out } = await converge(['plan', 'small', '--json', '--history', 'kept', '--keep', '1'], folder.path);
      expect(kindsOf(out).at(-1)).toBe('history');
      return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    };
    const first = await night();
    writeFileSync(join(folder.path, 'kept', String(first.run), 'notes.txt'), 'mine');
    await night();
    expect(await night()).toMatchObject({ kept: [{ run: first.run, file: 'notes.txt' }] });
  });

  test('fits a comparison', async () => {
    writeInventory(join(folder.path, 'old'), { hv01: 'prod', hv02: 'prod' });
    writeInventory(join(folder.path, 'new'), { hv01: 'test', hv03: 'prod' });
    for (const name of ['old', 'new']) await converge(['plan', name, '--out', `${name}-report`, '--quiet'], folder.path);
    const { out } = await converge(['diff', 'old-report', 'new-report', '--json', '--out', 'diff.csv'], folder.path);
    expect(new Set(kindsOf(out))).toEqual(new Set(['difference', 'diff']));
  });

  test('fits progress and failures', () => {
    let time = 0;
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const announcer = openAnnouncer('json', () => time);
    time = 2000;
    announcer.progress(5, 10);
    announcer.failures([
      { host: 'hv01', violations: [{ rule: 'weights-sum', subject: 'Converged', message: 'The weights add up to 99.' }] },
    ]);
    vi.restoreAllMocks();
    expect(kindsOf(lines.join(''))).toEqual(['progress', 'failure']);
  });

  test('describes no event that nothing prints, and refuses a member it does not know', () => {
    expect(Object.keys(schema.$defs).filter((kind) => !told.has(kind))).toEqual([]);
    expect(valid({ event: 'progress', done: 1, total: 2 })).toBe(true);
    expect(valid({ event: 'progress', done: 1, total: 2, extra: 3 })).toBe(false);
    expect(valid({ event: 'lunch' })).toBe(false);
  });
});
