/**
 * The cells of a file in little memory: every different text once, and for each cell its number. A fleet has millions of
 * cells and few texts, and what is kept as one string a cell is what the collector of garbage goes over again and again.
 */
import type { InventoryRow, RowCells } from '../model/inventory-rows.ts';

const FIRST_CAPACITY = 1 << 12;

/** Texts by their number; one list for all files, because names stand in several. */
export class TextList {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  /** All texts are known: those that come later would get new numbers. */
  close(): void {
    this.#numbers.clear();
  }
}

export class CellStore {
  readonly width: number;
  readonly #list: TextList;
  #numbers = new Uint32Array(FIRST_CAPACITY);
  #rows = 0;

  /** @param width cells of a row; those behind it are left out */
  constructor(list: TextList, width: number) {
    this.#list = list;
    this.width = width;
  }

  add(cells: readonly string[]): InventoryRow {
    const { width } = this;
    const at = this.#rows * width;
    if (at + width > this.#numbers.length) {
      const larger = new Uint32Array(2 * (at + width));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    for (let place = 0; place < width; place += 1) this.#numbers[at + place] = this.#numberOf(cells[place] ?? '', at + place);
    this.#rows += 1;
    return new StoredRow(this.#rows - 1, this);
  }

  /** A cell is often that of the row above. */
  #numberOf(text: string, at: number): number {
    const above = this.#numbers[at - this.width] ?? -1;
    return this.#list.texts[above] === text ? above : this.#list.numberOf(text);
  }

  cell(row: number, place: number): string | undefined {
    return place < this.width ? this.#list.texts[this.#numbers[row * this.width + place] ?? -1] : undefined;
  }
}

class StoredRow implements InventoryRow, RowCells {
  readonly id: number;
  readonly #store: CellStore;

  constructor(id: number, store: CellStore) {
    this.id = id;
    this.#store = store;
  }

  get cells(): RowCells {
    return this;
  }

  get length(): number {
    return this.#store.width;
  }

  at(place: number): string | undefined {
    return this.#store.cell(this.id, place);
  }

  *[Symbol.iterator](): Generator<string, undefined, undefined> {
    for (let place = 0; place < this.length; place += 1) yield this.at(place) ?? '';
  }
}
