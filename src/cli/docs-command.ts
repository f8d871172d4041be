/** `converge docs`, for those who work on converge: writes the pages of the manual that tables in the program state. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.ts';
import { EXIT_DONE } from './exit-codes.ts';

const FOLDER = 'docs';

export const DOCS: Command = {
  command: 'docs',
  summary: null,
  positionals: {},
  options: {},
  examples: [],
  run: async () => {
    const { compatibilityManual } = await import('./compatibility-manual.ts');
    const { policyManual, policySchema } = await import('./policy-manual.ts');
    const { inventoryManual } = await import('../inventory/manual.ts');
    const { rulesOfThumbManual } = await import('./rules-of-thumb-manual.ts');
    const { scenarioSchema } = await import('./scenario-manual.ts');
    const { settingsManual } = await import('./settings-manual.ts');
    mkdirSync(join(FOLDER, 'schema'), { recursive: true });
    writeFileSync(join(FOLDER, 'compatibility.md'), compatibilityManual());
    writeFileSync(join(FOLDER, 'inventory.md'), inventoryManual());
    writeFileSync(join(FOLDER, 'policy.md'), policyManual());
    writeFileSync(join(FOLDER, 'rules-of-thumb.md'), rulesOfThumbManual());
    writeFileSync(join(FOLDER, 'settings.md'), settingsManual());
    writeFileSync(join(FOLDER, 'schema', 'policy.schema.json'), policySchema());
    writeFileSync(join(FOLDER, 'schema', 'scenario.schema.json'), scenarioSchema());
    return EXIT_DONE;
  },
};
