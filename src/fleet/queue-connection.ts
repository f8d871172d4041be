/** How to reach the queue: host and port from the command line, secrets from the environment alone, since a command line is read by everybody. */
import { isIP } from 'node:net';
import { Redis } from 'ioredis';

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isEncrypted: boolean;
}

export interface QueueSecrets {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** What a client of the queue is made of. */
export interface QueueConnection {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername?: string };
  /** Commands wait for the server as long as it takes. */
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

const DEFAULT_PORT = 6379;
const FIRST_ANSWER_MS = 5000;

/** @returns what is wrong with the text, where it is no address */
export const parseQueueAddress = (text: string): QueueAddress | { readonly problem: string } => {
  if (!URL.canParse(text)) return { problem: 'is no address' };
  const { protocol, hostname, port, pathname, username, password } = new URL(text);
  if (protocol !== 'redis:' && protocol !== 'rediss:') return { problem: 'begins with neither redis:// nor rediss://' };
  if (username !== '' || password !== '') return { problem: 'holds a user or password, which the environment should hold' };
  const database = pathname.length > 1 ? Number(pathname.slice(1)) : 0;
  if (hostname === '' || !Number.isInteger(database) || database < 0) return { problem: 'is no address' };
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: port === '' ? DEFAULT_PORT : Number(port), database, isEncrypted: protocol === 'rediss:' };
};

/** Without a secret in it, to be printed. */
export const formatQueueAddress = ({ host, port, isEncrypted }: QueueAddress): string =>
  `${isEncrypted ? 'rediss' : 'redis'}://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** A connection that waits for its server as long as it takes. */
export const connectionOptions = (address: QueueAddress, { username, password }: QueueSecrets): QueueConnection => ({
  host: address.host,
  port: address.port,
  db: address.database,
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  // The certificate is held against the host either way; TLS knows no address as the name of a server, and Node warns of one.
  ...(address.isEncrypted ? { tls: isIP(address.host) === 0 ? { servername: address.host } : {} } : {}),
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(times * 200, 2000),
});

/** Asks the server once, without patience: a wrong address should be told at once. @returns why it does not answer, or null */
export const findQueueFault = async (connection: QueueConnection): Promise<string | null> => {
  const client = new Redis({
    ...connection,
    lazyConnect: true,
    connectTimeout: FIRST_ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => undefined,
  });
  let fault: string | null = null;
  client.on('error', (error: Error) => {
    fault ??= error.message;
  });
  const answer = await client.connect().then(
    () => client.ping(),
    (error: unknown) => (error instanceof Error ? error.message : 'no answer'),
  );
  client.disconnect();
  return answer === 'PONG' ? null : (fault ?? answer);
};
