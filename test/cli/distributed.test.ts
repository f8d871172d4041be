import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, ended, makeFolder, start } from './converge.ts';
import { freePort, QUEUE_SERVER, startServer, stop } from './queue-server.ts';

const hasServer = QUEUE_SERVER !== null;
if (!hasServer) console.warn('Neither redis-server nor valkey-server is installed: distributed runs are not tested here');

const serve = (at: number, ...words: string[]): Promise<ChildProcess> => startServer(['--port', String(at), ...words]);

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
let port = 0;
let server: ChildProcess;
const url = (): string => `redis://127.0.0.1:${port}`;
const worker = (...words: string[]): ChildProcess =>
  start(['worker', '--queue', url(), '--threads', '1', '--stall-seconds', '1', ...words], folder.path);
const journalLines = (report: string): number => {
  const path = at(`${report}/.converge/run/journal.jsonl`);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

describe.skipIf(!hasServer)('a run over a queue', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = makeFolder();
    writeFleet(at('fleet'), { hosts: 700, vmsPerHost: 6, severity: 40, seed: 3 });
    port = await freePort();
    server = await serve(port);
    await converge(['plan', 'fleet', '--out', 'alone', '--quiet'], folder.path);
  }, 60_000);
  afterAll(async () => {
    await stop(server);
    folder.remove();
  });

  test('with two workers gives the bytes of a run on one machine, and leaves nothing of the queue behind', async () => {
    const workers = [worker(), worker()];
    const { exit, err } = await converge(['plan', 'fleet', '--out', 'queued', '--queue', url(), '--quiet'], folder.path);
    await Promise.all(workers.map((each) => stop(each)));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(contents(at('queued'))).toEqual(contents(at('alone')));
    expect(existsSync(at('queued/.converge/queue'))).toBe(false);
  });

  test('that loses a worker half-way gives the same bytes', async () => {
    const lost = worker();
    const child = start(['plan', 'fleet', '--out', 'lost', '--queue', url(), '--quiet'], folder.path);
    const end = ended(child);
    while (journalLines('lost') < 2 && child.exitCode === null) await sleep(5);
    await stop(lost, 'SIGKILL');
    const other = worker();
    const { exit, err } = await end;
    await stop(other);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(contents(at('lost'))).toEqual(contents(at('alone')));
  });

  test('whose server is restarted and has forgotten everything gives the same bytes', async () => {
    const one = worker();
    const child = start(['plan', 'fleet', '--out', 'restarted', '--queue', url(), '--quiet'], folder.path);
    const end = ended(child);
    while (journalLines('restarted') < 2 && child.exitCode === null) await sleep(5);
    await stop(server, 'SIGKILL');
    await sleep(300);
    server = await serve(port);
    const { exit, err } = await end;
    await stop(one);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(contents(at('restarted'))).toEqual(contents(at('alone')));
  });

  test('takes its password from the environment and prints it nowhere', async () => {
    const guarded = await freePort();
    const locked = await serve(guarded, '--requirepass', 'much-secret');
    const words = ['plan', 'fleet', '--out', 'guarded', '--queue', `redis://127.0.0.1:${guarded}`, '--only', 'host-0000*'];
    const refused = await converge(words, folder.path);
    const env = { CONVERGE_QUEUE_PASSWORD: 'much-secret' };
    const serving = start(['worker', '--queue', `redis://127.0.0.1:${guarded}`, '--threads', '1'], folder.path, env);
    const served = ended(serving);
    const run = await converge(words, folder.path, env);
    serving.kill('SIGTERM');
    const said = await served;
    await stop(locked);
    expect(refused).toMatchObject({ exit: 2, out: '' });
    expect(refused.err).toContain('does not answer: NOAUTH');
    expect(run.exit).toBe(0);
    expect(said.exit).toBe(0);
    expect(`${run.out}${run.err}${said.out}${said.err}`).not.toContain('much-secret');
  });

  test('refuses an address with a password in it, and one that nobody serves', async () => {
    const open = await converge(['plan', 'fleet', '--queue', 'redis://me:secret@127.0.0.1:1'], folder.path);
    expect(open.exit).toBe(2);
    expect(open.err).toMatch(/^error: --queue holds a user or password, which the environment should hold\.\n/);
    expect(open.err).not.toContain('secret@');
    const nobody = await converge(['worker', '--queue', `redis://127.0.0.1:${await freePort()}`], folder.path);
    expect(nobody).toMatchObject({ exit: 2, out: '' });
    expect(nobody.err).toContain('does not answer: connect ECONNREFUSED');
  });
});
