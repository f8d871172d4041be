/** Where a host can take a part: the uplinks of one switch, or the ports that one role uses without a switch. */
import type { Adapter, Host, Nic, Role, VirtualSwitch } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';

export interface SwitchPlace {
  readonly kind: 'switch';
  readonly name: string;
  readonly on: VirtualSwitch;
  /** Not empty. */
  readonly nics: readonly Nic[];
}

export interface DirectPlace {
  readonly kind: 'direct';
  /** The role of the adapters on these ports. */
  readonly name: Role;
  readonly nics: readonly Nic[];
}

export type Place = SwitchPlace | DirectPlace;

/** Roles that spread over several ports by themselves (SMB Multichannel), so that one port more is of use to them. */
const SPREADING_ROLES = ['storage', 'live-migration'] as const;

/** Switches in order of name, then direct storage and migration; ports that two roles share stand under the first. */
export const placesOf = (host: Host): readonly Place[] => {
  const switches = host.switches.flatMap((on): Place[] => {
    const key = nameKey(on.name);
    const nics = host.nics.filter((nic) => nic.switch !== null && nameKey(nic.switch) === key);
    return nics.length === 0 ? [] : [{ kind: 'switch', name: on.name, on, nics }];
  });
  const seen = new Set<string>();
  const direct = SPREADING_ROLES.flatMap((role): Place[] => {
    const used = new Set(host.adapters.flatMap((adapter) => (isDirect(adapter) && adapter.role === role ? [nameKey(adapter.nic)] : [])));
    const nics = host.nics.filter((nic) => nic.switch === null && used.has(nameKey(nic.name)) && !seen.has(nameKey(nic.name)));
    for (const nic of nics) seen.add(nameKey(nic.name));
    return nics.length === 0 ? [] : [{ kind: 'direct', name: role, nics }];
  });
  return [...switches, ...direct];
};

export const isDirect = (adapter: Adapter): adapter is Adapter & { readonly nic: string } =>
  adapter.switch === null && adapter.nic !== null;

export const isUplinkOf = (place: Place, nic: Nic): boolean => place.nics.some(({ name }) => nameKey(name) === nameKey(nic.name));

/** The host with other ports in the place. */
export const withPorts = (host: Host, place: Place, edit: (nic: Nic) => Nic): Host => ({
  ...host,
  nics: host.nics.map((nic) => (isUplinkOf(place, nic) ? edit(nic) : nic)),
});

export const inOrder = <Noun extends { readonly name: string }>(nouns: readonly Noun[]): readonly Noun[] =>
  [...nouns].sort((a, b) => compareNames(a.name, b.name));
