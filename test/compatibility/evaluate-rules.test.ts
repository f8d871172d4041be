import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { evaluateRules, layoutViolations, rulesInUse } from '../../src/compatibility/evaluate-rules.ts';
import { RULES } from '../../src/compatibility/rules.ts';
import { vfExclusion } from '../../src/compatibility/vf-exclusion.ts';
import type { Host } from '../../src/model/host.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildHost, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { GOLDEN, type Golden } from './golden-hosts.ts';

const verdictOf = (id: string, host: Host) => evaluateRules(host).find(({ rule }) => rule.id === id);
const triggeredIn = (host: Host) => rulesInUse(host).flatMap(({ rule, status }) => (status === 'triggered' ? [rule.id] : []));
const OBSERVABLE = RULES.filter(({ look }) => look.at !== 'nowhere');
const HIDDEN = RULES.filter(({ look }) => look.at === 'nowhere');

describe('each rule that the inventory can show', () => {
  it.each(OBSERVABLE.map(({ id }) => id))('%s speaks on the host where it should, and not on the other', (id) => {
    const { speaks, silent, status, subjects } = GOLDEN[id] as Golden;
    expect(verdictOf(id, speaks)).toMatchObject({ status, subjects });
    expect(['not-applicable', 'holds']).toContain(verdictOf(id, silent)?.status);
    expect([id, verdictOf(id, silent)?.status === status]).toEqual([id, false]);
  });

  it.each(OBSERVABLE.filter(({ sentence }) => sentence !== null).map(({ id }) => id))('%s is triggered by a host of its own', (id) => {
    const { speaks, silent, status } = GOLDEN[id] as Golden;
    expect(status).toBe('triggered');
    expect(triggeredIn(speaks)).toContain(id);
    expect(triggeredIn(silent)).not.toContain(id);
  });

  it('has golden hosts, and no other rule has', () => {
    expect(Object.keys(GOLDEN).sort()).toEqual(OBSERVABLE.map(({ id }) => id).sort());
  });
});

describe('each rule that no column shows', () => {
  it.each(HIDDEN)('$id says what the inventory lacks', ({ id, look }) => {
    expect(look.at === 'nowhere' ? look.lacks.length : 0).toBeGreaterThan(3);
    expect(verdictOf(id, buildHost())).toMatchObject({ status: 'not-observable', subjects: [] });
  });
});

test('virtual ports that are known tell how many queues are left beside SR-IOV', () => {
  const host = (GOLDEN['vmq-conditional-on-sriov'] as Golden).speaks;
  const known = { ...host, nics: host.nics.map((nic) => ({ ...nic, vportLimit: 64 })) };
  expect(verdictOf('vmq-conditional-on-sriov', known)?.status).toBe('holds');
});

test('a VM that is off breaks no rule', () => {
  const { speaks } = GOLDEN['vf-excluded-by-port-acl'] as Golden;
  const off = { ...speaks, vms: speaks.vms.map((vm) => ({ ...vm, state: 'off' as const })) };
  expect(verdictOf('vf-excluded-by-port-acl', off)?.status).toBe('not-applicable');
});

test('a host vNIC with larger frames than its ports take breaks the path, smaller ones do not', () => {
  const { silent } = GOLDEN['jumbo-conditional-on-equal-frames'] as Golden;
  const sized = (mtu: number): Host => ({ ...silent, adapters: silent.adapters.map((adapter) => ({ ...adapter, mtu })) });
  expect(verdictOf('jumbo-conditional-on-equal-frames', sized(9014))?.status).toBe('triggered');
  expect(verdictOf('jumbo-conditional-on-equal-frames', sized(1500))?.status).toBe('holds');
});

describe('every verdict', () => {
  it('is kept, in the order of the table, on any host', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const verdicts = evaluateRules(host);
        expect(verdicts.map(({ rule }) => rule)).toEqual(RULES);
        for (const { rule, status, subjects } of verdicts) {
          if (status === 'triggered') expect([rule.id, subjects.length > 0, rule.sentence !== null]).toEqual([rule.id, true, true]);
          if (status === 'not-applicable') expect(subjects).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('about something in use is among those in use, and the layout is broken by exclusions alone', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const inUse = evaluateRules(host).filter(({ subjects }) => subjects.length > 0);
        expect(rulesInUse(host)).toEqual(inUse);
        const triggered = inUse.filter(({ status }) => status === 'triggered');
        const excluded = triggered.filter(({ rule }) => rule.verdict.kind === 'excluded').map(({ rule }) => rule.id);
        for (const id of layoutViolations(host)) expect(excluded).toContain(id);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the question whether an adapter may have a virtual function', () => {
  const hostOf = (teaming: 'set' | 'lbfo', iovEnabled = true): Host =>
    buildHost({ switches: [buildSwitch({ teaming, iovEnabled, bandwidthMode: 'none' })] });
  const adapter = buildVmAdapter({ iov: true });

  it('is answered with the rule of the team first, then those of the adapter', () => {
    expect(vfExclusion(hostOf('lbfo'), { ...adapter, acl: true })).toBe('sriov-excluded-by-lbfo');
    expect(vfExclusion(hostOf('set'), { ...adapter, acl: true, vlans: 3 })).toBe('vf-excluded-by-port-acl');
    expect(vfExclusion(hostOf('set'), { ...adapter, cap: adapter.egress })).toBe('vf-excluded-by-bandwidth-limits');
    expect(vfExclusion(hostOf('set'), { ...adapter, vlans: 3 })).toBe('vf-excluded-by-vlan-trunk');
    expect(vfExclusion(hostOf('set'), adapter)).toBe(null);
  });

  it('has the answer that the table gives for adapters that ask for one', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 8 }), (host) => {
        const told = new Set(evaluateRules(host).flatMap(({ rule, status }) => (status === 'triggered' ? [rule.id] : [])));
        const running = host.vms.filter(({ state }) => state === 'running').flatMap(({ adapters }) => adapters);
        for (const each of running) {
          const isForIov = host.switches.some(({ name, iovEnabled }) => name === each.switch && iovEnabled);
          const rule = each.iov && isForIov ? vfExclusion(host, each) : null;
          if (rule !== null) expect([...told]).toContain(rule);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the question whether a layout is legal', () => {
  it('does not ask for single adapters or for shares, which follow the layout', () => {
    expect(layoutViolations((GOLDEN['vf-excluded-by-port-acl'] as Golden).speaks)).toEqual([]);
    expect(layoutViolations((GOLDEN['weights-excluded-by-dcb'] as Golden).speaks)).toEqual([]);
    expect(layoutViolations((GOLDEN['weights-excluded-by-iov'] as Golden).speaks)).toEqual([]);
  });

  it('is answered with every exclusion that the wiring breaks', () => {
    expect(layoutViolations((GOLDEN['set-takes-eight'] as Golden).speaks)).toEqual(['set-takes-eight']);
    expect(layoutViolations((GOLDEN['unequal-speeds-excluded-by-set'] as Golden).speaks)).toEqual(['unequal-speeds-excluded-by-set']);
    expect(layoutViolations((GOLDEN['switch-excluded-by-lbfo-from-2022'] as Golden).speaks)).toEqual(['switch-excluded-by-lbfo-from-2022']);
    expect(layoutViolations(buildHost({ vms: [buildVm()] }))).toEqual([]);
  });
});
