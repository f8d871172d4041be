import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InventoryMap, scanAtOnce } from '../../src/inventory/scan-inventory.ts';
import { ScanMemory } from '../../src/inventory/scan-memory.ts';
import { type Files, SMALL } from './inventory-folder.ts';

const scan = (folder: string, memory?: ScanMemory): InventoryMap => {
  return scanAtOnce({ folder, chunkHosts: 1, spillFolder: () => folder, ...(memory === undefined ? {} : { memory }) });
};

/** All that is ever asked of a scan. */
const told = (map: InventoryMap) => ({
  names: [map.names.names, map.names.clusterOf, map.names.clusters],
  slices: map.chunks.map((_, chunk) => map.slice(chunk)),
  strays: map.strays(),
  digests: map.names.clusters.map((_, cluster) => map.digest(cluster)),
  problems: map.problems,
  files: map.files,
});

const withFolders = (run: (write: (name: string, files: Partial<Files>) => string) => void): void => {
  const root = mkdtempSync(join(tmpdir(), 'converge-memory-'));
  try {
    run((name, files) => {
      const folder = mkdtempSync(join(root, name));
      for (const [file, content] of Object.entries({ ...SMALL, ...files })) writeFileSync(join(folder, file), content);
      return folder;
    });
  } finally {
    rmSync(root, { recursive: true });
  }
};

const TEXTS = Object.keys(SMALL).filter((file) => typeof SMALL[file as keyof Files] === 'string') as (keyof Files)[];

/** Files with a line said twice, left out, torn, or of another host; a VM that moves is one that stands on two hosts for a while. */
const anyFiles = fc
  .array(fc.record({ file: fc.constantFrom(...TEXTS), line: fc.nat(20), how: fc.constantFrom('twice', 'gone', 'torn', 'other') }), {
    maxLength: 3,
  })
  .map((edits) =>
    edits.reduce<Partial<Files>>((files, { file, line, how }) => {
      const lines = String(files[file] ?? SMALL[file]).split('\n');
      const at = 1 + (line % Math.max(1, lines.length - 1));
      const text = lines[at] ?? '';
      const made = { twice: [text, text], gone: [], torn: [`"${text}`], other: [text.replace(/^[^,]*/, 'stranger')] }[how] ?? [];
      lines.splice(at, 1, ...made);
      return { ...files, [file]: lines.join('\n') };
    }, {}),
  );

test('a scan that takes files from the scan before finds what a scan by itself finds', () => {
  fc.assert(
    fc.property(anyFiles, fc.array(anyFiles, { minLength: 1, maxLength: 3 }), (first, others) => {
      withFolders((write) => {
        const memory = new ScanMemory();
        const folders = [first, ...others].map((files, index) => write(`${index}-`, files));
        for (const folder of folders) expect(told(scan(folder, memory))).toEqual(told(scan(folder)));
      });
    }),
    { numRuns: 60 },
  );
});

test('a file is searched at its own place, wherever the one with the same bytes stands', () => {
  withFolders((write) => {
    const memory = new ScanMemory();
    const [first, second] = [write('first-', {}), write('second-', {})];
    scan(first, memory);
    const parts = scan(second, memory).slice(0).parts;
    expect(parts.map(({ path }) => path.startsWith(second))).toEqual(parts.map(() => true));
  });
});
