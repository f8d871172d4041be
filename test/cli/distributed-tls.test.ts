import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contents, converge, type Ended, ended, makeFolder, start, writeInventory } from './converge.ts';
import { freePort, isInstalled, QUEUE_SERVER, startServer, stop } from './queue-server.ts';

const missing = [...(QUEUE_SERVER === null ? ['redis-server'] : []), ...(isInstalled('openssl', 'version') ? [] : ['openssl'])];
if (missing.length > 0) console.warn(`${missing.join(' and ')} is not installed: a queue over TLS is not tested here`);

const PASSWORD = 'much-secret';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder.path, stdio: 'pipe' });

const makeAuthority = (): void => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
};

/** A certificate of the authority for these names. */
const certify = (stem: string, names: string): void => {
  writeFileSync(at(`${stem}.ext`), `subjectAltName=${names}\n`);
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${stem}`, '-keyout', `${stem}.key`, '-out', `${stem}.csr`);
  const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', `${stem}.csr`, ...signer, '-extfile', `${stem}.ext`, '-out', `${stem}.crt`);
};

interface Served {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** A server that speaks nothing but TLS, and asks for a password, not for a certificate of the client. */
const serve = async (stem: string): Promise<Served> => {
  const port = await freePort();
  const files = ['--tls-cert-file', `${stem}.crt`, '--tls-key-file', `${stem}.key`, '--tls-ca-cert-file', 'ca.crt'];
  const words = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
  const server = await startServer([...words, '--requirepass', PASSWORD], folder.path);
  return { port, stop: () => stop(server) };
};

describe.skipIf(missing.length > 0)('a queue over TLS', { timeout: 60_000 }, () => {
  let server: Served;
  let other: Served;
  const environment = (): Record<string, string> => ({ CONVERGE_QUEUE_PASSWORD: PASSWORD, NODE_EXTRA_CA_CERTS: at('ca.crt') });
  const plan = (out: string, host: string, port: number, env: Record<string, string>): Promise<Ended> =>
    converge(['plan', 'fleet', '--out', out, '--quiet', '--queue', `rediss://${host}:${port}`], folder.path, env);

  beforeAll(async () => {
    folder = makeFolder();
    mkdirSync(at('fleet'));
    writeInventory(at('fleet'), { hv01: 'prod', hv02: 'prod', hv03: 'test' });
    makeAuthority();
    certify('server', 'DNS:localhost,IP:127.0.0.1');
    certify('elsewhere', 'DNS:elsewhere.example');
    [server, other] = await Promise.all([serve('server'), serve('elsewhere')]);
    await converge(['plan', 'fleet', '--out', 'alone', '--quiet'], folder.path);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([server.stop(), other.stop()]);
    folder.remove();
  });

  test.each(['localhost', '127.0.0.1'])('at %s gives the bytes of a run on one machine, and nobody prints the password', async (host) => {
    const serving = start(['worker', '--queue', `rediss://${host}:${server.port}`, '--threads', '1'], folder.path, environment());
    const served = ended(serving);
    const run = await plan(host, host, server.port, environment());
    serving.kill('SIGTERM');
    const { err, ...worker } = await served;
    expect(run).toEqual({ exit: 0, out: '', err: '' });
    expect(worker).toEqual({ exit: 0, out: '' });
    expect(err).toBe(`Serving rediss://${host}:${server.port} with 1 threads; stop with Ctrl-C.\nStopped after 1 tasks.\n`);
    expect(contents(at(host))).toEqual(contents(at('alone')));
  });

  test('is refused where its authority is unknown, its name is another, or it is asked without TLS', async () => {
    const { NODE_EXTRA_CA_CERTS: _authority, ...unknowing } = environment();
    const unknown = await plan('refused', 'localhost', server.port, unknowing);
    expect(unknown).toMatchObject({ exit: 2, out: '' });
    expect(unknown.err).toMatch(/^error: rediss:\/\/localhost:\d+ does not answer: .*certificate/);
    expect(unknown.err).toContain('NODE_EXTRA_CA_CERTS');
    for (const host of ['localhost', '127.0.0.1']) {
      const stranger = await plan('refused', host, other.port, environment());
      expect(stranger).toMatchObject({ exit: 2, out: '' });
      expect(stranger.err).toMatch(/^error: .*does not match certificate's altnames/);
    }
    const open = await converge(['plan', 'fleet', '--quiet', '--queue', `redis://localhost:${server.port}`], folder.path, environment());
    expect(open).toMatchObject({ exit: 2, out: '' });
    expect(open.err).toMatch(/^error: redis:\/\/localhost:\d+ does not answer: \S.*[^.]\.\n/);
    expect(`${unknown.err}${open.err}`).not.toContain(PASSWORD);
  });

  test('is refused without the password, or with another', async () => {
    const { CONVERGE_QUEUE_PASSWORD: _password, ...without } = environment();
    expect((await plan('refused', 'localhost', server.port, without)).err).toContain('does not answer: NOAUTH');
    const wrong = await plan('refused', 'localhost', server.port, { ...without, CONVERGE_QUEUE_PASSWORD: 'wrong-secret' });
    expect(wrong).toMatchObject({ exit: 2, out: '' });
    expect(wrong.err).toContain('does not answer: WRONGPASS');
    expect(wrong.err).not.toContain('wrong-secret');
  });
});
