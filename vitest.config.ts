import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // Worker threads of the fleet are started from inside tests: child processes keep the two apart.
    pool: 'forks',
    // Every core: by default one is left free, which on a small machine is half of all.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
