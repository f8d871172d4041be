import { expect, test } from 'vitest';
import { letGo } from '../../src/inventory/let-go.ts';

const heldOutside = (): number => process.memoryUsage().arrayBuffers;

test('memory that is let go is gone at once, without a collector', () => {
  const before = heldOutside();
  const buffers = [new ArrayBuffer(32 << 20), new ArrayBuffer(16 << 20)];
  expect(heldOutside() - before).toBeGreaterThan(40 << 20);
  letGo(buffers);
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
  expect(heldOutside() - before).toBeLessThan(8 << 20);
});
