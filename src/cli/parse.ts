/** The command line, from words to the one command that runs. */
import yargs, { type Argv } from 'yargs';
import { nearest } from '../inventory/nearest.ts';
import type { Command } from './command.ts';
import { EXIT_DONE, type ExitCode } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

const PARSER = {
  // Options are written in one way only, so that an unknown spelling is refused and not understood by luck.
  'camel-case-expansion': false,
  'boolean-negation': false,
  'dot-notation': false,
  'parse-numbers': false,
  // Without it yargs keeps one of several positional arguments only; of an option given twice, command.ts takes the last.
  'duplicate-arguments-array': true,
};

const NAME = /^[a-z][\w-]*/i;

const quoteAll = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

const didYouMean = (names: readonly string[], known: readonly string[], prefix: string): string | null => {
  for (const name of names) {
    const near = nearest(name, known);
    if (near !== null) return `Maybe you meant ${prefix}${near}.`;
  }
  return null;
};

const nameOf = (command: Command): string => NAME.exec(command.command)?.[0] ?? command.command;

/** Turns yargs' one-line verdicts into what is wrong and what to do. */
const usageError = (message: string, commands: readonly string[], chosen: Command | null): UsageError => {
  const command = chosen === null ? null : nameOf(chosen);
  const help = `Run converge ${command === null ? '' : `${command} `}--help.`;
  const names = (message.split(': ')[1] ?? '').split(', ');
  if (message.startsWith('Unknown argument')) {
    const dashed = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`));
    const plural = names.length > 1 ? 'options' : 'option';
    return new UsageError(`Unknown ${plural} ${dashed.join(', ')}.`, didYouMean(names, Object.keys(chosen?.options ?? {}), '--') ?? help);
  }
  if (message.startsWith('Unknown command')) {
    if (command !== null) return new UsageError(`${command} takes no further argument: ${quoteAll(names)}.`, help);
    const [first = ''] = names;
    return new UsageError(`Unknown command "${first}".`, didYouMean([first], commands, '') ?? help);
  }
  if (message.startsWith('Not enough non-option'))
    return new UsageError(`An argument is missing: converge ${chosen?.command ?? ''}.`, help);
  if (message.startsWith('Not enough arguments following')) return new UsageError(`--${names[0] ?? ''} needs a value.`, help);
  return new UsageError(message, help);
};

const describeCommand = (yargs: Argv, command: Command): Argv => {
  let described = yargs.usage(`$0 ${command.command}\n\n${command.summary ?? ''}`);
  for (const [name, describe] of Object.entries(command.positionals)) described = described.positional(name, { type: 'string', describe });
  for (const [name, option] of Object.entries(command.options)) {
    described = described.option(name, { ...option, requiresArg: option.type === 'string' });
  }
  return command.examples.reduce((so, [line, meaning]) => so.example(line, meaning), described);
};

const MOST_COLUMNS = 120;
const DEFAULT_COLUMNS = 100;

const describeProgram = (words: readonly string[]): Argv =>
  yargs([...words])
    .scriptName('converge')
    .locale('en')
    .parserConfiguration(PARSER)
    .usage('$0 <command>\n\nCapacity planner for converged networking on Hyper-V fleets.')
    .version(readVersion())
    .help()
    .wrap(Math.min(MOST_COLUMNS, process.stdout.columns || DEFAULT_COLUMNS))
    .demandCommand(1, 'There is no command.')
    .strict()
    .strictCommands()
    .exitProcess(false)
    .example('$0 plan inputs/demo', 'Plan the demo fleet')
    .example('$0 plan --help', 'What a command takes')
    .epilogue('Exit codes: 0 done, 1 rows were rejected, 2 usage or unreadable input, 3 a host failed by our own fault, 130 interrupted.');

/**
 * Runs the command that `words` name.
 * @throws UsageError for anything on the command line that is not understood; whatever the command throws
 */
export const runCommandLine = async (words: readonly string[], commands: readonly Command[], signal: AbortSignal): Promise<ExitCode> => {
  // The command runs once the words are parsed: for a handler that takes time yargs would first lay out its whole help, 30 ms a run.
  let run = async (): Promise<ExitCode> => EXIT_DONE;
  const listed = commands.filter((command) => command.summary !== null).map(nameOf);
  const chosen = commands.find((command) => nameOf(command) === words[0]) ?? null;
  let parser = describeProgram(words).fail((message: string | null, error: Error | undefined) => {
    // Errors of a command pass through as they are; yargs' own come as a message, and some of them as an error as well.
    if (error !== undefined && error.name !== 'YError') throw error;
    throw usageError(message ?? error?.message ?? '', listed, chosen);
  });
  for (const command of commands) {
    parser = parser.command(
      command.command,
      command.summary ?? (false as never),
      (own: Argv) => describeCommand(own, command),
      (args) => {
        run = async () => command.run(args, signal);
      },
    ) as Argv;
  }
  await parser.parseAsync();
  return run();
};
