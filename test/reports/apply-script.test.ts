import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/outcome.ts';
import { SETTINGS } from '../../src/model/setting.ts';
import { APPLY_SETTINGS, FAMILIES } from '../../src/reports/apply-settings.ts';
import { type Script, scriptBytes, scriptPieces, scriptText } from '../../src/reports/apply-script.ts';
import { applyStep, isOfCluster } from '../../src/reports/apply-step.ts';
import { CMDLETS } from './cmdlets.ts';
import { parsePowerShell } from './powershell-grammar.ts';
import { changeOf, everyChange, PLAIN_NAMES, type Names } from './sample-changes.ts';

const renderScript = (each: Script): string => scriptText(scriptPieces(each));

const script = ({ changes = everyChange(), ...overrides }: Partial<Script> & { readonly changes?: readonly Change[] } = {}): Script => ({
  scope: 'host',
  expected: 'host01',
  direction: 'apply',
  disruptive: false,
  steps: changes.map(applyStep),
  stem: 'host01',
  ...overrides,
});

const KINDS_OF_SCRIPT = (['host', 'cluster'] as const).flatMap((scope) =>
  (['apply', 'undo'] as const).flatMap((direction) => [false, true].map((disruptive) => ({ scope, direction, disruptive }))),
);

const lastLines = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^(?:Invoke-Change|Undo-Change|Restart-)/.test(line));

/** Characters that mean something to PowerShell, to a comment or to a file, among plain ones. */
const HOSTILE = [
  ...'\'\u2018\u2019\u201A\u201B"\u201C\u201D\u201E`$(){}[]@#;|&<>*?%~-\u2013\u2014,.=!\\/ ab\u00E9\u{1F600}',
  '\n',
  '\r\n',
  '\t',
  '\u2028',
  '$()',
  '#>',
  "'@",
  '\n# ',
];
const hostileName = fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 24 }).map((parts) => parts.join(''));
const hostileNames: fc.Arbitrary<Names & { readonly host: string }> = fc.record({
  switch: hostileName,
  nic: hostileName,
  adapter: hostileName,
  vm: hostileName,
  host: hostileName,
});

