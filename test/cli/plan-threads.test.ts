import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, ended, makeFolder, shuffleInventory, start, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 100, vmsPerHost: 5, severity: 40, seed: 11 });
  writeFleet(at('large'), { hosts: 1200, vmsPerHost: 8, severity: 40, seed: 5 });
});
afterAll(() => folder.remove());

/** Everything but the digests of the inputs, which another order of rows changes. */
const withoutInputs = (report: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const { inputs, ...summary } = JSON.parse(report['summary.json'] ?? '') as Record<string, unknown>;
  return { ...report, 'summary.json': `${Object.keys(inputs as object).length} inputs ${JSON.stringify(summary)}` };
};

describe('a report', () => {
  test('is the same to the byte with 0, 1, 2 and 8 threads', { timeout: 60_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '1', '2', '8']) {
      const { exit } = await converge(['plan', 'fleet', '--threads', threads, '--out', `t${threads}`, '--quiet'], folder.path);
      expect([0, 3]).toContain(exit);
      reports.push(contents(at(`t${threads}`)));
    }
    const [alone, ...others] = reports;
    for (const other of others) expect(other).toEqual(alone);
  });

  test('is the same to the byte for the same rows in another order', { timeout: 60_000 }, async () => {
    shuffleInventory(at('fleet'), at('shuffled'));
    await converge(['plan', 'fleet', '--out', 'sorted', '--quiet'], folder.path);
    await converge(['plan', 'shuffled', '--out', 'turned', '--quiet'], folder.path);
    expect(withoutInputs(contents(at('turned')))).toEqual(withoutInputs(contents(at('sorted'))));
  });

  test('lists hosts by name though the hosts of a cluster stand far apart', { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 90 }, (_, index) => `hv${String(index).padStart(2, '0')}`);
    writeInventory(at('mixed'), Object.fromEntries(names.map((name, index) => [name, `cluster${index % 7}`])));
    await converge(['plan', 'mixed', '--threads', '2', '--out', 'ordered'], folder.path);
    const rows = contents(at('ordered'))['hosts.csv']?.trimEnd().split('\n').slice(1);
    expect(rows?.map((row) => row.split(',')[0])).toEqual(names);
  });
});

const journalLines = (report: string): number => {
  const path = at(`${report}/.converge/run/journal.jsonl`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

/** Waits until the run has journaled a chunk, or ended. */
const untilJournaled = async (report: string, child: { readonly exitCode: number | null }): Promise<void> => {
  while (journalLines(report) < 2 && child.exitCode === null) await sleep(5);
};

describe('an interrupted run', () => {
  test.each(['0', '2'])(
    'with %s threads ends with 130, publishes nothing, and is resumed to the same bytes',
    { timeout: 60_000 },
    async (threads) => {
      const out = `stopped${threads}`;
      const child = start(['plan', 'large', '--threads', threads, '--out', out], folder.path);
      const end = ended(child);
      await untilJournaled(out, child);
      child.kill('SIGINT');
      const { exit, out: said, err } = await end;
      expect({ exit, said }).toEqual({ exit: 130, said: '' });
      expect(err).toMatch(
        /^Interrupted: \d+ of 1200 hosts are planned and kept, and nothing was published\. Add --resume to go on from there\.\n$/,
      );
      expect(readdirSync(at(out))).toEqual(['.converge']);
      const resumed = await converge(['plan', 'large', '--threads', threads, '--out', out, '--resume', '--quiet'], folder.path);
      expect(resumed.err).toBe('');
      await converge(['plan', 'large', '--out', 'undisturbed', '--quiet'], folder.path);
      expect(contents(at(out))).toEqual(contents(at('undisturbed')));
    },
  );

  test('leaves an earlier report of the same name as it was', { timeout: 60_000 }, async () => {
    writeInventory(at('small'), { hv01: 'prod' });
    await converge(['plan', 'small', '--out', 'kept'], folder.path);
    const before = contents(at('kept'));
    const child = start(['plan', 'large', '--out', 'kept'], folder.path);
    const end = ended(child);
    await untilJournaled('kept', child);
    child.kill('SIGINT');
    expect((await end).exit).toBe(130);
    expect(contents(at('kept'))).toEqual(before);
  });
});

describe('a run that was killed', () => {
  const killed = async (out: string): Promise<void> => {
    const child = start(['plan', 'large', '--out', out], folder.path);
    const end = ended(child);
    await untilJournaled(out, child);
    child.kill('SIGKILL');
    await end;
  };
  const resume = (out: string, ...words: string[]) =>
    converge(['plan', 'large', '--out', out, '--resume', '--quiet', ...words], folder.path);

  test('gives the bytes of an undisturbed one once it is resumed, a torn line of the journal notwithstanding', {
    timeout: 60_000,
  }, async () => {
    await killed('killed');
    appendFileSync(at('killed/.converge/run/journal.jsonl'), '{"chunk":');
    expect((await resume('killed')).err).toBe('');
    await converge(['plan', 'large', '--out', 'undisturbed', '--quiet'], folder.path);
    expect(contents(at('killed'))).toEqual(contents(at('undisturbed')));
  });

  test('does not go on under another policy, or over another inventory, and says why', { timeout: 60_000 }, async () => {
    await killed('other');
    writeFileSync(at('other.yaml'), 'max_live_migrations: 4\n');
    const policy = await resume('other', '--policy', 'other.yaml');
    expect(policy).toEqual({
      exit: 2,
      out: '',
      err: 'error: The stopped run cannot go on: the policy, the options or the version of converge changed since.\n    Leave out --resume to plan anew.\n',
    });
    appendFileSync(at('large/nics.csv'), '\n');
    const inventory = await resume('other');
    writeFileSync(at('large/nics.csv'), readFileSync(at('large/nics.csv'), 'utf8').slice(0, -1));
    expect(inventory.err).toBe('error: The stopped run cannot go on: nics.csv changed since.\n    Leave out --resume to plan anew.\n');
    expect((await resume('nothing')).err).toBe('error: There is no stopped run in nothing.\n    Leave out --resume to begin one.\n');
    expect(existsSync(at('nothing'))).toBe(false);
  });

  test('leaves a lock that the next run sees to be stale; a lock of a living run is respected', { timeout: 60_000 }, async () => {
    await killed('locked');
    expect((await converge(['plan', 'small', '--out', 'locked', '--quiet'], folder.path)).exit).toBe(0);
    mkdirSync(at('busy/.converge'), { recursive: true });
    writeFileSync(at('busy/.converge/lock'), JSON.stringify({ pid: process.pid, machine: hostname() }));
    const refused = await converge(['plan', 'small', '--out', 'busy'], folder.path);
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain(`error: Another run (process ${process.pid} on ${hostname()}) is writing busy.`);
  });
});
