/** The published rules for capping live migration, as numbers. Microsoft's own differ threefold for the same host. */
import type { RuleOfThumb } from '../model/plan.ts';
import { bytesPerSecond, bytesPerSecondToMbps, type Mbps, mbps } from '../units/quantity.ts';
import { MIGRATION_SHARE_OF_LINKS } from './azure-local.ts';

export interface RuleOfThumbFact {
  readonly rule: RuleOfThumb;
  /** The cap as a share of link speed, a fixed rate, or none. */
  readonly cap:
    | { readonly kind: 'share-of-all-nics' | 'share-of-path'; readonly share: number }
    | { readonly kind: 'fixed'; readonly rate: Mbps }
    | { readonly kind: 'none' };
  readonly liveMigrations: number;
  readonly source: string;
}

export const RULE_FACTS: readonly RuleOfThumbFact[] = [
  {
    rule: 'cluster-factor-25-pct',
    cap: { kind: 'share-of-all-nics', share: 0.25 },
    liveMigrations: 1,
    source:
      'Microsoft Learn, Configure live migration SMB bandwidth limits: SMBBandwidthLimitFactor 2500; one parallel migration since the 2022-09 update',
  },
  {
    rule: 'azure-local-29-pct-of-smb',
    cap: { kind: 'share-of-path', share: MIGRATION_SHARE_OF_LINKS },
    liveMigrations: 1,
    source: 'Microsoft Learn, Azure Local, Host network requirements: 29 % of the 50 % SMB reservation',
  },
  {
    rule: 'lab-40-pct',
    cap: { kind: 'share-of-path', share: 0.4 },
    liveMigrations: 4,
    source: 'microsoft/MSLab scenarios: 40 % of the summed link speed, and 4 parallel migrations',
  },
  {
    rule: 'limit-750-mb',
    cap: { kind: 'fixed', rate: bytesPerSecondToMbps(bytesPerSecond(786_432_000)) },
    liveMigrations: 2,
    source: 'Microsoft Tech Community 396609 and microsoft/Validate-DCB: 750 MB (786,432,000 bytes a second), keep 2',
  },
  { rule: 'no-cap-2', cap: { kind: 'none' }, liveMigrations: 2, source: 'Microsoft Learn, Set up hosts for live migration: 2 by default' },
  { rule: 'no-cap-4', cap: { kind: 'none' }, liveMigrations: 4, source: 'the lower end of the 4 to 8 that the field passes on' },
  { rule: 'no-cap-8', cap: { kind: 'none' }, liveMigrations: 8, source: 'the upper end of the 4 to 8 that the field passes on' },
];

/**
 * The cap of a rule in Mbit/s of link speed; null where it sets none.
 * @param all links of all NICs of the host, `path` those that migration runs over
 */
export const capOfRule = ({ cap }: RuleOfThumbFact, all: readonly Mbps[], path: readonly Mbps[]): Mbps | null => {
  switch (cap.kind) {
    case 'none':
      return null;
    case 'fixed':
      return cap.rate;
    case 'share-of-all-nics':
      return shareOf(all, cap.share);
    case 'share-of-path':
      return shareOf(path, cap.share);
  }
};

const shareOf = (links: readonly Mbps[], share: number): Mbps => mbps(share * links.reduce<number>((sum, link) => sum + link, 0));
