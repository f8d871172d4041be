import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { outcomeFromJson } from '../../src/reports/outcome-from-json.ts';
import { HOST_FILES, headerOf, renderOutcome } from '../../src/reports/render-outcome.ts';
import { renderRejects } from '../../src/reports/rejects-table.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildFlow, SAMPLE_PLAN, SAMPLE_SWITCH, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const CONTRACT = {
  'hosts.csv':
    'host,cluster,os,status,first_short_level,first_short_attainment,qos_layer,uplink_mbps,uplink_after_nic_loss_mbps,live_migration_transport,live_migrations,storage_migrations,live_migration_required_mbps,live_migration_guaranteed_mbps,live_migration_cap_mbps,smb_limit_live_migration_bytes_per_second,smb_limit_virtual_machine_bytes_per_second,smb_limit_default_bytes_per_second,drain_minutes_guaranteed,drain_minutes_at_cap,drain_window_minutes,drain_vms,drain_blocked_vms,vfs_wanted,vfs_assigned,queues_usable,queues_used,cpu_migration_cores,changes,disruptive_changes,findings,assumptions,proof,binding,reason',
  'blockers.csv': 'host,vm,reason,memory_mib,dirty_mbytes_per_second,blackout_seconds,required_mbps,remedy',
  'levels.csv': 'host,switch,level,attainment,worst_flow',
  'flows.csv':
    'host,switch,vm,adapter,role,tier,path,nic,egress_mbps,floor_mbps,weight_now,weight,ets_pct,guaranteed_mbps,guaranteed_after_nic_loss_mbps,guaranteed_worst_pinning_mbps,attainment,queues,change',
  'nics.csv':
    'host,nic,switch,capacity_mbps,vfs_used,vf_limit,queues_used,queues_usable,base_processor,max_processors,processor_list,ets_cluster_pct,ets_smb_pct,ets_default_pct,mtu,mtu_proposed',
  'rules-of-thumb.csv': 'host,rule,live_migration_cap_mbps,live_migrations,drain_minutes,breaks_floor,minutes_saved_by_plan',
  'findings.csv': 'host,severity,code,subject,message,remedy,source',
  'changes.csv': 'host,order,setting,subject,now,proposed,disruptive,travels_with_vm,gain,rule,layer',
  'rejects.csv': 'file,line,column,code,value,message,remedy,row',
} as const;

const OPTIONS = { rawCells: false };
const hostRow = (outcome: Outcome): Record<string, string> => {
  const text = headerOf('hosts.csv') + renderOutcome(outcome, OPTIONS)['hosts.csv'];
  return parse(text, { columns: true })[0] as Record<string, string>;
};

