import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adapterLabel, isAdapterLabel } from '../../src/model/name.ts';

const name = fc.array(fc.constantFrom('a', 'b', '/', ' '), { maxLength: 4 }).map((signs) => signs.join(''));

describe('the label of an adapter', () => {
  it('is told from other texts as if it were made and compared', () => {
    const found = { label: 0, other: 0 };
    fc.assert(
      fc.property(name, name, name, (text, vm, adapter) => {
        const isLabel = text === adapterLabel(vm, adapter);
        found[isLabel ? 'label' : 'other'] += 1;
        expect(isAdapterLabel(text, vm, adapter)).toBe(isLabel);
        expect(isAdapterLabel(adapterLabel(vm, adapter), vm, adapter)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(found.label).toBeGreaterThan(0);
    expect(found.other).toBeGreaterThan(0);
  });
});
