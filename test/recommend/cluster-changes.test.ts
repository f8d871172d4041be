import { describe, expect, it } from 'vitest';
import type { Uniformity } from '../../src/model/cluster-plan.ts';
import type { HostPlan, MigrationPlan } from '../../src/model/plan.ts';
import { atcLimitFinding } from '../../src/recommend/cluster-changes.ts';
import { stateFinding } from '../../src/recommend/finding-sentences.ts';
import { bytesPerSecond, mbps, minutes } from '../../src/units/quantity.ts';
import { buildHost } from '../builders/host-builder.ts';
import { SAMPLE_MIGRATION, SAMPLE_PLAN } from '../reports/sample-outcome.ts';

const uniformity = (gigabits: number): Uniformity => ({
  because: 'network-atc',
  cluster: { transport: 'smb', liveMigrations: 2 },
  own: { transport: 'smb', liveMigrations: 2 },
  drainOwn: minutes(1),
  drainCluster: minutes(1),
  lost: minutes(0),
  holdsBack: null,
  smbLimit: { kind: 'network-atc', gigabits },
  speaksForCluster: false,
});

const planOf = (gigabits: number, { cap, required }: Pick<MigrationPlan, 'cap' | 'required'>): HostPlan => ({
  ...SAMPLE_PLAN,
  limits: { ...SAMPLE_PLAN.limits, smbLiveMigration: bytesPerSecond(1) },
  migration: { kind: 'chosen', proof: 'optimal', value: { ...SAMPLE_MIGRATION, cap, required } },
  uniformity: uniformity(gigabits),
});

const atc = buildHost({ name: 'hv01', managedBy: 'network-atc' });

describe('the one limit that Network ATC has for all members', () => {
  it('is told where it is less than a member counts on, and warned of where its window is then missed', () => {
    const slower = atcLimitFinding(atc, planOf(8, { cap: mbps(49_220), required: mbps(2571) }));
    const missed = atcLimitFinding(atc, planOf(8, { cap: mbps(49_220), required: mbps(8001) }));
    expect([slower, missed]).toMatchObject([{ severity: 'advice' }, { severity: 'warning' }]);
    if (slower === null || missed === null) throw new Error('Both are findings.');
    expect(stateFinding(slower).message).toMatch(/8 Gbit\/s, and the plan of hv01 counts on 49220 Mbit\/s: .* but in time\.$/);
    expect(stateFinding(missed).message).toMatch(/its window takes 8001 Mbit\/s, so under that limit it is missed\.$/);
  });

  it('is nothing to tell where only the rest of a whole Gbit/s is lost, or where hosts have limits of their own', () => {
    expect(atcLimitFinding(atc, planOf(8, { cap: mbps(8294), required: mbps(2571) }))).toBeNull();
    expect(atcLimitFinding(buildHost(), planOf(8, { cap: mbps(49_220), required: mbps(8001) }))).toBeNull();
  });
});
