/** The assignment of virtual functions as numbers: adapters, the units that are served whole, and what each uplink can take. */
import type { Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { frameRate } from './capacity.ts';
import type { SwitchCase } from './switch-case.ts';
import type { VfCandidate } from './vf-candidates.ts';

export interface VfUplink {
  readonly nic: Nic;
  readonly switch: string;
  /** Functions that the tightest pool of the port leaves, the default VPort and its queue pair not counted. */
  readonly slots: number;
  /** The pool that gives `slots`, such as `vf-limit:NIC1`. */
  readonly pool: string;
  /** What functions may put on the port, Mbit/s. */
  readonly rate: number;
}

/** Adapters that get functions together or not at all: one adapter, or a guest team. Indexes of candidates. */
export type VfUnit = readonly number[];

export interface VfProblem {
  readonly candidates: readonly VfCandidate[];
  readonly units: readonly VfUnit[];
  readonly uplinks: readonly VfUplink[];
  /** Per candidate the uplinks of its switch that could carry it alone. */
  readonly options: readonly (readonly number[])[];
}

/** Per candidate its uplink, NOT_SERVED where it has none. */
export type Placement = readonly number[];
export const NOT_SERVED = -1;

/** Rates add up in binary; a sum this little above a limit, in Mbit/s, is the limit. */
export const RATE_TOLERANCE = 1e-8;

/**
 * The tightest pool of a port: its functions, its VPorts and its queue pairs, of which the default VPort takes one each (one
 * function, one VPort, at least one queue pair). A limit that is not known does not bind. Of equal pools the first is named.
 */
export const poolOf = (nic: Nic): { readonly slots: number; readonly pool: string } => {
  let tightest = { slots: nic.vfLimit, pool: `vf-limit:${nic.name}` };
  const vports = nic.vportLimit === null ? Number.POSITIVE_INFINITY : nic.vportLimit - 1;
  if (vports < tightest.slots) tightest = { slots: vports, pool: `vport-limit:${nic.name}` };
  const pairs = nic.queuePairLimit === null ? Number.POSITIVE_INFINITY : nic.queuePairLimit - 1;
  if (pairs < tightest.slots) tightest = { slots: pairs, pool: `queue-pair-limit:${nic.name}` };
  return { ...tightest, slots: Math.max(0, tightest.slots) };
};

/** Uplinks of the switches with SR-IOV, in order of switch and port. */
export const vfUplinksOf = (cases: readonly SwitchCase[], policy: Policy): VfUplink[] =>
  cases
    .filter(({ virtualSwitch }) => virtualSwitch.iovEnabled)
    .flatMap(({ virtualSwitch, capacity }) =>
      capacity.uplinks.map((nic) => ({
        nic,
        switch: nameKey(virtualSwitch.name),
        ...poolOf(nic),
        rate: policy.vf_link_share * frameRate(nic),
      })),
    );

const unitsOf = (candidates: readonly VfCandidate[]): VfUnit[] => {
  const units: number[][] = [];
  const teams = new Map<VfCandidate['vm'], number[]>();
  candidates.forEach(({ vm, adapter }, index) => {
    const team = adapter.guestTeam ? teams.get(vm) : undefined;
    if (team !== undefined) {
      team.push(index);
      return;
    }
    const unit = [index];
    units.push(unit);
    if (adapter.guestTeam) teams.set(vm, unit);
  });
  return units;
};

export const vfProblemOf = (candidates: readonly VfCandidate[], uplinks: readonly VfUplink[]): VfProblem => ({
  candidates,
  units: unitsOf(candidates),
  uplinks,
  options: candidates.map(({ adapter, rate }) => {
    const key = nameKey(adapter.switch ?? '');
    return uplinks.flatMap((uplink, index) =>
      uplink.switch === key && uplink.slots > 0 && rate <= uplink.rate + RATE_TOLERANCE ? [index] : [],
    );
  }),
});

/** Guest teams tie switches together; switches that no team ties are problems of their own. */
export const splitProblem = (problem: VfProblem): VfProblem[] => {
  const switchOf = (candidate: VfCandidate): string => nameKey(candidate.adapter.switch ?? '');
  const keys = [...new Set([...problem.uplinks.map((uplink) => uplink.switch), ...problem.candidates.map(switchOf)])];
  if (keys.length <= 1) return [problem];
  const group = new Map(keys.map((key) => [key, key]));
  for (const unit of problem.units) {
    const [first, ...others] = unit.map((index) => switchOf(problem.candidates[index] as VfCandidate));
    for (const other of others) mergeGroups(group, first as string, other);
  }
  return [...new Set(group.values())].map((name) =>
    vfProblemOf(
      problem.candidates.filter((candidate) => group.get(switchOf(candidate)) === name),
      problem.uplinks.filter((uplink) => group.get(uplink.switch) === name),
    ),
  );
};

const mergeGroups = (group: Map<string, string>, a: string, b: string): void => {
  const [kept, gone] = [group.get(a) as string, group.get(b) as string];
  for (const [key, name] of group) if (name === gone) group.set(key, kept);
};
