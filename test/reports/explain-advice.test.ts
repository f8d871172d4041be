import { describe, expect, it } from 'vitest';
import type { Change, StatedFinding } from '../../src/model/outcome.ts';
import { changeLines, findingLines } from '../../src/reports/explain-advice.ts';

const finding = (severity: StatedFinding['severity'], code: string): StatedFinding => ({
  code,
  severity,
  subject: 'hv01',
  message: `What ${code} says.`,
  remedy: `What to do about ${code}.`,
  source: 'a page',
});

const change = (order: number, setting: Change['setting'], subject: string, now: string, proposed: string, disruptive = false): Change => ({
  order,
  setting,
  subject,
  target: { kind: 'host' },
  now,
  proposed,
  disruptive,
  travelsWithVm: false,
  gain: '',
  rule: 'weight-by-level',
  layer: 'host',
});

describe('what to do about a host', () => {
  it('errors come first, each with its remedy, and advice is counted', () => {
    const findings = [finding('advice', 'a'), finding('warning', 'b'), finding('error', 'c'), finding('advice', 'd')];
    expect(findingLines({ findings })).toEqual([
      '',
      'Findings that want a hand',
      '  error      What c says.',
      '             What to do about c.',
      '  warning    What b says.',
      '             What to do about b.',
      '  and 2 pieces of advice in findings.csv',
    ]);
  });

  it('mere advice wants no hand', () => {
    expect(findingLines({ findings: [finding('advice', 'a')] })).toEqual([]);
  });

  it('settings stand from what they are to what they should be, and apart where they interrupt traffic', () => {
    const changes = [
      change(1, 'MinimumBandwidthWeight', 'Backup', '', '12'),
      change(2, 'MaximumStorageMigrations', 'hv01', '2', '1'),
      change(3, 'MinimumBandwidthWeight', 'Management', '10', '5'),
      change(4, '*JumboPacket', 'NIC\u001b1', '1514', '9014', true),
    ];
    expect(changeLines({ changes, managedBy: 'none' })).toEqual([
      '',
      'Settings to change at any time: 3, in order in changes.csv',
      '  MinimumBandwidthWeight',
      '    Backup to 12, Management 10 to 5',
      '  MaximumStorageMigrations',
      '    hv01 2 to 1',
      '',
      'Settings to change in a maintenance window: 1, in order in changes.csv',
      '  *JumboPacket',
      '    NIC?1 1514 to 9014',
    ]);
  });

  it('a host of Virtual Machine Manager has no script, and is told so', () => {
    const changes = [change(1, 'MaximumStorageMigrations', 'hv01', '2', '1')];
    expect(changeLines({ changes, managedBy: 'scvmm' }).at(-1)).toMatch(
      /^ {2}Set them in Virtual Machine Manager, .* apply\/ has no script\.$/,
    );
  });

  it('a host that stands as planned has nothing to set', () => {
    expect(changeLines({ changes: [], managedBy: 'scvmm' })).toEqual([]);
  });
});
