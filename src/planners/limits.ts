/** The settings that carry a migration cap: SMB bandwidth limits in bytes a second, or MaximumBandwidth of the vNICs in bits. */
import type { Limits, Transport } from '../model/plan.ts';
import {
  bitsPerSecond,
  type BytesPerSecond,
  bytesPerSecond,
  type Mbps,
  mbps,
  mbpsToBitsPerSecond,
  mbpsToBytesPerSecond,
} from '../units/quantity.ts';
import { floor, roundToNine } from '../units/rounding.ts';

/** The least that Set-SmbBandwidthLimit takes: 1 MiB a second. */
const LEAST_SMB_LIMIT = 1_048_576;
/** Windows rounds MaximumBandwidth to a multiple of 8 bit. */
const BANDWIDTH_STEP = 8;
/** Provisioning never gets less than this share of the path. */
const PROVISIONING_SHARE = 0.01;

export const NO_LIMITS: Limits = { smbLiveMigration: null, smbVirtualMachine: null, smbDefault: null, maximumBandwidth: null };

export interface StorageTraffic {
  readonly demand: Mbps;
  readonly copies: Mbps;
  /** R of the migration path. */
  readonly total: Mbps;
  /** Σ demand of all flows there. */
  readonly allDemand: Mbps;
  /** b, or where the window is missed the rate that the drain level asks for. */
  readonly migration: Mbps;
}

export interface MigrationCap {
  readonly transport: Transport;
  readonly cap: Mbps;
  /** vNICs that share the cap; 0 on direct NICs, which have no MaximumBandwidth. */
  readonly vnics: number;
}

export const limitsOf = (migration: MigrationCap, storage: StorageTraffic | null): Limits => {
  const bySmb = migration.transport === 'smb' || migration.transport === 'smb-direct';
  return {
    smbLiveMigration: bySmb ? smbLimit(migration.cap) : null,
    smbVirtualMachine: storage === null ? null : smbLimit(mbps(storage.demand + storage.copies)),
    smbDefault: storage === null ? null : smbLimit(provisioningRate(storage)),
    maximumBandwidth: bySmb || migration.vnics === 0 ? null : vnicLimit(migration.cap, migration.vnics),
  };
};

const smbLimit = (rate: Mbps): BytesPerSecond =>
  bytesPerSecond(Math.max(LEAST_SMB_LIMIT, floor(mbpsToBytesPerSecond(mbps(roundToNine(rate))))));

const provisioningRate = (storage: StorageTraffic): Mbps =>
  mbps(Math.max(storage.total * PROVISIONING_SHARE, storage.total - storage.allDemand - storage.migration));

const vnicLimit = (cap: Mbps, vnics: number) =>
  bitsPerSecond(floor(mbpsToBitsPerSecond(mbps(roundToNine(cap / vnics))) / BANDWIDTH_STEP) * BANDWIDTH_STEP);
