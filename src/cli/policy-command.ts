/** `converge policy`: every coefficient and where it comes from. */
import { type Command, isSet } from './command.ts';
import { EXIT_DONE } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

export const POLICY: Command = {
  command: 'policy',
  summary: 'Print every coefficient: default, unit, range, meaning, source',
  positionals: {},
  options: {
    yaml: { type: 'boolean', describe: 'Print a commented policy file with all defaults' },
    schema: { type: 'boolean', describe: 'Print the JSON Schema of policy files' },
  },
  examples: [
    ['converge policy', 'Look up a default and its source'],
    ['converge policy --yaml > policy.yaml', 'Start a policy file'],
  ],
  run: async (args) => {
    if (isSet(args, 'yaml') && isSet(args, 'schema')) {
      throw new UsageError('--yaml and --schema exclude each other.', 'Keep the one you want.');
    }
    const { policySchema, policyTable, policyYaml } = await import('./policy-manual.ts');
    process.stdout.write(isSet(args, 'yaml') ? policyYaml() : isSet(args, 'schema') ? policySchema() : policyTable());
    return EXIT_DONE;
  },
};
