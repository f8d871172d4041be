import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CellStore, TextList } from '../../src/inventory/cell-store.ts';

test('rows come back as they were put in, cell by cell, whatever repeats, and without the cells behind the width', () => {
  const cell = fc.constantFrom('', 'a', 'b', 'A', ' a', '__proto__', '1');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.array(cell, { minLength: 5, maxLength: 7 })), (width, rows) => {
      const store = new CellStore(new TextList(), width);
      const stored = rows.map((cells) => store.add(cells));
      expect(stored.map(({ cells }) => [...cells])).toEqual(rows.map((cells) => cells.slice(0, width)));
      expect(stored.map(({ cells }) => cells.at(width))).toEqual(rows.map(() => undefined));
      expect(stored.map(({ id }) => id)).toEqual(rows.map((_, index) => index));
    }),
  );
});

test('files share their texts, and a store grows with its rows', () => {
  const list = new TextList();
  const stores = [new CellStore(list, 2), new CellStore(list, 2)];
  for (const store of stores) for (let row = 0; row < 5000; row += 1) store.add(['host', String(row)]);
  expect(list.texts).toHaveLength(5001);
  expect([...new CellStore(list, 1).add(['4999']).cells]).toEqual(['4999']);
});
