// Prints `N passed, N failed, N skipped` from vitest's JSON reports, one for each run. Fails when a test failed or a run had none:
// an empty report must never look like a success.
import { readdirSync, readFileSync } from 'node:fs';

const directory = new URL('../reports/', import.meta.url);
const counts = { passed: 0, failed: 0, total: 0 };

for (const name of readdirSync(directory).filter((each) => each.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(new URL(name, directory), 'utf8'));
  // A file that can't be loaded, or whose hooks fail, has no test that failed, and would be no failure among them.
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: readonly { status: string }[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests + broken;
  counts.total += report.numTotalTests + broken;
  if (!report.success || report.numPassedTests === 0) process.exitCode = 1;
}

console.log(
  `${counts.passed} passed, ${counts.failed} failed, ${counts.total - counts.passed - counts.failed} skipped`,
);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
