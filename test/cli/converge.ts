/** Runs the built program as a person would, and writes inventories for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = resolve('dist/cli/main.js');

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export const start = (words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [MAIN, ...words], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

export const ended = async (child: ChildProcess): Promise<Ended> => {
  const exit = new Promise<number | null>((settle) => child.once('close', settle));
  const [out, err] = await Promise.all([text(child.stdout as NodeJS.ReadableStream), text(child.stderr as NodeJS.ReadableStream)]);
  return { exit: await exit, out, err };
};

export const converge = (words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  ended(start(words, cwd, env));

export const makeFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'converge-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Every file below a folder that is meant to be read, by its path from there with `/` between. */
export const contents = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !relative(folder, path).startsWith('.converge'))
      .map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const HEADERS = {
  hosts: 'host,cluster,os,logical_processors',
  switches: 'host,switch,teaming,bandwidth_mode',
  nics: 'host,nic,switch,link_mbps',
  vms: 'host,vm,memory_mib',
  adapters: 'host,adapter,vm,switch,role,egress_mbps,ingress_mbps',
} as const;

type InventoryRows = { readonly [File in keyof typeof HEADERS]: readonly string[] };

const rowsOf = (host: string, cluster: string): InventoryRows => ({
  hosts: [`${host},${cluster},2019,32`],
  switches: [`${host},Converged,set,weight`],
  nics: [`${host},NIC1,Converged,10000`, `${host},NIC2,Converged,10000`],
  vms: [`${host},${host}-app,16384`],
  adapters: [
    `${host},Management,,Converged,management,100,100`,
    `${host},LiveMigration,,Converged,live-migration,0,0`,
    `${host},Network Adapter,${host}-app,Converged,vm,500,500`,
  ],
});

/** Writes sound hosts into `folder`; `extra` adds rows as they stand. */
export const writeInventory = (folder: string, hosts: Readonly<Record<string, string>>, extra: Partial<InventoryRows> = {}): void => {
  mkdirSync(folder, { recursive: true });
  for (const file of Object.keys(HEADERS) as (keyof typeof HEADERS)[]) {
    const rows = Object.entries(hosts).flatMap(([host, cluster]) => rowsOf(host, cluster)[file]);
    writeFileSync(join(folder, `${file}.csv`), `${[HEADERS[file], ...rows, ...(extra[file] ?? [])].join('\n')}\n`);
  }
};

/** The same rows of every file in another order: a rotation and a reversal, so that it is another order for certain. */
export const shuffleInventory = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [header, ...rows] = readFileSync(join(from, name), 'utf8').trimEnd().split('\n');
    const middle = Math.floor(rows.length / 3);
    const turned = [...rows.slice(middle), ...rows.slice(0, middle)].reverse();
    writeFileSync(join(to, name), `${[header, ...turned].join('\n')}\n`);
  }
};
