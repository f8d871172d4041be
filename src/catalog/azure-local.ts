/**
 * How Microsoft divides the team of an Azure Local host between its traffics: half of it is reserved for SMB, and of that half
 * 70 % goes to storage, 1 % to the heartbeat (2 % up to 10 GbE) and the rest to live migration. Microsoft Learn, Azure Local,
 * Host network requirements, traffic bandwidth allocation.
 */
import { type Mbps, mbps } from '../units/quantity.ts';

export const AZURE_LOCAL_SOURCE = 'Microsoft Learn, Azure Local: Host network requirements, traffic bandwidth allocation';

const TEN_GIGABIT = 10_000;
const SMB_PERCENT = 50;
const STORAGE_PERCENT = 70;
const HEARTBEAT_PERCENT = { upToTenGigabit: 2, above: 1 } as const;

/** Percent of a port that the traffic class of the cluster has, and percent of the SMB reservation of a team of such ports that the heartbeat has. */
export const heartbeatPercent = (link: Mbps): number => (link <= TEN_GIGABIT ? HEARTBEAT_PERCENT.upToTenGigabit : HEARTBEAT_PERCENT.above);

const migrationPercent = (heartbeat: number): number => 100 - STORAGE_PERCENT - heartbeat;

/** Live migration above 10 GbE as a share of all links: 29 % of half. The rule of thumb that is passed on takes it at every speed. */
export const MIGRATION_SHARE_OF_LINKS = (SMB_PERCENT * migrationPercent(HEARTBEAT_PERCENT.above)) / 10_000;

export interface AzureLocalDivision {
  readonly smb: Mbps;
  /** Storage bus layer and CSV. */
  readonly storage: Mbps;
  readonly liveMigration: Mbps;
  readonly heartbeat: Mbps;
}

/** The four figures for a team of ports equally fast. @param link speed of one port */
export const azureLocalDivision = (link: Mbps, ports: number): AzureLocalDivision => {
  const smb = (link * ports * SMB_PERCENT) / 100;
  const heartbeat = heartbeatPercent(link);
  const part = (percent: number): Mbps => mbps((smb * percent) / 100);
  return {
    smb: mbps(smb),
    storage: part(STORAGE_PERCENT),
    liveMigration: part(migrationPercent(heartbeat)),
    heartbeat: part(heartbeat),
  };
};
