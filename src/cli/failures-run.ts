/** `converge failures`: from the inventory to the report. */
import { failureHeaders } from '../reports/failures-tables.ts';
import { renderFailuresScreen } from '../reports/failures-screen.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FailuresSettings, studyFailuresOf } from './failures-study.ts';
import { selectFromInventory } from './select-from-inventory.ts';
import { runStudy, type StudyOptions } from './study-run.ts';

/** @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted */
export const runFailures = async (options: StudyOptions, only: string | null, signal: AbortSignal): Promise<ExitCode> => {
  const settings: FailuresSettings = { policy: await readPolicyOf(options.policy), only };
  return runStudy(
    options,
    (inventory) => {
      // A pattern that matches nothing is a slip of the pen; all hosts stay in the study, as survivors.
      selectFromInventory(inventory, only);
      return {
        name: 'failures',
        headers: failureHeaders(),
        study: (clusters) => studyFailuresOf(clusters, settings),
        worker: new URL('./failures-worker.js', import.meta.url),
        workerData: settings,
        screen: renderFailuresScreen,
      };
    },
    signal,
  );
};
