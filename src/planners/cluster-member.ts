/** One member of a cluster under every transport and count that the cluster could set, without planning it anew for each. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host, Nic } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { type Transport, TRANSPORTS } from '../model/transport.ts';
import { ownOption } from './choose-migration.ts';
import { type DrainCase, drainCaseOf } from './drain-case.ts';
import {
  type ChoiceRules,
  cpuOf,
  cpuRate,
  drainAtOffer,
  isLifted,
  meetsWindow,
  narrowOptions,
  openRate,
  standInRate,
  timeAt,
} from './migration-choice.ts';
import type { OptionCase } from './migration-options.ts';
import { transportsOf } from './migration-path.ts';
import { choiceRulesOf } from './plan-migration.ts';

/** How one option does on one member. Times in seconds. */
export interface MemberOption {
  readonly meetsWindow: boolean;
  /** T at the common offer of the host's own choice, or at the rate that the option stands at where it misses the window. */
  readonly time: number;
  /** T at the rate that the path offers either way: what a person would measure. Worked out for the few options that are told about. */
  readonly openTime: () => number;
  readonly cpu: number;
}

export interface ClusterMember {
  readonly host: Host;
  readonly drainCase: DrainCase;
  /** Seconds. */
  readonly window: number;
  /** By transport the counts from 1 on, null where it is not legal; a count above the number of VMs does what the last one does. */
  readonly options: Readonly<Record<Transport, readonly MemberOption[] | null>>;
  readonly own: { readonly transport: Transport; readonly liveMigrations: number; readonly openTime: () => number };
  /** The NIC of the migration path that carries least: without RDMA before with it, then the slowest. */
  readonly weakestNic: Nic;
  /** Names of all NICs of the migration path. */
  readonly pathNics: readonly string[];
}

/** Null where the host has nothing to drain or no way: it does not constrain its cluster. */
export const evaluateMember = (host: Host, policy: Policy): ClusterMember | null => {
  const drainCase = drainCaseOf(host, policy);
  const { cases, open } = drainCase;
  if (open === null) return null;
  const { route, options: drain } = open;
  const rules = choiceRulesOf(host, route, drain, cases, policy, false);
  const choice = narrowOptions(rules, drain.options);
  const times = new Map<OptionCase, number>();
  for (const { option, time } of choice.timed) times.set(option, time);
  const legal = transportsOf(route);
  const optionsOf = (transport: Transport): readonly MemberOption[] | null => {
    if (!legal.includes(transport)) return null;
    const judged: MemberOption[] = [];
    for (const option of drain.options) {
      if (option.by.transport === transport) judged.push(judgeOption(rules, choice.cheapest, option, times.get(option)));
    }
    return judged;
  };
  const own = ownOption(rules, choice, host.settings);
  return {
    host,
    drainCase,
    window: drain.window,
    options: {
      'smb-direct': optionsOf('smb-direct'),
      smb: optionsOf('smb'),
      compression: optionsOf('compression'),
      tcpip: optionsOf('tcpip'),
    },
    own: {
      transport: own.by.transport,
      liveMigrations: own.carrier.count,
      openTime: () => openTime(rules, choice.cheapest, own),
    },
    weakestNic: route.path.nics.reduce((weakest, nic) => (isWeaker(nic, weakest) ? nic : weakest)),
    pathNics: route.path.nics.map(({ name }) => name),
  };
};

/**
 * @param cheapest what the options of this host are compared beside; null where none meets the window
 * @param compared the time that the host's own choice was made by, of an option that came so far
 */
const judgeOption = (rules: ChoiceRules, cheapest: OptionCase | null, option: OptionCase, compared: number | undefined): MemberOption => {
  const meets = cheapest !== null && meetsWindow(rules, option);
  const rate = meets ? (option.required as number) : standInRate(rules, option);
  const known = compared !== undefined && !(meets && isLifted(rules, compared)) ? compared : null;
  return {
    meetsWindow: meets,
    time: known ?? (meets ? drainAtOffer(rules, option, cheapest) : timeAt(rules, option, rate)),
    openTime: () => openTime(rules, cheapest, option),
    cpu: cpuOf(rules, { option, rate, copies: 1 }),
  };
};

/** T at what the path offers the option: beside the cheapest one where it meets the window, else with all that can be left to it. */
const openTime = (rules: ChoiceRules, cheapest: OptionCase | null, option: OptionCase): number => {
  if (cheapest !== null && meetsWindow(rules, option)) return drainAtOffer(rules, option, cheapest);
  const { transport, pathRate } = option.by;
  const left = rules.offer?.by(transport).rateLeft ?? 0;
  const offered = Math.min(pathRate, openRate(rules, option, left), cpuRate(rules, option, 1));
  return timeAt(rules, option, Math.max(standInRate(rules, option), offered));
};

const isWeaker = (a: Nic, b: Nic): boolean => {
  const [rdmaA, rdmaB] = [a.rdma !== 'none', b.rdma !== 'none'];
  if (rdmaA !== rdmaB) return rdmaB;
  return a.link !== b.link ? a.link < b.link : compareNames(a.name, b.name) < 0;
};

/** What a choice of the cluster does to a member; null where its path does not carry the transport. */
export const memberOption = (member: ClusterMember, { transport, liveMigrations }: ClusterChoice): MemberOption | null => {
  const counts = member.options[transport];
  return counts?.[Math.min(liveMigrations, counts.length) - 1] ?? null;
};

/** Every choice that all members can carry. */
export const commonChoices = (members: readonly ClusterMember[]): readonly ClusterChoice[] => {
  const most = Math.max(0, ...members.map(({ options }) => options.smb?.length ?? 0));
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  return TRANSPORTS.filter((transport) => members.every(({ options }) => options[transport] !== null)).flatMap((transport) =>
    counts.map((liveMigrations) => ({ transport, liveMigrations })),
  );
};
