// Prints `N passed, N failed, N skipped` from vitest's JSON reports, one for each run. Fails when a test failed or a run had none:
// an empty report must never look like a success.
import { readdirSync, readFileSync } from 'node:fs';

const directory = new URL('../reports/', import.meta.url);
const counts = { passed: 0, failed: 0, total: 0 };

for (const name of readdirSync(directory).filter((each) => each.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(new URL(name, directory), 'utf8'));
  // A file that can't be loaded has no tests to count, and would be no failure among them.
  const unloaded = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: readonly unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests + unloaded;
  counts.total += report.numTotalTests + unloaded;
  if (!report.success || report.numPassedTests === 0) process.exitCode = 1;
}

console.log(
  `${counts.passed} passed, ${counts.failed} failed, ${counts.total - counts.passed - counts.failed} skipped`,
);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
