/** `converge explain`: everything a run knows about one host, in sentences. */
import { type Command, positionalOf } from './command.ts';
import { EXIT_DONE } from './exit-codes.ts';

export const EXPLAIN: Command = {
  command: 'explain <report> <host>',
  summary: 'Say why a host is planned as it is',
  positionals: { report: 'Folder that `converge plan` wrote', host: 'Name of the host' },
  options: {},
  examples: [['converge explain reports/2026-01-31-demo hv-a01', 'Explain one host of a run']],
  run: async (args) => {
    const { findOutcome } = await import('./read-report.ts');
    const { resolveReport } = await import('./resolve-report.ts');
    const { explainHost } = await import('../reports/explain.ts');
    const outcome = await findOutcome(resolveReport(positionalOf(args, 'report')), positionalOf(args, 'host'));
    process.stdout.write(`${explainHost(outcome)}\n`);
    return EXIT_DONE;
  },
};
