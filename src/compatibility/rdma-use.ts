/** Which RDMA a host means to use. A port that merely could is no use of it. */
import type { Adapter, Nic } from '../model/host.ts';
import type { SeenHost, SeenSwitch } from './seen-host.ts';

export const haveRdma = (nics: readonly Nic[]): boolean => nics.length > 0 && nics.every(({ rdma }) => rdma !== 'none');

/** Storage runs over SMB; migration does so where the host is set to it. */
const asksForRdma = (adapter: Adapter, host: SeenHost): boolean =>
  adapter.role === 'storage' || (adapter.role === 'live-migration' && host.host.settings.transport === 'smb');

/** Ports with RDMA carry SMB traffic of the host over this switch. */
export const isRdmaWanted = (seen: SeenSwitch, host: SeenHost): boolean =>
  haveRdma(seen.uplinks) && seen.hostVnics.some((adapter) => asksForRdma(adapter, host));
/** Ports that carry SMB traffic of the host and have RDMA, under a switch or used directly. */
export const rdmaPorts = (host: SeenHost): readonly Nic[] => {
  const direct = host.direct.filter(({ adapter }) => asksForRdma(adapter, host)).map(({ nic }) => nic);
  const under = host.switches.filter((seen) => isRdmaWanted(seen, host)).flatMap(({ uplinks }) => uplinks);
  return [...new Set([...direct, ...under])].filter(({ rdma }) => rdma !== 'none');
};
