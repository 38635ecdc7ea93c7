import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TestResult {
  /** From the root of the repository. */
  readonly file: string;
  /** The names of its groups and its own, as one sentence. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** Runs whole test files, and tells what became of each test. */
export async function runTests(files: readonly string[]): Promise<readonly TestResult[]> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-faults-'));
  const report = join(directory, 'tests.json');
  try {
    await new Promise<void>((resolve) => {
      const args = [VITEST, 'run', ...files, '--reporter=json', `--outputFile.json=${report}`];
      // Whether tests fail is in the report.
      execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, () => resolve());
    });
    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, status }) => ({
        file: name.replace(ROOT, ''),
        name: fullName,
        status: status === 'passed' || status === 'failed' ? status : 'skipped',
      })),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}
