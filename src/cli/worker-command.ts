/** `converge worker`: its options. The work stands in worker-run.ts and is loaded when it is wanted. */
import { type Command, numberOf, textOf, threadsOf } from './command.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_STALL_SECONDS = 30;

export const WORKER: Command = {
  command: 'worker',
  summary: 'Plan hosts for runs on other machines, until stopped',
  positionals: {},
  options: {
    queue: { type: 'string', describe: 'Server of the queue, redis://HOST:PORT or rediss:// for TLS' },
    threads: { type: 'string', describe: 'Tasks at a time (default: one a processor)' },
    'stall-seconds': { type: 'string', describe: 'Seconds of silence after which the task of a lost worker is done again (default 30)' },
  },
  examples: [['converge worker --queue redis://queue:6379', 'Serve every run that is started with --queue and the same address']],
  run: async (args, signal) => {
    const queue = textOf(args, 'queue');
    if (queue === null) throw new UsageError('--queue is missing.', 'Write --queue redis://HOST:PORT.');
    const threads = threadsOf(args, 1);
    const stallSeconds = numberOf(args, 'stall-seconds', { min: 1, max: 3600, whole: true }) ?? DEFAULT_STALL_SECONDS;
    const { runWorker } = await import('./worker-run.ts');
    return runWorker({ queue, threads, stallSeconds }, signal);
  },
};