describe('every script', () => {
  it.each(KINDS_OF_SCRIPT)('is PowerShell without an error: $scope, $direction, disruptive $disruptive', (kind) => {
    expect(parsePowerShell(renderScript(script(kind))).errors).toEqual([]);
  });

  it('starts with a byte order mark and the parameters of a dry run, and ends with a count and an exit code', () => {
    const text = renderScript(script());
    expect(text.startsWith('\uFEFF#Requires -Version 4.0\n')).toBe(true);
    expect(text).toContain('[CmdletBinding(SupportsShouldProcess)]\nparam([switch]$AllowManagementLoss)\nSet-StrictMode');
    expect(text.endsWith('\n}\n\nInvoke-All\nExit-WithSummary\n')).toBe(true);
  });

  it('is written as the bytes of its text', () => {
    const pieces = scriptPieces(script({ expected: 'H\u00F6st' }));
    expect(Buffer.from(scriptBytes(pieces)).toString('utf8')).toBe(scriptText(pieces));
  });

  it('does nothing where it was cut short: its steps stand in a function that the last lines call', () => {
    const { commands, errors } = parsePowerShell(renderScript(script()).replace(/Invoke-All\nExit-WithSummary\n$/, ''));
    expect(errors).toEqual([]);
    expect(commands.map(({ name }) => name)).not.toContain('Invoke-All');
    expect(renderScript(script()).indexOf('function Invoke-All {')).toBeLessThan(renderScript(script()).indexOf('\nInvoke-Change '));
  });

  it('refuses another host before it reads or changes anything, by the first label of its name', () => {
    const { commands, errors } = parsePowerShell(renderScript(script({ expected: 'Host01.corp.example' })));
    const text = renderScript(script({ expected: 'Host01.corp.example' }));
    expect(errors).toEqual([]);
    expect(text).toContain("$expected = 'Host01.corp.example'\n$label = $expected.Split('.')[0]");
    expect(text.indexOf('throw "This script is for the host')).toBeLessThan(text.indexOf('\nInvoke-Change'));
    expect(commands.slice(0, 2).map(({ name }) => name)).toEqual(['Set-StrictMode', 'Join-Path']);
  });

  it('calls only its own functions and cmdlets that exist, with parameters that they take', () => {
    for (const kind of KINDS_OF_SCRIPT) {
      const { commands, functions } = parsePowerShell(renderScript(script(kind)));
      const unknown = commands
        .filter(({ name }) => !functions.includes(name))
        .flatMap(({ name, parameters }) => {
          const taken = CMDLETS[name];
          return taken === undefined
            ? [name]
            : parameters.filter((parameter) => !taken.includes(parameter)).map((each) => `${name} -${each}`);
        });
      expect([...new Set(unknown)]).toEqual([]);
    }
  });

  it('brings a Read- and a Write- function for each family that its settings need, and no other', () => {
    for (const setting of SETTINGS) {
      for (const [kind, family] of Object.entries(APPLY_SETTINGS[setting].families)) {
        const text = renderScript(script({ changes: [changeOf(setting, kind as 'nic')] }));
        const families = FAMILIES.filter((each) =>
          [`function Read-${each}(`, `function Write-${each}(`].every((start) => text.includes(start)),
        );
        expect(families.filter((each) => each === family || !['Switch', 'Adapter'].includes(each))).toEqual([family]);
      }
    }
  });

  it('holds each setting as one line: what is set on what, and to which value', () => {
    const lines = lastLines(
      renderScript(script({ changes: [changeOf('MinimumBandwidthWeight', 'vm-adapter'), changeOf('NumVFs', 'nic')] })),
    );
    expect(lines).toEqual([
      "Invoke-Change Adapter @{Vm='vm01'; Adapter='SMB1'} MinimumBandwidthWeight 5",
      "Invoke-Change Nic @{Nic='NIC1'} 'NetAdapterSriov.NumVFs' 5 'SMB1'",
      "Restart-Nic 'NIC1'",
    ]);
  });

  it('writes numbers as bare integers, and refuses what is none', () => {
    const big = { ...changeOf('BytesPerSecond', 'smb-category'), proposed: '750000000' };
    expect(renderScript(script({ changes: [big] }))).toContain('BytesPerSecond 750000000 ');
    for (const proposed of ['750MB', '1e9', '-1', '1.5', '', '5; Remove-VM *'])
      expect(() => renderScript(script({ changes: [{ ...big, proposed }] }))).toThrow(RangeError);
  });

  it('refuses words and targets that a setting does not take', () => {
    const transport = changeOf('VirtualMachineMigrationPerformanceOption', 'host');
    expect(() => renderScript(script({ changes: [{ ...transport, proposed: 'SMBTransport' }] }))).toThrow('takes TCPIP, Compression, SMB');
    expect(() => renderScript(script({ changes: [{ ...transport, target: { kind: 'nic', nic: 'NIC1' } }] }))).toThrow(RangeError);
    expect(() => renderScript(script({ changes: [{ ...changeOf('Willing', 'host'), proposed: 'no' }] }))).toThrow(RangeError);
  });
});

