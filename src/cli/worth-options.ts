/** What `converge worth` was asked to do. */
import type { QuestionOptions } from './question-options.ts';

export interface WorthOptions extends QuestionOptions {
  /** null: prices.csv of the inventory, where there is one. */
  readonly prices: string | null;
  readonly pressed: boolean;
}
