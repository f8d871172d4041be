/** The traffic that SMB limits of storage are made from. A limit holds for the whole server, so every storage adapter counts. */
import { mbps } from '../units/quantity.ts';
import type { StorageTraffic } from './limits.ts';
import type { MigrationDraft } from './plan-migration.ts';
import type { SwitchCase } from './switch-case.ts';
import type { Host } from '../model/host.ts';

/** Null where storage is not on the network. */
export const storageTrafficOf = (host: Host, draft: MigrationDraft, cases: readonly SwitchCase[]): StorageTraffic | null => {
  const { storage } = draft.rules;
  if (storage.path === null) return null;
  const { path } = draft.route;
  return {
    demand: mbps(directStorageDemand(host) + cases.reduce((sum, of) => sum + storageDemandOn(of), 0)),
    copies: mbps(draft.chosen.candidate.copies * storage.stream),
    total: path.total,
    allDemand: mbps(path.place.kind === 'direct' ? demandOf(path.adapters) : allDemandOn(path.place.on as SwitchCase)),
    migration: mbps(draft.rate),
  };
};

const demandOf = (adapters: readonly Host['adapters'][number][]): number =>
  adapters.reduce((sum, adapter) => sum + Math.min(adapter.egress, adapter.cap ?? Number.POSITIVE_INFINITY), 0);

const directStorageDemand = (host: Host): number =>
  demandOf(host.adapters.filter((adapter) => adapter.switch === null && adapter.role === 'storage'));

const storageDemandOn = (of: SwitchCase): number =>
  of.traffic.hostFlows.filter((flow) => flow.adapter.role === 'storage').reduce((sum, flow) => sum + flow.demand, 0);

/** Σ over the flows: the default flow counts with what its adapters send together, where that is known. */
const allDemandOn = (on: SwitchCase): number => {
  if (on.selection !== null) return on.selection.flows.reduce((sum, flow) => sum + flow.demand, 0);
  const ofHost = on.traffic.hostFlows.reduce((sum, flow) => sum + flow.demand, 0);
  const ofVms = on.traffic.vmFlows.reduce((sum, flow) => sum + flow.demand, 0);
  return ofHost + Math.min(ofVms, on.virtualSwitch.coincidentEgress ?? Number.POSITIVE_INFINITY);
};
