/** `converge maintenance`: from the inventory, and perhaps the demand of the hours, to the report. */
import type { MaintenanceSettings } from '../fleet/study-maintenance.ts';
import { readDemand } from '../inventory/read-demand.ts';
import { maintenanceHeaders } from '../reports/maintenance-tables.ts';
import { renderMaintenanceScreen } from '../reports/maintenance-screen.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { ExitCode } from './exit-codes.ts';
import { studyMaintenanceOf } from './maintenance-study.ts';
import { runStudy, type StudyOptions } from './study-run.ts';

export interface MaintenanceOptions {
  /** Path of the file with the demand of the hours. */
  readonly demand: string | null;
  readonly start: number | null;
}

/** @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted */
export const runMaintenance = async (options: StudyOptions, asked: MaintenanceOptions, signal: AbortSignal): Promise<ExitCode> => {
  const policy = await readPolicyOf(options.policy);
  return runStudy(
    options,
    (inventory) => {
      const demand = asked.demand === null ? null : readDemand(asked.demand, inventory);
      const settings: MaintenanceSettings = { policy, demand, start: asked.start };
      return {
        name: 'maintenance',
        headers: maintenanceHeaders(),
        study: (clusters) => studyMaintenanceOf(clusters, settings),
        worker: new URL('./maintenance-worker.js', import.meta.url),
        workerData: settings,
        screen: renderMaintenanceScreen,
      };
    },
    signal,
  );
};
