import { type FailureCode, failureCodes, type NonEmpty, quote, seconds } from '@connect-token/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorAnswer } from './sts.ts';
import { formatStsRefusal, isStsFailure, STS_ERRORS, type StsCode, type StsFailure } from './sts-errors.ts';

const SEED = { seed: 20_261_122, numRuns: 300 };

/** Failures that stay on this side: of files, of a machine, of clients. */
const ELSEWHERE: readonly FailureCode[] = [
  'DURATION_MALFORMED',
  'TOKEN_UNKNOWN',
  'NAME_INVALID',
  'TOKEN_AMBIGUOUS',
  'GROUP_UNKNOWN',
  'GROUP_AMBIGUOUS',
  'PERSON_UNKNOWN',
  'PERSON_AMBIGUOUS',
  'VAULTS_FIXED',
  'OWNERS_EMPTY',
  'NOT_A_MANAGER',
  'ITEM_UNKNOWN',
  'ITEM_AMBIGUOUS',
  'ITEM_INVALID',
  'LEASE_UNKNOWN',
  'END_NOTE_INVALID',
  'GITHUB_UNAVAILABLE',
  'CREDENTIALS_FILE_EXISTS',
  'FILE_UNWRITABLE',
  'CONFIRMATION_NEEDED',
  'USAGE_INVALID',
  'SECRET_REFERENCE_MALFORMED',
  'CHANGE_IMPOSSIBLE',
  'EFFECT_UNKNOWN',
  'CREDENTIAL_INVALID',
  'CREDENTIAL_EXPIRED',
  'CREDENTIAL_RIGHT_MISSING',
  'PRECONDITION_FAILED',
  'INPUT_MISSING',
  'INPUT_INVALID',
  'INPUT_REFUSED',
  'VARIABLE_TAKEN',
  'COMMAND_UNSTARTED',
  'COMMAND_FAILED',
  'OIDC_PERMISSION_MISSING',
  'OIDC_REQUEST_FAILED',
  'URL_INSECURE',
  'BROKER_UNREACHABLE',
  'BROKER_ANSWER_INVALID',
  'BROKER_REFUSED',
  'SECRET_UNKNOWN',
  'SECRET_AMBIGUOUS',
  'SECRET_UNUSABLE',
  'SECRETS_TOO_MANY',
  'SECRETS_TOO_LARGE',
  'CREDENTIAL_LEFT_OVER',
  'CONNECT_UNREACHABLE',
  'CONNECT_ANSWER_INVALID',
  'CONNECT_REFUSED',
  'FILE_UNREADABLE',
  'FILE_MALFORMED',
  'SCHEMA_NEWER',
  'AUDIT_DAMAGED',
  'DATA_DIRECTORY_OWNED',
  'DATA_DIRECTORY_UNUSABLE',
  'DATABASE_UNUSABLE',
  'SEALING_KEY_INVALID',
  'SEALING_KEY_WRONG',
  'LISTEN_FAILED',
  'CONNECT_URL_INVALID',
];

const codes = Object.keys(STS_ERRORS) as StsCode[];

describe('the table of refusals', () => {
  test('and the failures that have no place in it are all the failures there are', () => {
    expect([...codes, ...ELSEWHERE].sort()).toEqual([...failureCodes()].sort());
    expect(codes.filter((code) => ELSEWHERE.includes(code))).toEqual([]);
  });

  test.each(codes)('%s is an error that OAuth knows, under its status', (code) => {
    const { status, error } = STS_ERRORS[code];
    const statuses: Readonly<Record<typeof error, readonly number[]>> = {
      invalid_request: [400, 404, 408, 413],
      invalid_client: [401],
      invalid_target: [400],
      invalid_authorization_details: [400],
      unsupported_grant_type: [400],
      temporarily_unavailable: [429, 503],
      server_error: [500],
    };
    expect(statuses[error]).toContain(status);
    expect(error).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  });

  test.each(codes)('%s says when to come back where that can help, and only there', (code) => {
    const { status, retryAfter } = STS_ERRORS[code];
    const canHelp = status === 429 || status === 503;
    expect((retryAfter ?? 0) > 0).toBe(canHelp);
  });

  test('follows the standards where they decide', () => {
    const errorOf = (code: StsCode) => `${STS_ERRORS[code].status} ${STS_ERRORS[code].error}`;
    // RFC 8693 §2.2.2: a subject token that is invalid or unacceptable by policy, and a target that is unknown.
    expect(errorOf('ID_TOKEN_EXPIRED')).toBe('400 invalid_request');
    expect(errorOf('POLICY_DENIED')).toBe('400 invalid_request');
    expect(errorOf('SERVER_UNKNOWN')).toBe('400 invalid_target');
    // RFC 9396 §5.
    expect(errorOf('VAULT_UNKNOWN')).toBe('400 invalid_authorization_details');
    expect(errorOf('LIFETIME_OUT_OF_RANGE')).toBe('400 invalid_authorization_details');
    // RFC 6749 §5.2.
    expect(errorOf('CLIENT_AUTHENTICATION_REFUSED')).toBe('401 invalid_client');
    expect(errorOf('GRANT_TYPE_UNSUPPORTED')).toBe('400 unsupported_grant_type');
    expect(errorOf('OUTCOME_UNKNOWN')).toBe('503 temporarily_unavailable');
  });

  test('tells apart what belongs to it', () => {
    expect(isStsFailure({ code: 'POLICY_DENIED', reasons: [] })).toBe(true);
    expect(isStsFailure({ code: 'LISTEN_FAILED', address: 'x', cause: 'y' })).toBe(false);
  });
});