describe('the files of a host', () => {
  it.each(Object.entries(CONTRACT))('%s has exactly the published columns', (file, header) => {
    expect(headerOf(file as keyof typeof CONTRACT)).toBe(`${header}\n`);
  });

  it('give every row as many cells as the header has', () => {
    for (const outcome of [samplePlanned(), sampleRejected(), sampleFailed()]) {
      const files = renderOutcome(outcome, OPTIONS);
      for (const file of Object.keys(CONTRACT) as (keyof typeof CONTRACT)[]) {
        const width = headerOf(file).split(',').length;
        expect((parse(files[file]) as string[][]).every((row) => row.length === width)).toBe(true);
      }
    }
  });

  it('tell a planned host in one row', () => {
    expect(renderOutcome(samplePlanned(), OPTIONS)['hosts.csv']).toBe(
      'host01,East,2019,short,drain,0.8,weights,19688,9844,smb,2,1,,7875.2,9000,1125000000,,,37.5,33,30,12,0,,,,,1.8,1,0,1,2,optimal,guaranteed-share,A 2019 host is short at drain.\n',
    );
  });

  it('say of a rejected host where its first error stands, and nothing that was not planned', () => {
    const row = hostRow(sampleRejected());
    expect(row).toMatchObject({ status: 'rejected', binding: 'link-speed-range', reason: 'nics.csv:42: The link_mbps (-25) is below 0.' });
    expect([row['uplink_mbps'], row['changes'], row['drain_vms']]).toEqual(['', '', '']);
  });

  it('say of a failed host which rule its plan broke', () => {
    expect(hostRow(sampleFailed())).toMatchObject({ status: 'failed', binding: 'weights-sum', reason: 'The weights add up to 99.' });
  });

  it('sum a host of two switches, and show what one loss leaves of them together', () => {
    const second = { ...SAMPLE_SWITCH, switch: 'Storage', capacityAfterLoss: SAMPLE_SWITCH.capacity, layer: 'none' as const };
    const row = hostRow(samplePlanned({ plan: { ...SAMPLE_PLAN, switches: [SAMPLE_SWITCH, second], capacityAfterLoss: mbps(29532) } }));
    expect(row).toMatchObject({ uplink_mbps: '39376', uplink_after_nic_loss_mbps: '29532', qos_layer: 'weights none' });
  });

  it('leave the weight of an adapter inside the default flow blank, and count what it gives up as the change', () => {
    const rows = parse(headerOf('flows.csv') + renderOutcome(samplePlanned(), OPTIONS)['flows.csv'], { columns: true }) as Record<
      string,
      string
    >[];
    expect(rows.map(({ adapter, weight_now, weight, change }) => [adapter, weight_now, weight, change])).toEqual([
      ['Management', '3', '5', '2'],
      ['LiveMigration', '', '40', ''],
      ['Network Adapter', '2', '', '-2'],
      ['(default flow)', '1', '55', '54'],
      ['Backup', '', '', ''],
    ]);
  });

  it('change no weight of a switch that keeps those of today, in the default flow neither', () => {
    const flows = SAMPLE_SWITCH.flows.map((flow) => (flow.weight === null ? flow : { ...flow, weight: flow.weightNow }));
    const weights = {
      kind: 'chosen',
      proof: 'optimal',
      value: { sum: 6, defaultFlowWeight: 1, kept: true, smallestWeight: null },
    } as const;
    const plan = { ...SAMPLE_PLAN, switches: [{ ...SAMPLE_SWITCH, weights, flows }] };
    const text = headerOf('flows.csv') + renderOutcome(samplePlanned({ plan }), OPTIONS)['flows.csv'];
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ adapter, change }) => [adapter, change])).toEqual([
      ['Management', '0'],
      ['LiveMigration', ''],
      ['Network Adapter', '0'],
      ['(default flow)', '0'],
      ['Backup', ''],
    ]);
  });

  it('compare the drain under each rule of thumb with the drain under the plan', () => {
    expect(renderOutcome(samplePlanned(), OPTIONS)['rules-of-thumb.csv']).toBe(
      'host01,cluster-factor-25-pct,5000,1,93,false,60\nhost01,no-cap-8,,8,30,true,-3\nhost01,converge,9000,2,33,false,0\n',
    );
  });

  it('list errors as rejects, not notes, also those that no host answers for', () => {
    const row = 'nics.csv,42,17,link-speed-range,\'-25,The link_mbps (-25) is below 0.,Maybe write 25000 for 25 Gb/s.,"host02,NIC1,-25"\n';
    expect(renderOutcome(sampleRejected(), OPTIONS)['rejects.csv']).toBe(row);
    expect(renderRejects(sampleRejected().problems, OPTIONS)).toBe(row);
  });
});

describe('outcomes.jsonl', () => {
  it('renders every file again to the same bytes, hostile names included', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        (name, figure, rawCells) => {
          const flow = buildFlow({ adapter: name, egress: figure as ReturnType<typeof buildFlow>['egress'] });
          const plan = { ...SAMPLE_PLAN, directFlows: [flow] };
          for (const outcome of [samplePlanned({ host: name, plan }), sampleRejected({ host: name }), sampleFailed({ cluster: name })]) {
            const first = renderOutcome(outcome, { rawCells });
            expect(renderOutcome(outcomeFromJson(first['outcomes.jsonl']), { rawCells })).toEqual(first);
          }
        },
      ),
    );
  });

  it('holds one line a host, whatever its name', () => {
    const line = renderOutcome(samplePlanned({ host: 'a\nb\u2028' }), OPTIONS)['outcomes.jsonl'];
    expect(line.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is refused where a line is no outcome', () => {
    expect(() => outcomeFromJson('{"kind":"other"}')).toThrow('neither planned, rejected nor failed');
    expect(() => outcomeFromJson('{"kind":"failed","host":"a"}')).toThrow('lacks cluster, os, violations');
    expect(() => outcomeFromJson('{')).toThrow(SyntaxError);
  });

  it('is the last of the per-host files and has no header', () => {
    expect([HOST_FILES.at(-1), headerOf('outcomes.jsonl')]).toEqual(['outcomes.jsonl', '']);
  });
});
