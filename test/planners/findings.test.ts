import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm } from '../builders/host-builder.ts';

describe('a VM whose name another host has too', () => {
  it('is a finding that names the other host', () => {
    const host = buildHost({ vms: [buildVm({ name: 'web-01' })], vmsElsewhere: [{ vm: 'web-01', host: 'hv-09' }] });
    const { findings } = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
    expect(findings).toContainEqual({ code: 'vm-on-two-hosts', severity: 'warning', subject: 'web-01', values: { other: 'hv-09' } });
  });
});

describe('a switch whose least weights do not fit into 100', () => {
  it('is a finding that states their sum: 20 vNICs for management take 5 each, the default flow 1', () => {
    const adapters = Array.from({ length: 20 }, (_, index) => buildAdapter({ name: `Management${index}` }));
    const host = buildHost({ switches: [buildSwitch()], nics: [buildNic()], adapters });
    const { findings } = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
    expect(findings.find(({ code }) => code === 'weights-do-not-fit')?.values).toEqual({ lower: 101, flows: 21, ratio: 20, migration: 40 });
  });
});
