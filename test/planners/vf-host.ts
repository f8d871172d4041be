/** Hosts with SR-IOV for tests. */
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../../src/model/host.ts';
import { buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

export const IOV = buildSwitch({ iovEnabled: true, bandwidthMode: 'none' });
export const port = (number: number, overrides: Partial<Nic> = {}): Nic => buildNic({ name: `NIC${number}`, vfLimit: 8, ...overrides });
export const asking = (overrides: Partial<Adapter> = {}): Adapter => buildVmAdapter({ iov: true, ...overrides });
export const guest = (name: string, adapters: readonly Adapter[] = [asking()], overrides: Partial<Vm> = {}): Vm =>
  buildVm({ name, trusted: true, adapters, ...overrides });
export const hostWith = (vms: readonly Vm[], nics: readonly Nic[] = [port(1), port(2)], switches: readonly VirtualSwitch[] = [IOV]): Host =>
  buildHost({ switches, nics, adapters: [], vms });
