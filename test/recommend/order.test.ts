import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adapter, Host } from '../../src/model/host.ts';
import type { Change, PlannedOutcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { INTERRUPTING, SETTING_TARGETS, type Target, type TargetKind } from '../../src/model/setting.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { clusterProposal, clusterScripts, hostScripts } from '../../src/reports/apply-files.ts';
import { scriptText } from '../../src/reports/apply-script.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { parsePowerShell } from '../reports/powershell-grammar.ts';
import { applyChange } from './apply-changes.ts';

const second = await loadHighs();

const outcomeOf = (host: Host): PlannedOutcome => {
  const plan = planHost(host, DEFAULT_POLICY, createSolver({ second }), false, null);
  return { kind: 'planned', host: host.name, cluster: host.cluster, os: host.os, plan, ...recommend(host, DEFAULT_POLICY, plan) };
};
const changesOf = (host: Host): readonly Change[] => outcomeOf(host).changes;

/** The host as it is before the first change, and after each. */
const replay = (host: Host, changes: readonly Change[]): readonly Host[] => {
  const states = [host];
  for (const change of changes) states.push(applyChange(states.at(-1) as Host, change));
  return states;
};

const onSwitch = (host: Host, name: string): readonly Adapter[] =>
  [...host.adapters, ...host.vms.filter(({ state }) => state === 'running').flatMap(({ adapters }) => adapters)].filter(
    (adapter) => adapter.switch === name,
  );

/** What Management can count on together, as a share of its switch. */
const managementShare = (host: Host, name: string): number => {
  const adapters = onSwitch(host, name);
  const sum = (some: readonly Adapter[]): number => some.reduce((total, { weight }) => total + (weight ?? 0), 0);
  const today = host.switches.find((each) => each.name === name);
  return sum(adapters.filter(({ role }) => role === 'management')) / Math.max(1, sum(adapters) + (today?.defaultFlowWeight ?? 1));
};

/** Every weight is known, or what is lowered and what is raised is not known either. */
const knowsWeights = (host: Host, name: string): boolean =>
  onSwitch(host, name).every(({ weight }) => weight !== null) &&
  host.switches.some((each) => each.name === name && each.defaultFlowWeight !== null);

const anyHost = arbitraryHost({ maxVms: 10 });

describe('Management', () => {
  it('has, after each change that interrupts nothing, at least the smaller of its shares today and at the end', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const states = replay(
          host,
          changesOf(host).filter(({ disruptive }) => !disruptive),
        );
        for (const { name, bandwidthMode } of host.switches) {
          if (bandwidthMode !== 'weight' || !knowsWeights(host, name)) continue;
          const shares = states.map((state) => managementShare(state, name));
          const least = Math.min(shares[0] as number, shares.at(-1) as number);
          expect(shares.filter((share) => share < least - 1e-9)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its share while others grow and shrink around it', () => {
    const host = buildHost({
      adapters: [buildAdapter({ egress: mbps(900), floor: mbps(800), weight: 10 }), buildMigrationAdapter({ weight: 60 })],
      switches: [buildSwitch({ defaultFlowWeight: 29 })],
      vms: [buildVm({ name: 'vm1', adapters: [buildVmAdapter({ egress: mbps(9000), floor: mbps(3000), weight: 1 })] })],
    });
    const changes = changesOf(host).filter(({ setting }) => setting.endsWith('MinimumBandwidthWeight'));
    const raised = changes.map(({ now, proposed }) => Number(proposed) > Number(now));
    expect(raised).toEqual([...raised].sort((a, b) => Number(a) - Number(b)));
    expect(new Set(raised).size).toBe(2);
    const leastOf = (order: readonly Change[]): number =>
      Math.min(...replay(host, order).map((state) => managementShare(state, 'Converged')));
    const ends = [host, replay(host, changes).at(-1) as Host].map((state) => managementShare(state, 'Converged'));
    expect(leastOf(changes)).toBe(Math.min(...ends));
    // The other way round, others would have grown before anybody gave anything up.
    expect(leastOf([...changes].reverse())).toBeLessThan(Math.min(...ends));
  });

  /** NICs that are down, or the switch that is gone, while the change is made. */
  const down = (host: Host, { target, setting }: Change): readonly string[] => {
    if (setting === 'MinimumBandwidthMode' && target.kind === 'switch')
      return host.nics.filter((nic) => nic.switch === target.switch).map(({ name }) => name);
    if (!INTERRUPTING.has(setting)) return [];
    if (target.kind === 'nic') return [target.nic];
    if (target.kind !== 'intent') return [];
    // The NICs of an intent restart together.
    const { switch: name } = host.nics.find((nic) => nic.name === target.nic) ?? { switch: null };
    return host.nics.filter((nic) => nic.name === target.nic || (name !== null && nic.switch === name)).map((nic) => nic.name);
  };
  const isReachable = (host: Host, lost: readonly string[], restarting: Target | null): boolean =>
    host.adapters.some((adapter) => {
      if (adapter.role !== 'management') return false;
      if (restarting?.kind === 'host-vnic' && restarting.adapter === adapter.name) return false;
      if (adapter.switch === null) return adapter.nic !== null && !lost.includes(adapter.nic);
      return host.nics.some((nic) => nic.switch === adapter.switch && !lost.includes(nic.name));
    });

  it('is reached at every step, but for steps that stand in the disruptive script, behind its check for a second path', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyHost, (host) => {
        fc.pre(isReachable(host, [], null) && host.managedBy !== 'scvmm');
        const outcome = outcomeOf(host);
        const states = replay(host, outcome.changes);
        const cutting = outcome.changes.filter((change, index) => {
          const vnic = INTERRUPTING.has(change.setting) ? change.target : null;
          return !isReachable(states[index] as Host, down(host, change), vnic);
        });
        expect(cutting.filter(({ disruptive }) => !disruptive)).toEqual([]);
        const proposal = clusterProposal(outcome);
        const all = [...hostScripts(outcome), ...(proposal === null ? [] : clusterScripts(proposal))];
        const files = all.map(({ path, script }) => ({ path, text: scriptText(script) }));
        for (const { setting, target } of cutting) {
          cut += 1;
          const name = JSON.stringify(Object.values(target)[1]).slice(1, -1);
          const holding = files.filter(({ text }) =>
            text.split('\n').some((line) => line.startsWith('Invoke-') && line.includes(name) && line.includes(setting)),
          );
          expect(holding.map(({ path }) => path.includes('.disruptive.'))).toEqual([true]);
          for (const { text } of holding) expect(text).toContain('Assert-ManagementStays @(');
        }
      }),
      { numRuns: 60 },
    );
    expect(cut).toBeGreaterThan(0);
  });
});

