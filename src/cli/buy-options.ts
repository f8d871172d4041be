/** What `converge buy` was asked to do. */
export interface BuyOptions {
  readonly inventory: string;
  readonly prices: string;
  /** Plain decimal text; null: whatever repairs all that can be repaired. */
  readonly budget: string | null;
  /** null: named after the date and the inventory. */
  readonly out: string | null;
  readonly policy: string | null;
  /** null: as many as the machine has processors. 0: no threads, everything in this process. */
  readonly threads: number | null;
  readonly rawCells: boolean;
}