describe('names out of an inventory', () => {
  it('stay strings, whatever they hold: the script has the shape it has with plain names, and each string says the name', () => {
    const plain = parsePowerShell(renderScript(script()));
    fc.assert(
      // Where a NIC restarts depends on which names are equal, and plain ones are not.
      fc.property(
        hostileNames.filter(({ host: _, ...names }) => new Set(Object.values(names)).size === 4),
        ({ host, ...names }) => {
          const hostile = parsePowerShell(renderScript(script({ expected: host, changes: everyChange(names) })));
          expect(hostile.errors).toEqual([]);
          expect(hostile.shape).toBe(plain.shape);
          const said = new Map(Object.entries(PLAIN_NAMES).map(([key, value]) => [value, names[key as keyof Names]]));
          said.set('host01', host).set('vm01/SMB1', `${names.vm}/${names.adapter}`);
          expect(hostile.strings).toEqual(plain.strings.map((text) => said.get(text) ?? text));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('cannot leave their quotes by any of the five quote characters, a here-string, a subexpression or a line break', () => {
    for (const name of [
      "a'; Remove-VM * #",
      'a\u2019; Remove-VM * #',
      '\u2018\u201A\u201B',
      "'@\nRemove-VM *",
      '$(Remove-VM *)',
      'a`',
      "a\r\nRemove-VM *\r\n'",
    ]) {
      const { commands, strings } = parsePowerShell(
        renderScript(script({ changes: [changeOf('MinimumBandwidthWeight', 'host-vnic', { ...PLAIN_NAMES, adapter: name })] })),
      );
      expect(commands.map((command) => command.name)).not.toContain('Remove-VM');
      expect(strings).toContain(name);
    }
  });
});

describe('a null character in a name', () => {
  it('is said as what cannot be said: no name in Windows holds one, and a reader might take it for the end', () => {
    const { errors, strings } = parsePowerShell(
      renderScript(script({ changes: [changeOf('MinimumBandwidthWeight', 'host-vnic', { ...PLAIN_NAMES, adapter: "a\0'b" })] })),
    );
    expect(errors).toEqual([]);
    expect(strings).toContain("a\uFFFD'b");
  });
});

describe('an undo', () => {
  it('takes changes back from the last to the first, to what the inventory said', () => {
    const changes = [changeOf('MinimumBandwidthWeight', 'host-vnic'), changeOf('VirtualMachineMigrationPerformanceOption', 'host')];
    expect(lastLines(renderScript(script({ direction: 'undo', changes })))).toEqual([
      "Undo-Change VmHost @{} VirtualMachineMigrationPerformanceOption 'TCPIP' 'SMB1' -Was 'Compression'",
      "Undo-Change Adapter @{Adapter='SMB1'} MinimumBandwidthWeight 5 -Was 1",
    ]);
  });

  it('rests on what the script recorded where the inventory does not know, or knows what cannot be set', () => {
    for (const now of ['', '1.5', 'a lot']) {
      const [line] = lastLines(
        renderScript(script({ direction: 'undo', changes: [{ ...changeOf('MaximumSMBMigrationBandwidthInGbps', 'cluster'), now }] })),
      );
      expect(line).toBe("Undo-Change AtcCluster @{} MaximumSMBMigrationBandwidthInGbps 5 'SMB1'");
    }
  });
});

describe('a NIC', () => {
  const on = (nic: string, setting: 'NumVFs' | 'NetAdapterVmq.MaxProcessors'): Change => changeOf(setting, 'nic', { ...PLAIN_NAMES, nic });

  it('restarts once, after the last of its changes, and before the next NIC does', () => {
    const changes = [on('NIC1', 'NetAdapterVmq.MaxProcessors'), on('NIC1', 'NumVFs'), on('NIC2', 'NumVFs')];
    expect(lastLines(renderScript(script({ changes }))).map((line) => line.split(' ', 1)[0])).toEqual([
      'Invoke-Change',
      'Invoke-Change',
      'Restart-Nic',
      'Invoke-Change',
      'Restart-Nic',
    ]);
  });

  it('gets an override of its intent under Network ATC, which takes back what is set by hand', () => {
    const jumbo = { ...changeOf('*JumboPacket', 'nic'), layer: 'network-atc' } as const;
    expect(isOfCluster(jumbo)).toBe(true);
    expect(lastLines(renderScript(script({ scope: 'cluster', changes: [jumbo] })))).toEqual([
      "Invoke-Change AtcIntent @{Nic='NIC1'} '*JumboPacket' 5 'SMB1'",
    ]);
    expect(isOfCluster({ ...changeOf('NumVFs', 'nic'), layer: 'network-atc' })).toBe(false);
  });
});

describe('a switch that is recreated', () => {
  const text = renderScript(script({ disruptive: true, changes: [changeOf('MinimumBandwidthMode', 'switch')] }));

  it('asks for a second path to Management or for -AllowManagementLoss before it is removed, and for a drained host', () => {
    const [asked, drained, kept, removed, made] = [
      'Assert-ManagementStays @(@(Get-SwitchAdapter $old.Name) + $uplinks)',
      'Drain the host first.',
      'Export-Clixml',
      'Remove-VMSwitch -VMSwitch $old',
      'New-VMSwitch @form -MinimumBandwidthMode $Value',
    ].map((step) => text.lastIndexOf(step));
    expect([drained, asked, kept, removed, made]).toEqual([drained, asked, kept, removed, made].sort((a, b) => (a ?? 0) - (b ?? 0)));
    expect(drained).toBeGreaterThan(0);
    expect(text).toContain('if ($AllowManagementLoss) { return }');
  });
});
