/** The queue of the command line, with its secrets from the environment. */
import type { QueueConnection } from '../fleet/queue-connection.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

export interface QueueTarget {
  readonly connection: QueueConnection;
  /** Address without secrets. */
  readonly printed: string;
  /** Name of the queue: only workers of this very version plan the same bytes. */
  readonly queue: string;
}

const MEND = 'Start the server, or mend the address or the password.';
const AUTHORITY = 'Certificates of an authority of your own: NODE_EXTRA_CA_CERTS names its file.';

/** @throws UsageError for a text that is no address, and for a server that does not answer */
export const reachQueue = async (text: string): Promise<QueueTarget> => {
  const { connectionOptions, findQueueFault, formatQueueAddress, parseQueueAddress } = await import('../fleet/queue-connection.ts');
  const address = parseQueueAddress(text);
  if ('problem' in address) {
    throw new UsageError(
      `--queue ${address.problem}.`,
      'Write redis://HOST:PORT, or rediss:// for TLS; user and password go into CONVERGE_QUEUE_USER and CONVERGE_QUEUE_PASSWORD.',
    );
  }
  const secrets = { username: process.env['CONVERGE_QUEUE_USER'], password: process.env['CONVERGE_QUEUE_PASSWORD'] };
  const connection = connectionOptions(address, secrets);
  const printed = formatQueueAddress(address);
  const fault = await findQueueFault(connection);
  if (fault !== null)
    throw new UsageError(`${printed} does not answer: ${fault.replace(/\.$/, '')}.`, address.isEncrypted ? `${MEND} ${AUTHORITY}` : MEND);
  return { connection, printed, queue: `converge-${readVersion().replaceAll(/[^\w.-]/g, '_')}` };
};
