/** The traffic that SMB limits of storage are made from. */
import { mbps } from '../units/quantity.ts';
import type { StorageTraffic } from './limits.ts';
import type { TrafficPath } from './migration-path.ts';
import type { MigrationDraft } from './plan-migration.ts';
import type { SwitchCase } from './switch-case.ts';
import { nameKey } from '../model/name.ts';

/** Null where storage is not on the network. */
export const storageTrafficOf = (draft: MigrationDraft, cases: readonly SwitchCase[], rate: number): StorageTraffic | null => {
  const { storage } = draft.rules;
  const { path } = storage;
  if (path === null) return null;
  const copies = mbps(draft.chosen.candidate.copies * storage.stream);
  const migration = mbps(storage.sharesMigrationPath ? rate : 0);
  const demands = path.place.kind === 'direct' ? directDemands(path) : switchDemands(path, cases);
  return { ...demands, copies, total: path.total, migration };
};

const directDemands = (path: TrafficPath) => {
  // What other direct adapters send is taken off R already.
  const demand = mbps(path.adapters.reduce((sum, adapter) => sum + Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY), 0));
  return { demand, allDemand: demand };
};

const switchDemands = (path: TrafficPath, cases: readonly SwitchCase[]) => {
  const name = path.place.kind === 'switch' ? nameKey(path.place.on.virtualSwitch.name) : '';
  const on = cases.find((of) => nameKey(of.virtualSwitch.name) === name) as SwitchCase;
  const own = new Set(path.adapters);
  const ofStorage = on.traffic.hostFlows.filter((flow) => own.has(flow.adapter)).reduce((sum, flow) => sum + flow.demand, 0);
  return { demand: mbps(ofStorage), allDemand: mbps(allDemandOn(on)) };
};

/** Σ over the flows: the default flow counts with what its adapters send together, where that is known. */
const allDemandOn = (on: SwitchCase): number => {
  if (on.selection !== null) {
    return on.selection.flows.reduce((sum, flow) => sum + flow.demand, 0);
  }
  const ofHost = on.traffic.hostFlows.reduce((sum, flow) => sum + flow.demand, 0);
  const ofVms = on.traffic.vmFlows.reduce((sum, flow) => sum + flow.demand, 0);
  return ofHost + Math.min(ofVms, on.virtualSwitch.coincidentEgress ?? Number.POSITIVE_INFINITY);
};
