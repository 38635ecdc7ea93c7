import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Tests run on the sources of every workspace package: nothing is built first.
const conditions = ['ct-src'];

/** What builds, packs or sabotages a whole tree, runs whole workflows, starts programs again and again, or sits real deadlines out: CI runs it beside `npm test`, which is for every change (`npm run test:whole`). */
const WHOLE = [
  'demo/src/sabotage.test.ts',
  'demo/src/packed.test.ts',
  'scripts/e2e.test.ts',
  'scripts/programs.test.ts',
  'scripts/release-assets.test.ts',
  'demo/src/workflows/*.test.ts',
  'demo/src/docs/migrating.test.ts',
  'demo/src/lost-job.test.ts',
  'actions/connect-token/src/silence.test.ts',
  'packages/cli/src/op-js.test.ts',
  'packages/cli/src/serve-faults.test.ts',
  'packages/cli/src/serve-reload.test.ts',
  'packages/conformance/src/many-servers.test.ts',
  'packages/conformance/src/postgres/partition.test.ts',
  'scripts/release.test.ts',
];

/** Their files may share a worker's modules, which halves what they cost: none of them keeps anything in a module. */
const SHARING = [
  'account',
  'broker',
  'broker-client',
  'cli',
  'connect-server',
  'core',
  'job',
  'lifecycle',
  'storage',
  'testkit',
];

/** Starts nothing before a test asks for it. */
const POSTGRES = 'packages/conformance/src/postgres/setup.ts';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    environment: 'node',
    // A worker for each core: many tests wait for a child process, and vitest's own choice leaves one core of two idle.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // `scripts/test-counts.mjs` reads the JSON report.
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/tests.json' },
    projects: [
      { extends: true, test: { name: 'whole', include: WHOLE, globalSetup: [POSTGRES] } },
      // Needs another engine beside: `npm run e2e:act`.
      { extends: true, test: { name: 'act', include: ['demo/src/workflows/*.act-test.ts'] } },
      {
        extends: true,
        test: {
          name: 'sharing',
          isolate: false,
          setupFiles: ['packages/testkit/src/kept-environment.ts'],
          include: SHARING.map((name) => `packages/${name}/src/**/*.test.ts`),
          exclude: WHOLE,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [
            'packages/conformance/src/**/*.test.ts',
            // Its tests write into zod's registry, which its documents are made from.
            'packages/protocol/src/**/*.test.ts',
            'actions/*/src/**/*.test.ts',
            'demo/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: WHOLE,
          globalSetup: [POSTGRES],
        },
      },
    ],
  },
});
