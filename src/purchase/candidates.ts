/**
 * What could be bought or changed for one host, each as the host that it would make, and what cannot be, with the reason.
 * Nothing is judged here: whoever wants to know what an option is worth plans the edited host as any other.
 */
import { OS_NAMES } from '../catalog/hardware-steps.ts';
import { type Host, OS_VERSIONS, type OsVersion } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { OptionKind } from '../model/price-list.ts';
import { jumboOf } from '../planners/jumbo.ts';
import { newViolations } from '../planners/new-violations.ts';
import type { Mbps } from '../units/quantity.ts';
import { portsOfCard, withOneCard, withOnePort } from './add-ports.ts';
import { nextFunctionsOf, nextLinkOf, nextQueuesOf, withFasterPorts, withFrames, withFunctions, withQueues } from './better-ports.ts';
import { type Place, placesOf } from './place.ts';
import { withSet } from './recreate-switch.ts';

/** What has to be bought: so many of one thing. A price list is searched by it. */
export interface Bill {
  readonly kind: OptionKind;
  /** Ports (port, link, functions, queues), cards (card) or hosts (set, jumbo, os). */
  readonly units: number;
  /** The operating system that the host has then. */
  readonly os: OsVersion;
  /** Of the ports that are added or replaced, before the change; null: not known, or no port. */
  readonly model: string | null;
  /** Mbit/s of the new ports; null where no port is bought. */
  readonly link: Mbps | null;
}

export interface Candidate {
  /** Unique on the host: the kind, what of it, and where. */
  readonly option: string;
  readonly title: string;
  /** The switch, the role of direct ports, or null for the host as a whole. */
  readonly place: string | null;
  readonly bill: Bill;
  readonly edited: Host;
}

export type Refusal =
  | 'no-faster-port'
  | 'no-adapter-wants-a-function'
  | 'switch-without-iov'
  | 'no-port-with-more-functions'
  | 'no-port-with-more-queues'
  | 'no-lbfo-team'
  | 'no-role-gains-by-larger-frames'
  | 'newest-already'
  | 'breaks-rule';

export interface RefusedOption {
  readonly option: string;
  readonly place: string | null;
  readonly because: Refusal;
  /** Ids of the rules that the edited host would break; empty for every other reason. */
  readonly rules: readonly string[];
}

export interface Options {
  readonly candidates: readonly Candidate[];
  readonly refused: readonly RefusedOption[];
}

type Offer = { readonly kind: 'offer'; readonly candidate: Candidate } | { readonly kind: 'refused'; readonly refused: RefusedOption };

/** Options that can be had, in a fixed order: place by place, then those of the host as a whole. */
export const candidatesOf = (host: Host): readonly Candidate[] => optionsOf(host).candidates;

export const optionsOf = (host: Host): Options => {
  const offers = [...placesOf(host).flatMap((place) => placeOffers(host, place)), setOffer(host), jumboOffer(host), ...osOffers(host)];
  return {
    candidates: offers.flatMap((offer) => (offer.kind === 'offer' ? [offer.candidate] : [])),
    refused: offers.flatMap((offer) => (offer.kind === 'refused' ? [offer.refused] : [])),
  };
};

const refuse = (option: string, place: string | null, because: Refusal, rules: readonly string[] = []): Offer => ({
  kind: 'refused',
  refused: { option, place, because, rules },
});

/** An option that breaks a rule which the host keeps today is none. */
const offer = (host: Host, candidate: Candidate): Offer => {
  const broken = newViolations(host, candidate.edited);
  return broken.length === 0 ? { kind: 'offer', candidate } : refuse(candidate.option, candidate.place, 'breaks-rule', broken);
};

const placeOffers = (host: Host, place: Place): Offer[] => [
  portOffer(host, place),
  linkOffer(host, place),
  cardOffer(host, place),
  ...(place.kind === 'switch' ? [functionsOffer(host, place), queuesOffer(host, place)] : []),
];

const at = ({ name }: Place): string => `@${name}`;
const on = (place: Place): string => (place.kind === 'switch' ? `on ${place.name}` : `for direct ${place.name}`);
const gigabits = (link: number): string => `${link / 1000} Gb/s`;
const modelOf = ({ nics }: Place): string | null => nics[0]?.model ?? null;
const linkOf = ({ nics }: Place): Mbps | null => nics[0]?.link ?? null;

const portOffer = (host: Host, place: Place): Offer =>
  offer(host, {
    option: `port${at(place)}`,
    title: `one port more ${on(place)}`,
    place: place.name,
    bill: { kind: 'port', units: 1, os: host.os, model: modelOf(place), link: linkOf(place) },
    edited: withOnePort(host, place),
  });

