/** What `converge growth` was asked to do. */
import type { GrowthRate, Load } from '../model/growth.ts';
import type { QuestionOptions } from './question-options.ts';

export interface GrowthOptions extends QuestionOptions {
  readonly loads: readonly Load[];
  /** How fast load grows: given, read from earlier reports, or not known. */
  readonly pace: { readonly kind: 'given'; readonly rate: GrowthRate } | { readonly kind: 'history'; readonly folder: string } | null;
}
