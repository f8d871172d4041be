import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formChunks } from '../../src/fleet/form-chunks.ts';

const fleet = (clusters: readonly string[]): readonly { cluster: string }[] => clusters.map((cluster) => ({ cluster }));

describe('chunks', () => {
  test('hold whole clusters, however the names are written', () => {
    expect(formChunks(fleet(['a', 'b', 'A', 'b']), 2)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  test('are shared by small clusters up to the size, and a large cluster has one of its own', () => {
    expect(formChunks(fleet(['a', 'b', 'c', 'c', 'c', 'd']), 2)).toEqual([[0, 1], [2, 3, 4], [5]]);
  });

  test('of an empty fleet are none', () => {
    expect(formChunks([])).toEqual([]);
  });

  test('hold every host once, no cluster twice, and stand in order of their first host', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'aAbcdefgh')), fc.integer({ min: 1, max: 9 }), (clusters, size) => {
        const chunks = formChunks(fleet(clusters), size);
        expect(chunks.flat().sort((a, b) => a - b)).toEqual(clusters.map((_, index) => index));
        const firsts = chunks.map((chunk) => chunk[0] ?? -1);
        expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
        const owners = chunks.map((chunk) => new Set(chunk.map((index) => clusters[index]?.toLowerCase())));
        expect(owners.reduce((sum, owner) => sum + owner.size, 0)).toBe(new Set(clusters.map((name) => name.toLowerCase())).size);
        for (const [number, chunk] of chunks.entries()) {
          const alone = owners[number]?.size === 1;
          expect(alone || chunk.length <= size).toBe(true);
        }
      }),
    );
  });
});
