/** How many rows a scenario changed, added or removed, by file. */
import type { RowTables } from '../model/inventory-rows.ts';

export const countEdits = (before: RowTables, after: RowTables): readonly { readonly file: string; readonly rows: number }[] =>
  [...before].flatMap(([file, { rows }]) => {
    // Rows keep their order, and new ones stand behind them: the two lists are walked side by side.
    const now = after.get(file)?.rows ?? [];
    if (now === rows) return [];
    let [edits, at] = [0, 0];
    for (const row of rows) {
      const next = now[at];
      if (next?.id === row.id) at += 1;
      if (next !== row) edits += 1;
    }
    edits += now.length - at;
    return edits === 0 ? [] : [{ file, rows: edits }];
  });
