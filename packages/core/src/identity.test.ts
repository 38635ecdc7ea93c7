import { expect, test } from 'vitest';
import { IDENTITY } from '../test/acme.ts';
import { jobOf } from './identity.ts';

test('a job is its issuer, repository, run, attempt and check run, and nothing that can be renamed', () => {
  expect(jobOf(IDENTITY)).toEqual({
    issuer: 'https://token.actions.githubusercontent.com',
    repositoryId: '4711',
    runId: '9001',
    runAttempt: '1',
    checkRunId: '77001',
  });
});

test('an issuer that tells no check run leaves the run attempt', () => {
  expect(jobOf({ ...IDENTITY, checkRunId: null }).checkRunId).toBeNull();
});
