/** The examples of docs/scheduling.md, read by those who will read them: systemd, a grammar of PowerShell, our own options. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { DIFF } from '../../src/cli/diff-command.ts';
import { PLAN } from '../../src/cli/plan-command.ts';
import { CAUSES } from '../../src/reports/diff-cause.ts';
import { INPUT_KINDS } from '../../src/reports/diff-inputs.ts';
import { diffHeader } from '../../src/reports/diff-row.ts';
import { parsePowerShell } from '../reports/powershell-grammar.ts';

const SCHEDULING = readFileSync('docs/scheduling.md', 'utf8');
const HISTORY = readFileSync('docs/history.md', 'utf8');

const blocksOf = (language: string): readonly string[] =>
  [...SCHEDULING.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, body = '']) => body);

const units = new Map(
  [...SCHEDULING.matchAll(/`\/etc\/systemd\/system\/([^`]+)`[^\n]*:\n\n```ini\n(.*?)```/gs)].map(([, name = '', body = '']) => [
    name,
    body,
  ]),
);

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the examples for schedulers', () => {
  it.skipIf(!hasSystemd)('are units that systemd has nothing to say about', () => {
    const folder = mkdtempSync(join(tmpdir(), 'converge-units-'));
    // systemd wants the program of a unit to be there.
    for (const [name, body] of units) writeFileSync(join(folder, name), body.replaceAll('/usr/bin/node', process.execPath));
    const started = [...units.keys()].map((name) => join(folder, name.replace('@.', '@converge.service.')));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...started], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
  });

  it('hold a service, its timer and its alert', () => {
    expect([...units.keys()]).toEqual(['converge.service', 'converge.timer', 'converge-alert@.service']);
    expect(units.get('converge.service')).toContain('SuccessExitStatus=1\n');
  });

  it('are PowerShell that parses, and call cmdlets with parameters that are theirs', () => {
    const known: Readonly<Record<string, readonly string[]>> = {
      'Get-Date': [],
      'Join-Path': [],
      'New-Item': ['ItemType', 'Force', 'Path'],
      'New-ScheduledTaskAction': ['Execute', 'Argument'],
      'New-ScheduledTaskPrincipal': ['UserId', 'LogonType', 'RunLevel'],
      'New-ScheduledTaskSettingsSet': ['MultipleInstances', 'StartWhenAvailable', 'ExecutionTimeLimit'],
      'New-ScheduledTaskTrigger': ['Daily', 'At'],
      'New-TimeSpan': ['Hours'],
      'Out-Null': [],
      'Register-ScheduledTask': ['TaskName', 'Action', 'Trigger', 'Settings', 'Principal'],
      'Start-Process': ['FilePath', 'ArgumentList', 'NoNewWindow', 'Wait', 'PassThru', 'RedirectStandardOutput', 'RedirectStandardError'],
    };
    const blocks = blocksOf('powershell');
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      const { errors, commands } = parsePowerShell(block);
      expect(errors).toEqual([]);
      for (const { name, parameters } of commands) {
        if (name.endsWith('.exe')) continue;
        expect(Object.keys(known)).toContain(name);
        expect(parameters.filter((parameter) => !known[name]?.includes(parameter))).toEqual([]);
      }
    }
  });

  it('are a line of cron: five times, then a command without a percent sign, which cron would cut', () => {
    const lines = blocksOf('crontab').flatMap((block) => block.trimEnd().split('\n'));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^30 1 \* \* \* [^%]+$/);
    const script = (lines[1] ?? '').replace(/^30 1 \* \* \* /, '');
    expect(spawnSync('sh', ['-n', '-c', script]).status).toBe(0);
  });

  it('name options that the commands have', () => {
    const uses = (text: string, { command, options }: Command): void => {
      const name = command.split(' ')[0] ?? '';
      const lines = text.split('\n').filter((line) => new RegExp(`(?:main\\.js|converge) ${name} `).test(line));
      expect(lines.length).toBeGreaterThan(0);
      const named = lines.flatMap((line) =>
        [...(line.split(` ${name} `)[1] ?? '').matchAll(/(?<= )--([a-z-]+)/g)].map((match) => match[1] ?? ''),
      );
      expect(named.filter((option) => !Object.hasOwn(options, option))).toEqual([]);
    };
    for (const text of [SCHEDULING, HISTORY]) for (const command of [PLAN, DIFF]) uses(text, command);
  });
});

describe('the page about the history', () => {
  it('describes every column, cause and event', () => {
    for (const column of diffHeader().trimEnd().split(',')) expect(HISTORY).toMatch(new RegExp(`^\\| .*\`${column}\``, 'm'));
    for (const cause of CAUSES) expect(HISTORY).toContain(`| \`${cause}\` |`);
    const schema = JSON.parse(readFileSync('docs/schema/events.schema.json', 'utf8')) as { $defs: object };
    for (const event of Object.keys(schema.$defs)) expect(HISTORY).toContain(`| \`${event}\` |`);
  });

  it('describes every kind of input', () => {
    expect(INPUT_KINDS.filter((kind) => !HISTORY.includes(`\`${kind}\``))).toEqual([]);
  });
});