describe('the order of changes', () => {
  it('puts what interrupts traffic at the end, and nothing that restarts a NIC before it', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const flags = changesOf(host).map(({ disruptive, setting }) => [disruptive, INTERRUPTING.has(setting)] as const);
        expect(flags.map(([disruptive]) => disruptive)).toEqual(
          flags.map(([disruptive]) => disruptive).sort((a, b) => Number(a) - Number(b)),
        );
        expect(flags.filter(([disruptive, interrupts]) => interrupts && !disruptive)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('sets the caps of migration before its counts, so that more of them never run without the cap planned for them', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const settings = changesOf(host).map(({ setting }) => setting);
        const counts = settings.findIndex(
          (setting) => setting === 'MaximumVirtualMachineMigrations' || setting === 'MaximumParallelMigrations',
        );
        const cap = settings.findLastIndex((setting) => setting === 'BytesPerSecond' || setting === 'MaximumBandwidth');
        if (counts >= 0) expect(cap).toBeLessThan(counts);
      }),
      { numRuns: 40 },
    );
  });
});

describe('whatever is proposed', () => {
  it('is set on a target that its setting takes, and its scripts are PowerShell without an error', () => {
    fc.assert(
      fc.property(anyHost, (host) => {
        const outcome = outcomeOf(host);
        for (const { setting, target } of outcome.changes) expect(SETTING_TARGETS[setting] as readonly TargetKind[]).toContain(target.kind);
        const proposal = clusterProposal(outcome);
        const files = [...hostScripts(outcome), ...(proposal === null ? [] : clusterScripts(proposal))];
        expect(files.flatMap(({ path, script }) => parsePowerShell(scriptText(script)).errors.map((error) => `${path}:${error}`))).toEqual(
          [],
        );
      }),
      { numRuns: 25 },
    );
  });
});
