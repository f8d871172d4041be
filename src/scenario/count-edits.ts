/** How many rows a scenario changed, added or removed, by file. */
import type { RowTables } from '../model/inventory-rows.ts';

export const countEdits = (before: RowTables, after: RowTables): readonly { readonly file: string; readonly rows: number }[] =>
  [...before].flatMap(([file, { rows }]) => {
    const now = new Map((after.get(file)?.rows ?? []).map((row) => [row.id, row]));
    let edits = 0;
    for (const row of rows) {
      const next = now.get(row.id);
      if (next !== row) edits += 1;
      now.delete(row.id);
    }
    edits += now.size;
    return edits === 0 ? [] : [{ file, rows: edits }];
  });
