/** What an error means to the person at the terminal. Loaded only when there is one. */
import { InventoryError } from '../inventory/inventory-error.ts';
import { PolicyError } from '../inventory/policy-file.ts';
import { HistoryError } from '../inventory/read-history.ts';
import { ScenarioError } from '../inventory/scenario-file.ts';
import { EXIT_FAILED, EXIT_USAGE, type ExitCode } from './exit-codes.ts';
import { paint } from './paint.ts';
import { RunStopped } from './run-stopped.ts';
import { stateProblems } from './state-problems.ts';
import { UsageError } from './usage-error.ts';

interface Verdict {
  readonly text: string;
  readonly exit: ExitCode;
}

const stated = (message: string, remedy: string): string => `${paint('red', 'error')}: ${message}\n    ${remedy}\n`;

const isSystemError = (error: Error): error is NodeJS.ErrnoException => 'syscall' in error && 'code' in error;

const internal = (error: unknown): Verdict => {
  const message = error instanceof Error ? error.message : String(error);
  const trace = process.env['CONVERGE_TRACE'] !== undefined && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  return {
    text: `${stated(`A fault of converge itself: ${message}`, 'Set CONVERGE_TRACE=1 for the place in the program, and report it.')}${trace}`,
    exit: EXIT_FAILED,
  };
};

export const describeError = (error: unknown): Verdict => {
  if (error instanceof RunStopped) {
    const { text, exit } = describeError(error.cause);
    return { text: `${text}    ${error.progress}\n`, exit };
  }
  if (error instanceof UsageError) return { text: stated(error.message, error.remedy), exit: EXIT_USAGE };
  if (error instanceof HistoryError) return { text: stated(error.message, error.remedy), exit: EXIT_USAGE };
  if (error instanceof PolicyError) return { text: stateProblems(error.problems, '', null), exit: EXIT_USAGE };
  if (error instanceof ScenarioError) return { text: stateProblems(error.problems, '', null), exit: EXIT_USAGE };
  if (error instanceof InventoryError) return { text: stateProblems(error.problems, '', null), exit: EXIT_USAGE };
  if (error instanceof Error && isSystemError(error)) {
    return { text: stated(error.message, 'Mend the path, its permissions or the space on its disk.'), exit: EXIT_USAGE };
  }
  return internal(error);
};
