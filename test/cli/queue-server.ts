/** A real server for distributed runs, on the loopback: Redis or Valkey, whichever is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export const isInstalled = (command: string, word: string): boolean => spawnSync(command, [word]).status === 0;

/** Name of the program; null: neither is installed. CONVERGE_QUEUE_SERVER names another. */
export const QUEUE_SERVER: string | null =
  [process.env['CONVERGE_QUEUE_SERVER'] ?? 'redis-server', 'valkey-server'].find((command) => isInstalled(command, '--version')) ?? null;

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Settles once the server takes connections; rejects with what it said when it ends instead. */
export const startServer = async (words: readonly string[], cwd?: string): Promise<ChildProcess> => {
  const all = ['--bind', '127.0.0.1', '--save', '', ...words];
  const server = spawn(QUEUE_SERVER ?? '', all, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  await new Promise<void>((ready, fail) => {
    let said = '';
    server.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('Ready to accept connections')) ready();
    });
    server.once('exit', () => fail(new Error(said)));
  });
  return server;
};

export const stop = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};
