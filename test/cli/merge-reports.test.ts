import '../seed.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Joined, mergeReports } from '../../src/cli/merge-reports.ts';
import { compareNames, nameKey } from '../../src/model/name.ts';
import { sampleFailed } from '../reports/sample-outcome.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-merge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Host names, each with what is known of it; and whether a line of problems without a host follows. */
interface Report {
  readonly hosts: ReadonlyMap<string, string>;
  readonly stray: boolean;
}

const write = (name: string, { hosts, stray }: Report): string => {
  mkdirSync(join(folder, name), { recursive: true });
  const lines = [...hosts].map(([host, os]) => JSON.stringify(sampleFailed({ host, os })));
  if (stray) lines.push('{"kind":"no-host","problems":[]}');
  writeFileSync(join(folder, name, 'outcomes.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return join(folder, name);
};

/** One word a host: what the merge should say of it, looked up by name. */
const expected = (earlier: Report, now: Report): readonly string[] => {
  const byKey = ({ hosts }: Report) => new Map([...hosts].map(([host, os]) => [nameKey(host), { host, os }]));
  const [old, current] = [byKey(earlier), byKey(now)];
  const keys = [...new Set([...old.keys(), ...current.keys()])].sort(compareNames);
  return keys.map((key) => {
    const [was, is] = [old.get(key), current.get(key)];
    if (was === undefined) return `new ${is?.host}`;
    if (is === undefined) return `gone ${was.host}`;
    return was.host === is.host && was.os === is.os ? 'same' : `both ${was.host} ${is.host}`;
  });
};

const word = (joined: Joined): string => {
  switch (joined.kind) {
    case 'same':
      return 'same';
    case 'both':
      return `both ${joined.earlier.host} ${joined.now.host}`;
    case 'gone':
      return `gone ${joined.earlier.host}`;
    case 'new':
      return `new ${joined.now.host}`;
  }
};

const name = fc.oneof(
  fc.constantFrom('hv1', 'HV1', 'hv2', 'Hv2', 'hv10', 'Ä', 'ä', '__proto__'),
  fc.string({ minLength: 1, maxLength: 4 }),
);
const report: fc.Arbitrary<Report> = fc.record({
  hosts: fc
    .uniqueArray(fc.tuple(name, fc.constantFrom('2019', '2022')), { selector: ([host]) => nameKey(host), maxLength: 12 })
    .map((hosts) => new Map([...hosts].sort(([a], [b]) => compareNames(a, b)))),
  stray: fc.boolean(),
});

describe('two reports walked together', () => {
  test('say of every host what a search by name says', async () => {
    await fc.assert(
      fc.asyncProperty(report, report, async (earlier, now) => {
        const words: string[] = [];
        for await (const joined of mergeReports(write('earlier', earlier), write('now', now))) words.push(word(joined));
        expect(words).toEqual(expected(earlier, now));
      }),
    );
  });
});
