import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { buildHost, buildVm } from '../builders/host-builder.ts';

describe('a VM whose name another host has too', () => {
  it('is a finding that names the other host', () => {
    const host = buildHost({ vms: [buildVm({ name: 'web-01' })], vmsElsewhere: [{ vm: 'web-01', host: 'hv-09' }] });
    const { findings } = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
    expect(findings).toContainEqual({ code: 'vm-on-two-hosts', severity: 'warning', subject: 'web-01', values: { other: 'hv-09' } });
  });
});
