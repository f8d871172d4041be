/** Where Microsoft's validator would fail the limit that is planned. */
import { describe, expect, it } from 'vitest';
import { isValidated, validatedLimit } from '../../src/catalog/validate-dcb.ts';
import type { Host } from '../../src/model/host.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { bytesPerSecond, mbps } from '../../src/units/quantity.ts';
import { buildHost, buildVm } from '../builders/host-builder.ts';
import { quiet, workedExample } from '../builders/rdma-host.ts';

const MEBIBYTE = 1_048_576;
const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
const told = (host: Host) => plan(host).findings.filter(({ code }) => code === 'validate-dcb-limit');

describe('the test of Validate-DCB', () => {
  // microsoft/Validate-DCB, modal.unit.tests.ps1: 0.5 × 0.6 × 10 Gbit/s are 375 MB/s, one is allowed on top, and MiB are compared.
  it('asks for less than 376 MiB/s where half of 10 GbE is for SMB', () => {
    const asked = validatedLimit(mbps(10_000), 50);
    expect(asked).toEqual({ kind: 'below', mebibytes: 376 });
    expect(isValidated(bytesPerSecond(376 * MEBIBYTE - 1), asked)).toBe(true);
    expect(isValidated(bytesPerSecond(376 * MEBIBYTE), asked)).toBe(false);
  });

  it('asks for 750 MB, no more and no less, on faster ports', () => {
    const asked = validatedLimit(mbps(25_000), 50);
    expect(asked).toEqual({ kind: 'exactly', limit: 786_432_000 });
    expect([786_432_000, 786_431_999].map((limit) => isValidated(bytesPerSecond(limit), asked))).toEqual([true, false]);
  });
});

describe('a host under DCB', () => {
  it('is told that the limit planned for it is not the one that the test wants', () => {
    const { limits, findings } = plan(workedExample());
    expect(limits.smbLiveMigration).not.toBeNull();
    expect(findings.filter(({ code }) => code === 'validate-dcb-limit')).toMatchObject([
      { severity: 'advice', values: { limit: limits.smbLiveMigration, link: 25_000, below: 0, exactly: 786_432_000 } },
    ]);
  });

  it('is told by its own percent on 10 GbE', () => {
    const nics = workedExample().nics.map((nic) => ({ ...nic, link: mbps(10_000) }));
    const host = workedExample({ nics });
    const { limits, switches } = plan(host);
    const smb = switches[0]?.ets?.smbDirect as number;
    const below = (10_000 * 0.6 * smb) / 100 / 8 + 1;
    const fails = (limits.smbLiveMigration as number) / MEBIBYTE >= below;
    expect(told(host).map(({ values }) => values)).toMatchObject(fails ? [{ link: 10_000, smb, exactly: 0 }] : []);
  });

  it('is told nothing where no drain needs a limit', () => {
    expect(told(quiet(workedExample()))).toEqual([]);
  });
});

it('says nothing of a host that weights rule', () => {
  expect(told(buildHost({ vms: [buildVm()] }))).toEqual([]);
});
