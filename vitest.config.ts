import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Tests run on the sources of every workspace package: nothing is built first.
const conditions = ['ct-src'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'actions/*/src/**/*.test.ts',
      'demo/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    environment: 'node',
    // Starts nothing before a test asks for it.
    globalSetup: ['packages/conformance/src/postgres/setup.ts'],
    // A worker for each core: many tests wait for a child process, and vitest's own choice leaves one core of two idle.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // `scripts/test-counts.mjs` reads the JSON report.
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/tests.json' },
  },
});
