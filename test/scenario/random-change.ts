/** Random changes about things that are there, as a scenario file states them. */
import fc from 'fast-check';
import { OS_VERSIONS, ROLES } from '../../src/model/host.ts';
import type { Change, Mutable } from './host-oracle.ts';

/** A name that is there, as it stands or widened to a glob. */
const globs = (names: readonly string[]): fc.Arbitrary<string | readonly string[]> => {
  const one = fc
    .constantFrom(...names)
    .chain((name) => fc.constantFrom(name, name.toUpperCase(), `${name.slice(0, 2)}*`, `*${name.slice(-1)}`, '*'));
  return fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 2 }));
};

const optional = (key: string, names: readonly string[]): fc.Arbitrary<Change> =>
  names.length === 0
    ? fc.constant({})
    : fc.oneof(
        fc.constant({}),
        fc.constant({}),
        globs(names).map((value) => ({ [key]: value })),
      );

const merged = (parts: readonly fc.Arbitrary<Change>[]): fc.Arbitrary<Change> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Change);

/** The selection, as an entry of the change, or nothing. */
const withWhere = (parts: readonly fc.Arbitrary<Change>[]): fc.Arbitrary<Change> =>
  merged(parts).map((where) => (Object.keys(where).length === 0 ? {} : { where }));

export const changeFor = (hosts: readonly Mutable[]): fc.Arbitrary<Change> => {
  const hostNames = hosts.map(({ name }) => name);
  const nics = hosts.flatMap((host) => host.nics);
  const vms = hosts.flatMap((host) => host.vms);
  const names = (list: readonly (string | null)[]): readonly string[] => list.filter((name) => name !== null);
  const host = optional('host', hostNames);
  const cluster = optional('cluster', names(hosts.map((each) => each.cluster)));
  const os = optional('os', OS_VERSIONS);
  const on = optional('switch', names(hosts.flatMap(({ switches }) => switches.map(({ name }) => name))));
  const nic = optional('nic', names(nics.map(({ name }) => name)));
  const model = optional(
    'model',
    names(nics.map((each) => each.model)).filter((text) => !text.includes('\n')),
  );
  const vm = optional('vm', names(vms.map(({ name }) => name)));
  const role = optional('role', ROLES);
  const tier = fc.oneof(
    fc.constant({}),
    fc.constantFrom(1, 2, 3).map((value) => ({ tier: value })),
  );
  const count = fc.integer({ min: 1, max: 3 });
  const some = (list: readonly string[]): fc.Arbitrary<string | readonly string[]> =>
    list.length === 0 ? fc.constant('nothing-there') : globs(list);
  const nicNames = nics.map(({ name }) => name);
  const vmNames = vms.map(({ name }) => name);
  const target = fc.constantFrom(...(hostNames.length === 0 ? ['nobody'] : hostNames));
  const change = (verb: string, parts: fc.Arbitrary<Change>): fc.Arbitrary<Change> => parts.map((value) => ({ [verb]: value }));
  const named = (key: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<Change> => value.map((each) => ({ [key]: each }));
  return fc.oneof(
    merged([
      withWhere([host, cluster, os, on, nic, model, vm, tier, role]),
      fc.constantFrom(...OS_VERSIONS).map((value) => ({ set: { hosts: { os: value } } })),
    ]),
    merged([
      withWhere([host, cluster, os, on, nic, model, vm, role]),
      count.map((value) => ({ set: { nics: { link_mbps: value * 10_000 } } })),
    ]),
    merged([withWhere([host, cluster, os, on, vm, tier, role]), count.map((value) => ({ set: { vms: { tier: value } } }))]),
    merged([
      withWhere([host, cluster, os, on, vm, role]),
      fc.constantFrom(...OS_VERSIONS).map((value) => ({ set: { hosts: { os: value }, nics: { link_mbps: 40_000 } } })),
    ]),
    merged([
      withWhere([host, cluster, os, vm, tier, role]),
      count.map((value) => ({ set: { vms: { tier: value } }, scale: { adapters: { egress_mbps: 1.3 } } })),
    ]),
    merged([
      withWhere([host, cluster, os, on, nic, model, vm, tier, role]),
      fc.constantFrom(0.5, 1.1, 1.3, 2, 1000).map((factor) => ({ scale: { adapters: { egress_mbps: factor, vlans: factor } } })),
    ]),
    change(
      'add_nics',
      merged([
        named('like', fc.constantFrom(...(nicNames.length === 0 ? ['none'] : nicNames))),
        named('count', count),
        withWhere([host, on, model]),
      ]),
    ),
    change('add_hosts', merged([named('like', target), named('count', count)])),
    change('fail', named('host', some(hostNames))),
    change('fail', merged([named('nic', some(nicNames)), host])),
    change('fail', merged([named('fabric', some(names(nics.map(({ fabric }) => fabric)))), host])),
    change('fail', merged([named('device', some(names(nics.map(({ device }) => device))))])),
    change('remove', merged([named('vms', some(vmNames)), withWhere([host, tier])])),
    change('remove', merged([named('hosts', some(hostNames)), withWhere([os])])),
    change('move', merged([named('vms', some(vmNames)), named('to', target), withWhere([host, tier])])),
  );
};
