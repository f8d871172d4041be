import { describe, expect, it } from 'vitest';
import type { Host, Nic, VirtualSwitch } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { clusterVfSpare } from '../../src/planners/vf-cluster.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { guest, hostWith, IOV, port } from './vf-host.ts';

const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

describe('a cluster', () => {
  const member = (name: string, vms: number, overrides: Partial<Nic> = {}, on: VirtualSwitch = IOV) => {
    const guests = Array.from({ length: vms }, (_, index) => guest(`${name}-vm${index}`));
    const host: Host = { ...hostWith(guests, [port(1, overrides)], [on]), name, cluster: 'East' };
    return { host, plan: plan(host) };
  };

  it('has no room for the functions of a member whose VMs need more than the others have free', () => {
    const findings = clusterVfSpare([member('h1', 5), member('h2', 6)], DEFAULT_POLICY);
    expect([...findings.values()].map(({ subject, values }) => [subject, values])).toEqual([
      ['h1', { needed: 5, free: 2 }],
      ['h2', { needed: 6, free: 3 }],
    ]);
  });

  it('has room where the others have as many free', () => {
    expect(clusterVfSpare([member('h1', 4), member('h2', 4)], DEFAULT_POLICY).size).toBe(0);
  });

  it('has no room on a switch that was made for SR-IOV and stands on an LBFO team, which hides the functions', () => {
    const lbfo: VirtualSwitch = { ...IOV, teaming: 'lbfo' };
    const findings = clusterVfSpare([member('h1', 4), member('h2', 0, {}, lbfo)], DEFAULT_POLICY);
    expect([...findings.values()].map(({ subject, values }) => [subject, values])).toEqual([['h1', { needed: 4, free: 0 }]]);
  });

  it('of one host has nobody to ask', () => {
    expect(clusterVfSpare([member('h1', 5)], DEFAULT_POLICY).size).toBe(0);
  });
});
