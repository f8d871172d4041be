#!/usr/bin/env node
/** Entry of `converge`: the one place where errors end, as a sentence and an exit code. */
import { BUY } from './buy-command.ts';
import { CHECK } from './check-command.ts';
import { COLUMNS } from './columns-command.ts';
import { DIFF } from './diff-command.ts';
import { DOCS } from './docs-command.ts';
import { EXIT_INTERRUPTED, type ExitCode } from './exit-codes.ts';
import { EXPLAIN } from './explain-command.ts';
import { FAILURES } from './failures-command.ts';
import { GROWTH } from './growth-command.ts';
import { MAINTENANCE } from './maintenance-command.ts';
import { runCommandLine } from './parse.ts';
import { PLAN } from './plan-command.ts';
import { POLICY } from './policy-command.ts';
import { RENDER } from './render-command.ts';
import { RunStopped } from './run-stopped.ts';
import { SENSITIVITY } from './sensitivity-command.ts';
import { WHAT_IF } from './what-if-command.ts';
import { WORKER } from './worker-command.ts';
import { WORTH } from './worth-command.ts';

const COMMANDS = [
  PLAN,
  CHECK,
  EXPLAIN,
  DIFF,
  RENDER,
  WHAT_IF,
  FAILURES,
  MAINTENANCE,
  GROWTH,
  WORTH,
  SENSITIVITY,
  BUY,
  WORKER,
  POLICY,
  COLUMNS,
  DOCS,
];

const interruption = new AbortController();

const interrupt = (): void => {
  // Whoever asks twice does not want to wait for temporary files to be removed.
  if (interruption.signal.aborted) process.exit(EXIT_INTERRUPTED);
  interruption.abort();
};

const describeAndRate = async (error: unknown): Promise<ExitCode> => {
  if (interruption.signal.aborted) {
    process.stderr.write(error instanceof RunStopped ? `Interrupted: ${error.progress}\n` : 'Interrupted; nothing was written.\n');
    return EXIT_INTERRUPTED;
  }
  const { describeError } = await import('./describe-error.ts');
  const { text, exit } = describeError(error);
  process.stderr.write(text);
  return exit;
};

const main = async (): Promise<void> => {
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that closes the pipe early, as `head` does, wants no more: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
  try {
    process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, interruption.signal);
  } catch (error) {
    process.exitCode = await describeAndRate(error);
  }
};

await main();
