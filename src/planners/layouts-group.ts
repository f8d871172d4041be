/** Groups of NICs that layouts are made of. Groups that are alike in all that a plan looks at are one. */
import type { Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { LayoutKind } from '../model/topology-plan.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf, type SwitchCapacity } from './capacity.ts';

export interface NicGroup {
  /** From 0 on, in the order in which the first such ports come up. */
  readonly id: number;
  /** R and R′ of a switch over it, Mbit/s. */
  readonly total: number;
  readonly afterLoss: number;
  /** Virtual functions of its ports. */
  readonly functions: number;
  /** Traffic classes may rule a switch over it. */
  readonly mayBeClassed: boolean;
  /** Kinds of failure that take all of it. */
  readonly singlePoints: readonly string[];
  readonly kinds: ReadonlySet<LayoutKind>;
}

const SWITCH = {
  name: 'group',
  teaming: 'set',
  loadBalancing: 'dynamic',
  teamMode: 'switch-independent',
  bandwidthMode: 'weight',
  iovEnabled: false,
  defaultFlowWeight: null,
  defaultFlowReservation: null,
  coincidentEgress: null,
  coincidentIngress: null,
} as const;

/** What a plan knows of a port but for its name, its switch, its card and its top-of-rack switch. The node only says which cores serve it. */
export const attributesOf = (nic: Nic): string =>
  [
    nic.link,
    nic.mtu,
    nic.mtuMax,
    nic.lso,
    nic.vfLimit,
    nic.vportLimit,
    nic.queuePairLimit,
    nic.vmqQueues,
    nic.rssQueues,
    nic.rdma,
    nic.dcbTrafficClasses,
    nic.model,
  ].join();

/** Numbers for keys, from 0 on. */
const numbering = (): ((key: string) => number) => {
  const numbers = new Map<string, number>();
  return (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
};

/** A port as numbers, the same for the ports of another host that are alike: its attributes, its card and its top-of-rack switch. */
export interface SeenPort {
  readonly like: number;
  readonly device: number | null;
  readonly fabric: number | null;
}

export const seePorts = (nics: readonly Nic[]): readonly SeenPort[] => {
  const [like, device, fabric] = [numbering(), numbering(), numbering()];
  return nics.map((nic) => ({
    like: like(attributesOf(nic)),
    device: nic.device === null ? null : device(nameKey(nic.device)),
    fabric: nic.fabric === null ? null : fabric(nameKey(nic.fabric)),
  }));
};

const ascending = (a: number, b: number): number => a - b;

/** The attributes of the ports behind each card or top-of-rack switch; their names say nothing. */
const sharedBy = (seen: readonly SeenPort[], kind: 'device' | 'fabric'): string => {
  const behind = new Map<number, number[]>();
  for (const each of seen) {
    const at = each[kind];
    if (at === null) continue;
    const known = behind.get(at);
    if (known === undefined) behind.set(at, [each.like]);
    else known.push(each.like);
  }
  return [...behind.values()]
    .map((likes) => likes.sort(ascending).join('+'))
    .sort()
    .join();
};

const likenessOf = (seen: readonly SeenPort[]): string => {
  const likes = seen.map(({ like }) => like).sort(ascending);
  return `${likes.join('+')}|${sharedBy(seen, 'device')}|${sharedBy(seen, 'fabric')}`;
};

/** What a group of these ports can carry, in a team with a switch. */
const capacityOfGroup = (nics: readonly Nic[], policy: Policy): SwitchCapacity =>
  capacityOf(
    SWITCH,
    nics.map((nic) => ({ ...nic, switch: SWITCH.name })),
    policy,
  );

const pointsOf = ({ findings }: SwitchCapacity): readonly string[] =>
  findings.flatMap((finding) => (finding.code === 'single-point-of-failure' ? [finding.values.kind] : []));

/** Kinds of failure that take every port at once. */
export const singlePointsOf = (nics: readonly Nic[], policy: Policy): readonly string[] => pointsOf(capacityOfGroup(nics, policy));

const kindsOf = (nics: readonly Nic[]): ReadonlySet<LayoutKind> => {
  const kinds = new Set<LayoutKind>();
  const isOfOneSpeed = nics.every(({ link }) => link === nics[0]?.link);
  if (isOfOneSpeed) kinds.add('team');
  if (isOfOneSpeed && nics.every(({ vfLimit }) => vfLimit > 0)) kinds.add('iov');
  if (nics.every(({ rdma }) => rdma !== 'none')) kinds.add('direct-rdma');
  return kinds;
};

/** The group of the ports at these places; every group that was asked for is remembered. */
export type GroupOf = (places: readonly number[]) => NicGroup;

export const groupsOf = (nics: readonly Nic[], seen: readonly SeenPort[], policy: Policy): GroupOf => {
  const known = new Map<string, NicGroup>();
  return (places) => {
    const key = likenessOf(places.map((place) => seen[place] as SeenPort));
    const group =
      known.get(key) ??
      groupFrom(
        places.map((place) => nics[place] as Nic),
        known.size,
        policy,
      );
    known.set(key, group);
    return group;
  };
};

const groupFrom = (nics: readonly Nic[], id: number, policy: Policy): NicGroup => {
  const capacity = capacityOfGroup(nics, policy);
  return {
    id,
    total: capacity.total,
    afterLoss: capacity.afterLoss,
    functions: nics.reduce((sum, { vfLimit }) => sum + vfLimit, 0),
    mayBeClassed: nics.every(({ rdma, dcbTrafficClasses }) => rdma !== 'none' && dcbTrafficClasses > 0),
    singlePoints: pointsOf(capacity),
    kinds: kindsOf(nics),
  };
};
