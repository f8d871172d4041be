import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Host } from '../../src/model/host.ts';
import type { VfRefusal } from '../../src/model/offload-plan.ts';
import { compatibilityOf, withoutRepeats } from '../../src/planners/compatibility-findings.ts';
import { stateFinding } from '../../src/recommend/finding-sentences.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { mbps } from '../../src/units/quantity.ts';

const compatibilityFindings = (host: Host) => compatibilityOf(host).findings;

const refused = (subject: string, because: VfRefusal, binding: string): Finding => ({
  code: 'vf-refused',
  severity: 'warning',
  subject,
  values: { because, binding },
});

const LBFO = buildHost({
  os: '2012r2',
  switches: [buildSwitch({ teaming: 'lbfo', loadBalancing: 'dynamic', bandwidthMode: 'none' })],
  nics: [buildNic({ rdma: 'iwarp' }), buildNic({ name: 'NIC2', rdma: 'iwarp' })],
  adapters: [buildAdapter({ name: 'SMB1', role: 'storage' })],
  vms: [buildVm({ adapters: [buildVmAdapter({ iov: true })] })],
});

describe('the findings of the rule table', () => {
  it('are stated with the name of the rule as their code, and its remedy and source', () => {
    const [, finding] = compatibilityFindings(LBFO);
    expect(stateFinding(finding as Finding)).toEqual({
      severity: 'error',
      code: 'sriov-excluded-by-lbfo',
      subject: 'Converged',
      message: 'SR-IOV is asked for on Converged, and an LBFO team excludes it: every adapter stays on the software path.',
      remedy:
        'From 2016 on recreate the switch with Switch Embedded Teaming; before, give each port a switch made for SR-IOV and team two virtual functions inside the guest.',
      source:
        'Microsoft, Windows Server 2012 R2 NIC Teaming (LBFO) Deployment and Management (read in a mirror); aidanfinn.com (p=14057) (secondary)',
    });
  });

  it('say one thing once: RDMA is lost under any switch of 2012 R2, and LBFO would take it too', () => {
    expect(compatibilityFindings(LBFO).map(({ values }) => values.rule)).toEqual([
      'rdma-excluded-by-switch-on-2012r2',
      'sriov-excluded-by-lbfo',
    ]);
  });

  it('keep what excludes weights beside the advice about weights on SET', () => {
    const converged = buildSwitch({ teaming: 'set', bandwidthMode: 'weight', iovEnabled: true });
    const host = buildHost({ switches: [converged], nics: [buildNic(), buildNic({ name: 'NIC2' })] });
    expect(compatibilityFindings(host).map(({ values }) => values.rule)).toEqual(['weights-conditional-on-set', 'weights-excluded-by-iov']);
  });

  it('keep what is wrong with a team beside what would replace it', () => {
    const ports = [buildNic(), buildNic({ name: 'NIC2', link: mbps(1000) })];
    const team = (teaming: 'lbfo' | 'set', os: '2012r2' | '2019') =>
      buildHost({ os, switches: [buildSwitch({ teaming, loadBalancing: 'dynamic', bandwidthMode: 'none' })], nics: ports });
    const told = (host: Host) => compatibilityFindings(host).map(({ values }) => values.rule);
    expect(told(team('lbfo', '2019'))).toEqual(['unequal-speeds-excluded-by-lbfo', 'set-advised-over-lbfo']);
    expect(told(team('set', '2012r2'))).toEqual(['set-excluded-by-2012r2', 'unequal-speeds-excluded-by-set']);
  });

  it('are none on a sound host, whatever its ports could do besides', () => {
    const nic = {
      rdma: 'rocev2',
      dcbTrafficClasses: 8,
      vmqQueues: 60,
      vfLimit: 32,
      rssQueues: 16,
      mtuMax: 9014,
      model: 'ConnectX-5',
    } as const;
    const ports = [buildNic(nic), buildNic({ ...nic, name: 'NIC2' })];
    const vms = [buildVm(), buildVm({ name: 'vm02' })];
    expect(compatibilityFindings(buildHost({ switches: [buildSwitch({ bandwidthMode: 'none' })], nics: ports, vms }))).toEqual([]);
    const lbfo = buildSwitch({ teaming: 'lbfo', loadBalancing: 'dynamic' });
    expect(compatibilityFindings(buildHost({ os: '2016', switches: [lbfo], nics: ports, vms }))).toEqual([]);
    const alone = buildSwitch({ teaming: 'none', iovEnabled: true, bandwidthMode: 'none' });
    expect(compatibilityFindings(buildHost({ switches: [alone], nics: [buildNic(nic)], vms }))).toEqual([]);
  });

  it('of the demonstration fleet are those that its administrators should read', () => {
    const told = readInventory('inputs/demo').hosts.flatMap((host) =>
      compatibilityFindings(host).map(({ severity, subject, values }) => `${host.name} ${severity} ${values.rule} ${subject}`),
    );
    expect(told.filter((line) => !line.includes('weights-conditional-on-set'))).toEqual([
      'edge-03 warning lso-conditional-on-lbfo Branch',
      'edge-03 advice switch-independent-advised Branch',
      'edge-03 advice dynamic-advised-on-lbfo Branch',
      'hv-b02 warning weights-excluded-by-dcb ConvergedRdma',
      'lab-02 error vf-excluded-by-port-acl fw-11/WAN',
      'lab-02 warning vf-excluded-by-vlan-trunk fw-11/LAN',
    ]);
  });

  it('stand beside every verdict about something in use', () => {
    const { verdicts } = compatibilityOf(LBFO);
    expect(verdicts.map(({ rule, status }) => `${rule} ${status}`)).toEqual([
      'switch-works-on-lbfo holds',
      'rdma-excluded-by-switch-on-2012r2 triggered',
      'sriov-excluded-by-lbfo triggered',
      'rdma-excluded-by-lbfo triggered',
      'lso-conditional-on-lbfo holds',
    ]);
  });

  it('never tell a subject twice about one rule', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 8 }), (host) => {
        const told = compatibilityFindings(host).map(({ subject, values }) => `${values.rule} ${subject}`);
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('findings that a rule makes superfluous', () => {
  const rules = compatibilityFindings(LBFO);

  it('are refusals for want of SR-IOV on a switch whose team excludes it', () => {
    const here = refused('vm01/Network Adapter', 'switch-without-iov', 'iov-enabled:Converged');
    const elsewhere = refused('vm01/Other', 'switch-without-iov', 'iov-enabled:Second');
    const ruled = refused('vm01/Third', 'excluded-by-rule', 'sriov-excluded-by-lbfo');
    const untrusted = refused('vm01/Fourth', 'vm-untrusted', 'trusted');
    expect(withoutRepeats([here, elsewhere, ruled, untrusted], rules)).toEqual([elsewhere, untrusted]);
    expect(withoutRepeats([here], [])).toEqual([here]);
  });

  it('are refusals of an adapter for what its own rule says', () => {
    const adapters = [buildVmAdapter({ name: 'A', iov: true, acl: true }), buildVmAdapter({ name: 'B', iov: true })];
    const host = buildHost({ switches: [buildSwitch({ iovEnabled: true, bandwidthMode: 'none' })], vms: [buildVm({ adapters })] });
    const findings = [refused('vm01/A', 'port-acl', 'acl'), refused('vm01/B', 'port-acl', 'acl')];
    expect(withoutRepeats(findings, compatibilityFindings(host))).toEqual([findings[1]]);
  });

  it('are weights beside DCB where the rule against both speaks of the same switch', () => {
    const host = readInventory('inputs/demo').hosts.find(({ name }) => name === 'hv-b02');
    const ets = (subject: string): Finding => ({ code: 'weights-beside-dcb', severity: 'warning', subject, values: { adapters: 3 } });
    const ruled = host === undefined ? [] : compatibilityFindings(host);
    expect(withoutRepeats([ets('ConvergedRdma'), ets('Other')], ruled)).toEqual([ets('Other')]);
  });
});
