/** What travels in each DCB class of a switch, and what every level asks of the classes for it. */
import { heartbeatPercent } from '../catalog/azure-local.ts';
import type { Role } from '../model/host.ts';
import type { Level } from '../model/levels.ts';
import type { Policy } from '../model/policy.ts';
import { ETS_CLASSES, type EtsClassName } from '../model/topology-plan.ts';
import type { Target } from './apportion.ts';
import { DEFAULT_CLASS, type EtsProblem, type MigrationClass, SMB_DIRECT } from './ets.ts';
import type { AdapterFlow } from './flows.ts';
import type { SwitchCase } from './switch-case.ts';

/** Mbit/s of frames, summed over the adapters of one class. */
export interface ClassTraffic {
  readonly floor: number;
  readonly demand: number;
}

/** A migration over the switch: its rate comes on top of the demand of the class that its transport runs in. */
export interface EtsDrain {
  readonly rate: number;
  readonly inClass: MigrationClass;
}

/** Migration by SMB Direct is marked by its port like storage; every other transport is plain TCP. */
export const classOfTransport = (transport: string): MigrationClass => (transport === 'smb-direct' ? 'smb-direct' : 'default');

/** @param migrating the class that the chosen transport runs in */
export const classOfRole = (role: Role, migrating: MigrationClass): EtsClassName => {
  switch (role) {
    case 'cluster':
      return 'cluster';
    case 'storage':
      return 'smb-direct';
    case 'live-migration':
      return migrating;
    default:
      return 'default';
  }
};

/** Demand of migration vNICs is what the plan decides, so it counts in no class, and neither does their floor. */
export const trafficOfClass = (of: SwitchCase, name: EtsClassName): ClassTraffic => {
  const host = of.traffic.hostFlows.filter(
    ({ adapter: { role } }) => role !== 'live-migration' && classOfRole(role, 'smb-direct') === name,
  );
  const own = { floor: sumOf(host, floorOf), demand: sumOf(host, demandOf) };
  if (name !== 'default') return own;
  const { vmFlows } = of.traffic;
  return { floor: own.floor + sumOf(vmFlows, floorOf), demand: own.demand + together(of, sumOf(vmFlows, demandOf)) };
};

const floorOf = (flow: AdapterFlow): number => flow.adapter.floor;
const demandOf = (flow: AdapterFlow): number => flow.demand;

const sumOf = (flows: readonly AdapterFlow[], quantity: (flow: AdapterFlow) => number): number =>
  flows.reduce((sum, flow) => sum + quantity(flow), 0);

/** VMs send no more together than was measured of their sum, where that is known. */
const together = (of: SwitchCase, demand: number): number =>
  Math.min(demand, of.virtualSwitch.coincidentEgress ?? Number.POSITIVE_INFINITY);

/**
 * Targets of one switch. Nothing orders the flows inside a class, so to serve a level the class must carry the flows
 * of the levels before it too: floors add up over the floor levels, demands over the demand levels. A level without
 * flows of its own asks nothing.
 */
export const etsLevels = (of: SwitchCase, drain: EtsDrain | null, order: readonly Level[]): readonly (readonly Target[])[] => {
  const { total, afterLoss } = of.capacity;
  const storage = trafficOfClass(of, 'smb-direct');
  const rest = of.traffic.hostFlows.filter(({ adapter: { role } }) => role === 'management' || role === 'backup');
  const { vmFlows } = of.traffic;
  const met = { floors: 0, hostDemand: 0, vmDemand: 0 };
  const levels = order.map((level): readonly Target[] => {
    switch (level) {
      case 'host-floors':
      case 'vm-floors-1':
      case 'vm-floors-2':
      case 'vm-floors-3': {
        const own = sumOf(level === 'host-floors' ? rest : ofTier(vmFlows, level), floorOf);
        met.floors += own;
        const ofStorage = level === 'host-floors' ? storage.floor : 0;
        return wanted([
          { flow: SMB_DIRECT, share: ofStorage / afterLoss },
          { flow: DEFAULT_CLASS, share: own > 0 ? met.floors / afterLoss : 0 },
        ]);
      }
      case 'drain': {
        if (drain === null) return [];
        const inStorage = drain.inClass === 'smb-direct';
        const beside = inStorage ? storage.demand : trafficOfClass(of, 'default').demand;
        return wanted([{ flow: inStorage ? SMB_DIRECT : DEFAULT_CLASS, share: (beside + drain.rate) / total }]);
      }
      default: {
        const ofHost = sumOf(ofRoles(rest, level), demandOf);
        const ofVms = level === 'host-demand' ? 0 : sumOf(ofTier(vmFlows, level), demandOf);
        met.hostDemand += ofHost;
        met.vmDemand += ofVms;
        const share = (met.hostDemand + together(of, met.vmDemand)) / total;
        const ofStorage = level === 'host-demand' ? storage.demand : 0;
        return wanted([
          { flow: SMB_DIRECT, share: ofStorage / total },
          { flow: DEFAULT_CLASS, share: ofHost + ofVms > 0 ? share : 0 },
        ]);
      }
    }
  });
  return levels;
};

const wanted = (targets: readonly Target[]): readonly Target[] => targets.filter(({ share }) => share > 0);

const ofTier = (flows: readonly AdapterFlow[], level: Level): readonly AdapterFlow[] =>
  flows.filter(({ tier }) => level.endsWith(`-${tier}`));

const ofRoles = (flows: readonly AdapterFlow[], level: Level): readonly AdapterFlow[] => {
  const role: Role | null = level === 'host-demand' ? 'management' : level === 'vm-demand-3' ? 'backup' : null;
  return flows.filter(({ adapter }) => adapter.role === role);
};

/** One problem for all switches of a host under DCB: Windows keeps one set of classes, so every switch asks of the same percents. */
export const etsProblem = (cases: readonly SwitchCase[], on: SwitchCase | null, drain: EtsDrain | null, policy: Policy): EtsProblem => {
  const percents = cases.flatMap(({ capacity }) => capacity.uplinks.map(({ link }) => heartbeatPercent(link)));
  const [first, ...more] = cases.map((of) => etsLevels(of, of === on ? drain : null, policy.priorities));
  const levels = more.reduce(
    (merged, other) => merged.map((targets, level) => largerOf(targets, other[level] as readonly Target[])),
    first ?? [],
  );
  return { cluster: Math.max(...percents), levels };
};

const largerOf = (a: readonly Target[], b: readonly Target[]): readonly Target[] =>
  ETS_CLASSES.flatMap((_, flow) => {
    const share = Math.max(0, ...[...a, ...b].filter((target) => target.flow === flow).map((target) => target.share));
    return share > 0 ? [{ flow, share }] : [];
  });