const linkOffer = (host: Host, place: Place): Offer => {
  const link = nextLinkOf(place);
  if (link === null) return refuse(`link${at(place)}`, place.name, 'no-faster-port');
  return offer(host, {
    option: `link-${link}${at(place)}`,
    title: `${place.nics.length === 1 ? 'a port' : `${place.nics.length} ports`} of ${gigabits(link)} ${on(place)}`,
    place: place.name,
    bill: { kind: 'link', units: place.nics.length, os: host.os, model: modelOf(place), link },
    edited: withFasterPorts(host, place, link),
  });
};

const cardOffer = (host: Host, place: Place): Offer => {
  const ports = portsOfCard(place);
  return offer(host, {
    option: `card${at(place)}`,
    title: `one card more with ${ports === 1 ? 'one port' : `${ports} ports`} ${on(place)}`,
    place: place.name,
    bill: { kind: 'card', units: 1, os: host.os, model: modelOf(place), link: linkOf(place) },
    edited: withOneCard(host, place),
  });
};

const wantsFunction = (host: Host, place: Place): boolean =>
  host.vms.some((vm) =>
    vm.adapters.some((adapter) => adapter.iov && adapter.switch !== null && nameKey(adapter.switch) === nameKey(place.name)),
  );

const functionsOffer = (host: Host, place: Place & { readonly kind: 'switch' }): Offer => {
  const option = `functions${at(place)}`;
  if (!wantsFunction(host, place)) return refuse(option, place.name, 'no-adapter-wants-a-function');
  if (!place.on.iovEnabled) return refuse(option, place.name, 'switch-without-iov');
  const limit = nextFunctionsOf(place);
  if (limit === null) return refuse(option, place.name, 'no-port-with-more-functions');
  const bought = place.nics.filter(({ vfLimit }) => vfLimit < limit);
  return offer(host, {
    option: `functions-${limit}${at(place)}`,
    title: `${limit} virtual functions a port ${on(place)}`,
    place: place.name,
    bill: { kind: 'functions', units: bought.length, os: host.os, model: modelOf(place), link: linkOf(place) },
    edited: withFunctions(host, place, limit),
  });
};

const queuesOffer = (host: Host, place: Place): Offer => {
  const queues = nextQueuesOf(place);
  if (queues === null) return refuse(`queues${at(place)}`, place.name, 'no-port-with-more-queues');
  const bought = place.nics.filter(({ vmqQueues }) => vmqQueues < queues);
  return offer(host, {
    option: `queues-${queues}${at(place)}`,
    title: `${queues} receive queues a port ${on(place)}`,
    place: place.name,
    bill: { kind: 'queues', units: bought.length, os: host.os, model: modelOf(place), link: linkOf(place) },
    edited: withQueues(host, place, queues),
  });
};

const wholeHost = (kind: OptionKind, os: OsVersion): Bill => ({ kind, units: 1, os, model: null, link: null });

const setOffer = (host: Host): Offer => {
  if (host.switches.every(({ teaming }) => teaming !== 'lbfo')) return refuse('set', null, 'no-lbfo-team');
  return offer(host, {
    option: 'set',
    title: 'SET instead of LBFO',
    place: null,
    bill: wholeHost('set', host.os),
    edited: withSet(host),
  });
};

const jumboOffer = (host: Host): Offer => {
  const { proposals } = jumboOf(host);
  const [first] = proposals;
  if (first === undefined) return refuse('jumbo', null, 'no-role-gains-by-larger-frames');
  return offer(host, {
    option: 'jumbo',
    title: `jumbo frames of ${first.mtu} bytes`,
    place: null,
    bill: wholeHost('jumbo', host.os),
    edited: withFrames(host, proposals),
  });
};

const osOffers = (host: Host): readonly Offer[] => {
  const newer = OS_VERSIONS.slice(OS_VERSIONS.indexOf(host.os) + 1);
  return newer.length === 0 ? [refuse('os', null, 'newest-already')] : newer.map((os) => osOffer(host, os));
};

/** Where the newer version forbids the team that the host has, SET comes with it. */
const osOffer = (host: Host, os: OsVersion): Offer => {
  const renewed = { ...host, os };
  const teamed = newViolations(host, renewed).length === 0 ? renewed : withSet(renewed);
  return offer(host, {
    option: `os-${os}`,
    title: teamed === renewed ? OS_NAMES[os] : `${OS_NAMES[os]} with SET instead of LBFO`,
    place: null,
    bill: wholeHost('os', os),
    edited: teamed,
  });
};
