import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdsMark, isUntouched, readState } from '../../src/reports/run-marks.ts';
import { journalPath, type Mark, RunStore } from '../../src/reports/run-store.ts';

const FILES = ['hosts.csv', 'flows.csv', '.digests.jsonl'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Buffer => Buffer.from(text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a store', () => {
  it('shows nothing before its commit, and everything after it', async () => {
    const store = new RunStore(folder, FILES, null);
    store.append('hosts.csv', bytes('host\n'));
    store.append('hosts.csv', bytes('é\n'));
    store.append('.digests.jsonl', bytes('{}\n'));
    store.endChunk(() => 'line\n');
    store.place('summary.json', '{}');
    expect(readdirSync(folder)).toEqual(['.converge']);
    await store.commit(0);
    expect(readdirSync(folder).sort()).toEqual(['.converge', 'flows.csv', 'hosts.csv', 'summary.json']);
    expect([read('hosts.csv'), read('flows.csv'), read('.converge/.digests.jsonl'), read('.converge/index.jsonl')]).toEqual([
      'host\né\n',
      '',
      '{}\n',
      'line\n',
    ]);
    expect(existsSync(join(folder, '.converge/run'))).toBe(false);
  });

  it('that is abandoned leaves an earlier report, and no trace of itself', async () => {
    const first = new RunStore(folder, FILES, null);
    first.append('hosts.csv', bytes('old'));
    await first.commit(0);
    const second = new RunStore(folder, FILES, null);
    second.append('hosts.csv', bytes('new'));
    second.endChunk(() => 'line\n');
    await second.abandon(false);
    expect(read('hosts.csv')).toBe('old');
    expect(existsSync(join(folder, '.converge/run'))).toBe(false);
  });

  it('goes on behind a mark, whatever was written after it', async () => {
    const first = new RunStore(folder, FILES, null);
    first.append('hosts.csv', bytes('one,'));
    const marks: Mark[] = [];
    first.endChunk((mark) => {
      marks.push(mark);
      return 'a\n';
    });
    first.append('hosts.csv', bytes('lost'));
    first.endChunk(() => 'torn');
    await first.abandon(true);
    const second = new RunStore(folder, FILES, { mark: marks[0] as Mark, journalBytes: 2 });
    second.append('hosts.csv', bytes('two'));
    second.endChunk(() => 'b\n');
    await second.commit(0);
    expect([read('hosts.csv'), read('.converge/index.jsonl')]).toEqual(['one,two', 'a\nb\n']);
  });

  it('copies bytes of another file, however many, and puts its own in another order', async () => {
    const long = 'abcdefgh'.repeat(300_000);
    writeFileSync(join(folder, 'other'), `--${long}--`);
    const store = new RunStore(folder, FILES, null);
    store.append('flows.csv', bytes('x'));
    store.copy('flows.csv', openSync(join(folder, 'other'), 'r'), 2, long.length);
    store.append('hosts.csv', bytes('HEADb1a22'));
    await store.reorder((name) =>
      Float64Array.from(name === 'hosts.csv' ? [0, 4, 6, 3, 4, 2] : name === 'flows.csv' ? [0, long.length + 1] : []),
    );
    store.append('hosts.csv', bytes('!'));
    await store.commit(0);
    expect(read('flows.csv') === `x${long}`).toBe(true);
    expect(read('hosts.csv')).toBe('HEADa22b1!');
  });

  it('reads back what was marked, and fails where the disk does', async () => {
    const store = new RunStore(folder, FILES, null);
    store.append('hosts.csv', bytes('one'));
    store.endChunk(() => '');
    store.append('hosts.csv', bytes('two'));
    store.endChunk(() => '');
    expect(store.read('hosts.csv', 3, 3).toString()).toBe('two');
    expect(() => store.append('nothing.csv', bytes('x'))).toThrow('The run has no file nothing.csv.');
    await store.abandon(false);
  });
});

describe('a mark', () => {
  /** `two` is at hand, or copied from another file. */
  const begin = async (copied = false) => {
    const store = new RunStore(folder, FILES, null);
    const marks: Mark[] = [];
    const lineOf = (mark: Mark): string => {
      marks.push(mark);
      return `line ${marks.length}\n`;
    };
    writeFileSync(join(folder, 'other'), '--wo');
    store.append('hosts.csv', bytes('one'));
    store.endChunk(lineOf);
    store.append('hosts.csv', bytes(copied ? 't' : 'two'));
    if (copied) store.copy('hosts.csv', openSync(join(folder, 'other'), 'r'), 2, 2);
    store.endChunk(lineOf);
    await store.abandon(true);
    return { before: marks[0] as Mark, mark: marks[1] as Mark };
  };

  it.each([false, true])('holds while the bytes behind the mark before are those that were written, copied: %s', async (copied) => {
    const { before, mark } = await begin(copied);
    expect(holdsMark(folder, FILES, null, before)).toBe(true);
    expect(holdsMark(folder, FILES, before, mark)).toBe(true);
    appendFileSync(join(folder, '.converge/run/hosts.csv'), 'more');
    expect(holdsMark(folder, FILES, before, mark)).toBe(true);
    expect(statSync(journalPath(folder)).size).toBe(14);
  });

  it('does not hold where bytes are missing or others, as after a loss of power', async () => {
    const { before, mark } = await begin();
    writeFileSync(join(folder, '.converge/run/hosts.csv'), 'onetwx');
    expect(holdsMark(folder, FILES, before, mark)).toBe(false);
    truncateSync(join(folder, '.converge/run/hosts.csv'), 5);
    expect(holdsMark(folder, FILES, before, mark)).toBe(false);
    expect(holdsMark(folder, FILES, null, before)).toBe(true);
  });
});

describe('a report', () => {
  it('is untouched until somebody saves over one of its files', async () => {
    const store = new RunStore(folder, FILES, null);
    store.append('hosts.csv', bytes('one'));
    await store.commit(0);
    const states = readState(folder)?.files;
    if (states === undefined) throw new Error('A report says what its files are.');
    expect(FILES.every((file) => isUntouched(folder, file, states))).toBe(true);
    writeFileSync(join(folder, 'hosts.csv'), 'two');
    expect(isUntouched(folder, 'hosts.csv', states)).toBe(false);
    rmSync(join(folder, 'flows.csv'));
    expect(isUntouched(folder, 'flows.csv', states)).toBe(false);
  });
});
