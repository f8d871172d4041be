/** What `converge plan` was asked to do. */
export interface PlanOptions {
  readonly inventory: string;
  /** null: named after the date and the inventory. */
  readonly out: string | null;
  readonly policy: string | null;
  /** null: as many as the machine has processors. 0: no threads, everything in this process. */
  readonly threads: number | null;
  readonly only: string | null;
  /** Share of the hosts that is solved a second time, in percent. */
  readonly audit: number;
  /** Plan every other layout of a short host's NICs, not only the most promising ones. */
  readonly layouts: boolean;
  readonly rawCells: boolean;
  /** Write apply/: the scripts that apply the plan. */
  readonly scripts: boolean;
  /** Address of the queue that workers elsewhere serve; null: plan here. */
  readonly queue: string | null;
  /** Go on with a run that was stopped. */
  readonly resume: boolean;
  /** Report from which unchanged clusters are taken; null: the one that stands in the folder. */
  readonly earlier: string | null;
  /** Plan every host, also those that are as they were in that report. */
  readonly fresh: boolean;
  readonly output: 'text' | 'json' | 'quiet';
}
