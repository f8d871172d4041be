/**
 * `node dist-bench/bench/failures.js`: one cluster of 16 hosts × 600 VMs, each host lost in turn, at several amounts of memory. Every
 * placement was judged by `verify` before its time is told. Times are processor time, which other work on the machine disturbs least.
 */
import { performance } from 'node:perf_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFleet } from './generate-fleet.ts';

const HOSTS = 16;
const VMS = 600;
const MOST_SECONDS = 2;
const MOST_GAP = 0.01;
/** Memory of a host over the memory of its own running VMs: 16/15 is what the others need in the mean to take in one. */
const SHARES = [1.01, 1.03, 1.06, 1.1];

/** The built program, loaded by name so that this file compiles without it. */
const load = (file: string): Promise<Record<string, unknown>> => import(new URL(`../../dist/${file}`, import.meta.url).href);

interface Vm {
  readonly memory: number;
  readonly state: string;
}
interface Host {
  readonly name: string;
  readonly cluster: string;
  readonly memory: number | null;
  readonly vms: readonly Vm[];
}
interface Loss {
  readonly kind: string;
  readonly host: string;
  readonly plan: { readonly gap: number; readonly unplaced: readonly number[]; readonly places: readonly unknown[] };
}
interface Study {
  readonly losses: readonly Loss[];
  readonly violations: readonly unknown[];
}

const { readInventory } = (await load('inventory/read-inventory.js')) as { readInventory: (folder: string) => { hosts: readonly Host[] } };
const { DEFAULT_POLICY } = (await load('model/policy.js')) as { DEFAULT_POLICY: { readonly host_memory_reserve_gib: number } };
const { planMembers } = (await load('fleet/plan-members.js')) as {
  planMembers: (hosts: readonly Host[], policy: unknown) => Promise<{ members: readonly { host: Host }[] }>;
};
const { loseHost } = (await load('fleet/study-failures.js')) as {
  loseHost: (lost: unknown, others: readonly unknown[], policy: unknown) => Promise<Study>;
};

const withMemory = (host: Host, share: number): Host => {
  const used = host.vms.reduce((sum, vm) => (vm.state === 'running' ? sum + vm.memory : sum), 0);
  return { ...host, cluster: 'bench', memory: (used * share) / 1024 + DEFAULT_POLICY.host_memory_reserve_gib };
};

const folder = mkdtempSync(join(tmpdir(), 'converge-failures-'));
writeFleet(folder, { hosts: HOSTS, vmsPerHost: VMS, severity: 20, seed: 3 });
const { hosts } = readInventory(folder);
rmSync(folder, { recursive: true, force: true });

process.stdout.write('memory  lost hosts  VMs left over  worst gap  median CPU  worst CPU  worst wall\n');
let missed = false;
for (const share of SHARES) {
  const { members } = await planMembers(
    hosts.map((host) => withMemory(host, share)),
    DEFAULT_POLICY,
  );
  const others = (lost: unknown): readonly unknown[] => members.filter((other) => other !== lost);
  // The first loss of a thread also loads the second solver and compiles the search: that is paid once, and here before the clock runs.
  if (share === SHARES[0]) await loseHost(members[0], others(members[0]), DEFAULT_POLICY);
  const cpu: number[] = [];
  let wall = 0;
  let gap = 0;
  let over = 0;
  for (const lost of members) {
    const began = performance.now();
    const used = process.cpuUsage();
    const { losses, violations } = await loseHost(lost, others(lost), DEFAULT_POLICY);
    const { user, system } = process.cpuUsage(used);
    if (violations.length > 0) throw new Error(`${lost.host.name}: ${JSON.stringify(violations)}`);
    cpu.push((user + system) / 1e6);
    wall = Math.max(wall, (performance.now() - began) / 1000);
    for (const { plan } of losses) {
      gap = Math.max(gap, plan.gap);
      over += plan.unplaced.reduce((sum, count) => sum + count, 0);
    }
  }
  cpu.sort((a, b) => a - b);
  const worst = cpu.at(-1) ?? 0;
  missed ||= worst > MOST_SECONDS || gap > MOST_GAP;
  const cells = [
    `${share}`.padEnd(6),
    `${members.length}`.padStart(10),
    `${over}`.padStart(13),
    `${(gap * 100).toFixed(2)} %`.padStart(9),
    `${(cpu[cpu.length >> 1] ?? 0).toFixed(2)} s`.padStart(10),
    `${worst.toFixed(2)} s`.padStart(9),
    `${wall.toFixed(2)} s`.padStart(10),
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
}
process.stdout.write(
  `The goal, at most ${MOST_SECONDS} s of processor time and a gap of at most ${MOST_GAP * 100} % a lost host, is ${missed ? 'missed' : 'met'}.\n`,
);
