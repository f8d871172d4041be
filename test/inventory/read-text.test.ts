import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readText } from '../../src/inventory/read-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-text-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Buffer) => {
  const path = join(folder, 'file.csv');
  writeFileSync(path, bytes);
  const text = readText(path);
  return 'bytes' in text ? text.bytes.toString() : text;
};

describe('a file read whole', () => {
  it('is UTF-8 without its mark, from UTF-8 and from UTF-16 of either order', () => {
    const text = 'price\n1 €\n';
    expect(read(Buffer.from(text))).toBe(text);
    expect(read(Buffer.from(`\uFEFF${text}`))).toBe(text);
    expect(read(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe(text);
    expect(read(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16())).toBe(text);
  });

  it('names the line with the first bytes that are no text', () => {
    expect(read(Buffer.concat([Buffer.from('a\nb\n'), Buffer.from([0xff, 0x0a])]))).toMatchObject({
      line: 3,
      statement: { code: 'bytes-undecodable' },
    });
    expect(read(Buffer.from('a\nb\n', 'utf16le'))).toMatchObject({ line: 0, statement: { code: 'bytes-undecodable' } });
  });

  it('says what keeps it from being read', () => {
    expect(readText(join(folder, 'nowhere.csv'))).toMatchObject({ line: 0, statement: { code: 'file-missing' } });
    expect(readText(folder)).toMatchObject({ line: 0, statement: { code: 'file-unreadable' } });
  });
});
