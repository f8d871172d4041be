/** Where a published test would fail on what is planned, so that nobody is surprised by it. */
import { isValidated, validatedLimit } from '../catalog/validate-dcb.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { Limits, SwitchPlan } from '../model/plan.ts';
import { bytesPerSecond, mbps } from '../units/quantity.ts';

/** The test runs where DCB rules: nothing on other hosts, and nothing where SMB has no limit for live migration. */
export const validatorFindings = (host: Host, switches: readonly SwitchPlan[], limits: Limits): Finding[] => {
  const under = switches.filter(({ ets }) => ets !== null);
  const smb = under[0]?.ets?.smbDirect;
  const limit = limits.smbLiveMigration;
  if (smb === undefined || limit === null) return [];
  const ports = host.nics.filter(({ name }) => under.some(({ uplinks }) => uplinks.includes(name)));
  const link = mbps(Math.min(...ports.map((nic) => nic.link)));
  const asked = validatedLimit(link, smb);
  if (isValidated(bytesPerSecond(limit), asked)) return [];
  const values = {
    limit,
    link,
    smb,
    below: asked.kind === 'below' ? asked.mebibytes : 0,
    exactly: asked.kind === 'exactly' ? asked.limit : 0,
  };
  return [{ code: 'validate-dcb-limit', severity: 'advice', subject: host.name, values }];
};
