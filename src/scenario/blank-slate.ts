/** A host on which nothing is set yet, so that a plan for it keeps nothing for the sake of keeping it. */
import type { Adapter, Host } from '../model/host.ts';

const unset = (adapter: Adapter): Adapter => (adapter.weight === null ? adapter : { ...adapter, weight: null });

/** What a cluster has set once stays, because it says that transport and count are one for all members. */
export const blankSlate = (host: Host): Host => ({
  ...host,
  settings: { ...host.settings, transport: null, liveMigrations: null, storageMigrations: null },
  adapters: host.adapters.map(unset),
  vms: host.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(unset) })),
});
