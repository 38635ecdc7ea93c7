// Prints `N passed, N failed, N skipped` from vitest's JSON report. Fails when a test failed or none ran:
// an empty report must never look like a success.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(new URL('../reports/tests.json', import.meta.url), 'utf8'));
const passed = report.numPassedTests;
const failed = report.numFailedTests;
const skipped = report.numTotalTests - passed - failed;

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (!report.success || failed > 0 || passed === 0) process.exitCode = 1;
