import { describe as describeFailure, type FailureOf, instant, seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { failureOfProblem, readProblem } from './answer.ts';
import { isManagementFailure, MANAGEMENT_STATUS, type ManagementCode } from './errors.ts';
import { formatProblem, type Problem } from './problem.ts';

const EVENT = '01J00000000000000000000000';

/** One failure of every code of this wire. A code without one doesn't compile. */
const SAMPLES: { readonly [C in ManagementCode]: FailureOf<C> } = {
  VAULTS_EMPTY: { code: 'VAULTS_EMPTY' },
  VAULTS_TOO_MANY: { code: 'VAULTS_TOO_MANY', given: 101, limit: 100 },
  VAULT_REPEATED: { code: 'VAULT_REPEATED', vault: 'Production', line: 2, firstLine: 1 },
  VAULT_UNKNOWN: { code: 'VAULT_UNKNOWN', vault: 'x', nearest: null },
  VAULT_BUILT_IN: { code: 'VAULT_BUILT_IN', vault: 'Private', id: 'p', type: null },
  VAULT_NOT_GRANTED: { code: 'VAULT_NOT_GRANTED', vault: 'Finance', server: 'Production' },
  PERMISSION_NOT_GRANTED: {
    code: 'PERMISSION_NOT_GRANTED',
    vault: 'Production',
    server: 'Production',
    asked: 'rw',
    granted: 'r',
  },
  SERVER_UNKNOWN: { code: 'SERVER_UNKNOWN', server: 'x', nearest: 'X' },
  LIFETIME_OUT_OF_RANGE: {
    code: 'LIFETIME_OUT_OF_RANGE',
    given: seconds(1),
    min: seconds(60),
    max: seconds(61),
  },
  NAME_INVALID: { code: 'NAME_INVALID', thing: 'vault', name: '\ud800', problem: 'has control characters' },
  TOKEN_UNKNOWN: { code: 'TOKEN_UNKNOWN', token: 'x' },
  GROUP_UNKNOWN: { code: 'GROUP_UNKNOWN', group: 'x', nearest: null },
  LEASE_UNKNOWN: { code: 'LEASE_UNKNOWN', lease: 'x' },
  END_NOTE_INVALID: { code: 'END_NOTE_INVALID', problem: 'is empty' },
  PERSON_UNKNOWN: { code: 'PERSON_UNKNOWN', person: 'x', nearest: null },
  VAULTS_FIXED: { code: 'VAULTS_FIXED', server: 'Production', vault: 'Finance' },
  OWNERS_EMPTY: { code: 'OWNERS_EMPTY', group: 'Owners' },
  NOT_A_MANAGER: { code: 'NOT_A_MANAGER', server: null },
  CREDITS_EXHAUSTED: {
    code: 'CREDITS_EXHAUSTED',
    holder: { kind: 'vault', vaultId: 'v' },
    limit: 3,
    used: 3,
    needed: 1,
    retryAfter: seconds(90),
  },
  CREDENTIAL_INVALID: { code: 'CREDENTIAL_INVALID', problem: 'is unknown' },
  CREDENTIAL_EXPIRED: { code: 'CREDENTIAL_EXPIRED', expiredAt: instant(1), now: instant(2) },
  CREDENTIAL_RIGHT_MISSING: { code: 'CREDENTIAL_RIGHT_MISSING', right: 'owner' },
  PRECONDITION_FAILED: { code: 'PRECONDITION_FAILED' },
  RATE_LIMITED: { code: 'RATE_LIMITED', limit: 'at most 3 a minute', retryAfter: seconds(20) },
  CONTROL_PLANE_UNAVAILABLE: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: '/var/lib/secret' },
  STORE_UNAVAILABLE: { code: 'STORE_UNAVAILABLE', cause: '/var/lib/secret' },
  REQUEST_MALFORMED: { code: 'REQUEST_MALFORMED', problem: 'the body is not JSON' },
  REQUEST_TOO_LARGE: { code: 'REQUEST_TOO_LARGE', limitBytes: 1 },
  REQUEST_TOO_SLOW: { code: 'REQUEST_TOO_SLOW' },
  ROUTE_UNKNOWN: { code: 'ROUTE_UNKNOWN', method: 'GET', path: '/x' },
  INTERNAL: { code: 'INTERNAL' },
};

const cases = Object.values(SAMPLES);

describe.each(cases)('$code', (failure) => {
  const { status, retryAfter, body } = formatProblem([failure], 'none', EVENT);

  test('crosses the wire with its status and its evidence', () => {
    expect(status).toBe(MANAGEMENT_STATUS[failure.code]);
    const problem = readProblem(JSON.parse(JSON.stringify(body)));
    const arrived = problem === undefined ? null : failureOfProblem(problem);
    const told = 'cause' in failure ? { ...failure, cause: expect.any(String) } : failure;
    expect(arrived).toEqual(told);
    expect(body.detail).toBe(arrived === null ? '' : describeFailure(arrived));
  });

  test('says when to come back only where that can help', () => {
    const known = 'retryAfter' in failure ? failure.retryAfter : null;
    expect(retryAfter).toBe(known ?? (status === 503 ? 5 : null));
  });
});

test('what a store or an account said of itself stays inside', () => {
  const { body } = formatProblem(
    [SAMPLES.STORE_UNAVAILABLE, SAMPLES.CONTROL_PLANE_UNAVAILABLE],
    'none',
    EVENT,
  );
  expect(JSON.stringify(body)).not.toContain('/var/lib/secret');
});

test('the first failure decides, and each is told', () => {
  const { status, body } = formatProblem([SAMPLES.VAULT_UNKNOWN, SAMPLES.NAME_INVALID], 'unknown', EVENT);
  expect(status).toBe(404);
  expect(body.errors.map(({ code }) => code)).toEqual(['VAULT_UNKNOWN', 'NAME_INVALID']);
  expect(body.effect).toBe('unknown');
});

test('a code or evidence that this version does not know is no failure of its own', () => {
  const { body } = formatProblem([SAMPLES.INTERNAL], 'none', EVENT);
  const told = (code: string, evidence: Problem['errors'][number]['evidence']) =>
    failureOfProblem({ ...body, errors: [{ code, message: '', evidence }] });
  expect(told('SOMETHING_NEW', {})).toBeNull();
  expect(told('toString', {})).toBeNull();
  expect(told('VAULT_UNKNOWN', {})).toBeNull();
  expect(told('CREDENTIAL_EXPIRED', { expiredAt: 1e300, now: 0 })).toBeNull();
  expect(failureOfProblem({ ...body, errors: [] })).toBeNull();
});

test('a failure of another wire has no place here', () => {
  expect(isManagementFailure({ code: 'HANDLE_ENDED' })).toBe(false);
  expect(isManagementFailure(SAMPLES.INTERNAL)).toBe(true);
});