describe('a refusal', () => {
  const unknown: StsFailure = { code: 'VAULT_UNKNOWN', vault: 'Größe "\\"', nearest: null };
  const late: StsFailure = {
    code: 'LIFETIME_OUT_OF_RANGE',
    given: seconds(1),
    min: seconds(60),
    max: seconds(86_400),
  };

  test('is what its first failure is, and tells each', () => {
    expect(formatStsRefusal([unknown, late], '01JEVENT')).toEqual({
      status: 400,
      retryAfter: null,
      body: {
        error: 'invalid_authorization_details',
        error_description:
          "there is no vault `Gr??e '?'` in this account; a lifetime of 1s is not allowed: from 1m to 1d",
        code: 'VAULT_UNKNOWN',
        event_id: '01JEVENT',
        errors: [
          { code: 'VAULT_UNKNOWN', message: 'there is no vault `Größe "\\"` in this account' },
          { code: 'LIFETIME_OUT_OF_RANGE', message: 'a lifetime of 1s is not allowed: from 1m to 1d' },
        ],
      },
    });
  });

  test('takes the time to come back from the failure, else from the table, else there is none', () => {
    const retryAfter = (failure: StsFailure) => formatStsRefusal([failure], 'e').retryAfter;
    expect(retryAfter({ code: 'RATE_LIMITED', limit: '10 a minute', retryAfter: seconds(7) })).toBe(7);
    expect(retryAfter({ code: 'LEASE_ENDED', leaseId: 'l' })).toBe(1);
    expect(retryAfter(late)).toBeNull();
  });

  test.each<StsFailure>([
    { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'inside-only' },
    { code: 'STORE_UNAVAILABLE', cause: 'inside-only' },
    { code: 'ISSUER_UNAVAILABLE', issuer: 'https://inside-only.example', cause: 'inside-only' },
    { code: 'OUTCOME_UNKNOWN', leaseId: 'inside-only', cause: 'inside-only' },
    { code: 'ID_TOKEN_REPLAYED', leaseId: 'inside-only' },
    { code: 'HANDLE_USED', leaseId: 'inside-only' },
    { code: 'LEASE_ENDED', leaseId: 'inside-only' },
    { code: 'SCOPE_MISMATCH', leaseId: 'inside-only' },
    {
      code: 'POLICY_DENIED',
      reasons: [
        {
          rule: 'inside-only',
          effect: 'allow',
          failed: [{ condition: 'ref', allowed: ['inside-only'], seen: 'inside-only' }],
        },
      ],
    },
  ])('is dull outside where the failure is rich: $code', (failure) => {
    expect(JSON.stringify(formatStsRefusal([failure], 'e'))).not.toContain('inside-only');
  });

  test('is legal OAuth and readable by our own schema, whatever a vault is called', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('"', '\\', '\r\nX: y', '\u{1F5DD}', '\u{D800}', '</script>', '%00'),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 100 }), (names) => {
        const [first, ...others] = names.map(
          (vault): StsFailure => ({ code: 'VAULT_UNKNOWN', vault, nearest: vault }),
        );
        if (first === undefined) return;
        const { body } = formatStsRefusal([first, ...others], 'e');
        expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]{1,1003}$/);
        expect(body.errors).toHaveLength(names.length);
        for (const [at, vault] of names.entries()) expect(body.errors?.[at]?.message).toContain(quote(vault));
        expect(errorAnswer.safeParse(JSON.parse(JSON.stringify(body))).success).toBe(true);
      }),
      SEED,
    );
  });

  test('has a description of a thousand characters at most, and every mistake beside it', () => {
    const two = (length: number): NonEmpty<StsFailure> => [
      { code: 'REQUEST_MALFORMED', problem: 'x'.repeat(499) },
      { code: 'REQUEST_MALFORMED', problem: 'y'.repeat(length) },
    ];
    expect(formatStsRefusal(two(499), 'e').body.error_description).toMatch(/^x{499}; y{499}$/);
    expect(formatStsRefusal(two(500), 'e').body.error_description).toMatch(/^x{499}; y{499}\.\.\.$/);
    const many = formatStsRefusal([late, ...Array<StsFailure>(99).fill(late)], 'e').body;
    expect(many.error_description).toMatch(/\.\.\.$/);
    expect(many.error_description).toHaveLength(1_003);
    expect(many.errors).toHaveLength(100);
  });
});
