/** One port more, and one card more: the host as it would be with them plugged in and cabled. */
import type { Adapter, Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { inOrder, isDirect, type Place } from './place.ts';
import { recreated, withSwitch } from './recreate-switch.ts';

const freeName = (taken: readonly { readonly name: string }[], wanted: string): string => {
  const keys = new Set(taken.map(({ name }) => nameKey(name)));
  let number = 1;
  while (keys.has(nameKey(`${wanted} ${number}`))) number += 1;
  return `${wanted} ${number}`;
};

/** The fewest of its kind in the place, so that a port more evens out what a loss takes; the first in order of the ports of several. */
const rarest = (nics: readonly Nic[], of: (nic: Nic) => string | null): Nic => {
  const count = (nic: Nic): number => nics.filter((each) => of(each) === of(nic)).length;
  return nics.reduce((chosen, nic) => (count(nic) < count(chosen) ? nic : chosen));
};

/** A port more on the card that has fewest in the place, to the top-of-rack switch that has fewest. */
export const withOnePort = (host: Host, place: Place): Host => {
  const like = rarest(place.nics, ({ device }) => device);
  const { fabric } = rarest(place.nics, (nic) => nic.fabric);
  return plug(host, place, { ...like, name: freeName(host.nics, 'New port'), fabric });
};

/** Ports of the largest card of the place, which is what another of its kind would have. */
export const portsOfCard = ({ nics }: Place): number =>
  Math.max(...nics.map((nic) => (nic.device === null ? 1 : nics.filter(({ device }) => device === nic.device).length)));

/** A card more like those of the place, its ports to the top-of-rack switches in turn. */
export const withOneCard = (host: Host, place: Place): Host => {
  const device = freeName(
    host.nics.flatMap((nic) => (nic.device === null ? [] : [{ name: nic.device }])),
    'New card',
  );
  const numaNode = rarest(place.nics, (nic) => String(nic.numaNode)).numaNode;
  let so = host;
  let grown: Place = place;
  for (let port = 0; port < portsOfCard(place); port += 1) {
    const like = place.nics[port % place.nics.length] as Nic;
    const { fabric } = rarest(grown.nics, (nic) => nic.fabric);
    const added: Nic = { ...like, name: freeName(so.nics, `${device} Port`), device, numaNode, fabric };
    so = plug(so, grown, added);
    grown = { ...grown, nics: [...grown.nics, added] };
  }
  return so;
};

const plug = (host: Host, place: Place, added: Nic): Host => {
  const plugged = { ...host, nics: inOrder([...host.nics, added]) };
  if (place.kind === 'direct') return spread(plugged, place, added);
  const on = plugged.switches.find(({ name }) => nameKey(name) === nameKey(place.name));
  if (on === undefined || on.teaming !== 'none') return plugged;
  // Two ports need a team, and a team needs a new switch.
  return withSwitch(plugged, recreated(on, host.os === '2012r2' ? 'lbfo' : 'set'));
};

/** Without a switch each port has an adapter; what the role sends is spread over one more of them. */
const spread = (host: Host, place: Place, added: Nic): Host => {
  const ports = new Set(place.nics.map(({ name }) => nameKey(name)));
  const sharing = host.adapters.filter((each) => isDirect(each) && each.role === place.name && ports.has(nameKey(each.nic)));
  const [first] = sharing;
  if (first === undefined) return host;
  const share = (of: (adapter: Adapter) => Mbps): Mbps => mbps(sharing.reduce((sum, each) => sum + of(each), 0) / (sharing.length + 1));
  const shares = { egress: share(({ egress }) => egress), ingress: share(({ ingress }) => ingress), floor: share(({ floor }) => floor) };
  const more = { ...first, ...shares, name: freeName(host.adapters, first.name), nic: added.name };
  const adapters = host.adapters.map((each) => (sharing.includes(each) ? { ...each, ...shares } : each));
  return { ...host, adapters: inOrder([...adapters, more]) };
};
