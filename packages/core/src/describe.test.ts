import * as fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import { law } from '../test/law.ts';
import { allSamples, SAMPLES } from '../test/samples.ts';
import { describe, failureCodes } from './describe.ts';
import type { Failure } from './error.ts';

suite('every failure', () => {
  test('has a text, and no text is without a failure', () => {
    expect([...failureCodes()].sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  test.each(allSamples().map((failure) => [failure.code, failure] as const))(
    '%s is told in one voice',
    (_, failure) => {
      const text = describe(failure);
      const [sentence] = text.split('\n');
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(sentence).toMatch(/^(?:[a-z`0-9]|GitHub|Idempotency)/);
      expect(text).not.toMatch(/[.\s]$/);
      expect(text).not.toContain('inside-only');
      if (failure.code !== 'OIDC_PERMISSION_MISSING') expect(text).toBe(sentence);
    },
  );
});

suite('a text', () => {
  test.each<[Failure, string]>([
    [SAMPLES.VAULT_LINE_MALFORMED, 'line 3: `Production,x` is not `<vault>[,<r|w|rw>]`'],
    [
      { ...SAMPLES.VAULT_LINE_MALFORMED, text: 'Prod:r', suggestion: 'Prod,r' },
      'line 3: `Prod:r` is not `<vault>[,<r|w|rw>]`; did you mean `Prod,r`?',
    ],
    [
      { ...SAMPLES.VAULT_LINE_MALFORMED, text: 'a,b', suggestion: 'a\nb' },
      'line 3: `a,b` is not `<vault>[,<r|w|rw>]`; one vault a line: `a`, `b`',
    ],
    [SAMPLES.VAULT_REPEATED, 'line 4: the vault `Production` is named on line 1 already'],
    [SAMPLES.VAULT_UNKNOWN, 'there is no vault `production` in this account; did you mean `Production`?'],
    [{ ...SAMPLES.VAULT_UNKNOWN, nearest: null }, 'there is no vault `production` in this account'],
    [
      SAMPLES.VAULT_AMBIGUOUS,
      'more than one vault is named `Logs`; give one of the ids `logsone`, `logstwo`',
    ],
    [
      SAMPLES.VAULT_BUILT_IN,
      "the vault `Private` is built in (`PERSONAL`) and can't be granted; only vaults that people created can",
    ],
    [
      { ...SAMPLES.VAULT_BUILT_IN, type: null },
      "the vault `Private` is built in (of unknown type) and can't be granted; only vaults that people created can",
    ],
    [
      SAMPLES.PERMISSION_NOT_GRANTED,
      'read and write is asked in the vault `Configuration`, the server `Production` may only read there',
    ],
    [SAMPLES.SERVER_UNKNOWN, 'there is no Connect server `Produktion`'],
    [
      { ...SAMPLES.SERVER_UNKNOWN, nearest: 'Production' },
      'there is no Connect server `Produktion`; did you mean `Production`?',
    ],
    [
      SAMPLES.SERVER_REQUIRED,
      'no Connect server is named, and the policy grants several: name one of `Production`, `Staging`',
    ],
    [
      { ...SAMPLES.SERVER_REQUIRED, servers: [] },
      'no Connect server is named, and the policy grants none that exists',
    ],
    [SAMPLES.LIFETIME_OUT_OF_RANGE, 'a lifetime of 59s is not allowed: from 1m to 1d'],
    [SAMPLES.NAME_INVALID, 'the name `  ` of a server is empty'],
    [SAMPLES.GROUP_UNKNOWN, 'there is no group `owners`; did you mean `Owners`?'],
    [SAMPLES.PERSON_UNKNOWN, 'there is no person `ada`'],
    [
      SAMPLES.VAULTS_FIXED,
      "the vaults of the server `Production` are fixed, and `Finance` isn't one that it began with: make a new server for it",
    ],
    [SAMPLES.NOT_A_MANAGER, 'only a manager of the server `Production` may do this'],
    [{ ...SAMPLES.NOT_A_MANAGER, server: null }, 'only a Secrets Automation manager may do this'],
    [SAMPLES.CHANGE_IMPOSSIBLE, "the group `Platform` can't be renamed here"],
    [SAMPLES.SECRET_REFERENCE_MALFORMED, 'the secret reference `op://app` has 1 part, 3 or 4 are needed'],
    [
      { ...SAMPLES.SECRET_REFERENCE_MALFORMED, reference: null, problem: 'is not a reference' },
      'the text is not a reference',
    ],
    [SAMPLES.USAGE_INVALID, 'a token is deleted, not revoked; write `connect token delete`'],
    [{ ...SAMPLES.USAGE_INVALID, instead: null }, 'a token is deleted, not revoked'],
    [
      SAMPLES.CREDITS_EXHAUSTED,
      "the 5 vault access credits of the plan don't suffice: 4 in use, 2 more needed; there may be room in 1m30s",
    ],
    [
      { ...SAMPLES.CREDITS_EXHAUSTED, holder: { kind: 'rule', rule: 'deploy' }, retryAfter: null },
      "the 5 vault access credits of the rule `deploy` don't suffice: 4 in use, 2 more needed",
    ],
    [
      { ...SAMPLES.CREDITS_EXHAUSTED, holder: { kind: 'server', serverId: 'S1' }, retryAfter: null },
      "the 5 vault access credits of the server `S1` don't suffice: 4 in use, 2 more needed",
    ],
    [
      { ...SAMPLES.CREDITS_EXHAUSTED, holder: { kind: 'vault', vaultId: 'v1' }, retryAfter: null },
      "the 5 vault access credits of the vault `v1` don't suffice: 4 in use, 2 more needed",
    ],
    [SAMPLES.ID_TOKEN_EXPIRED, 'the ID token expired 1m30s ago'],
    [SAMPLES.ID_TOKEN_NOT_YET_VALID, 'the ID token is valid only in 1m30s: compare the clocks'],
    [SAMPLES.BROKER_UNREACHABLE, 'the broker `https://broker.example` gave no answer in 1 attempt: refused'],
    [
      SAMPLES.BROKER_ANSWER_INVALID,
      'the broker `https://broker.example` gave no usable answer in 3 attempts: HTML',
    ],
    [
      SAMPLES.BROKER_REFUSED,
      'the broker `https://broker.example` refused (POLICY_DENIED, event 01J00000000000000000000000): the trust policy does not allow this',
    ],
    [
      { ...SAMPLES.BROKER_REFUSED, eventId: null, messages: ['one', 'two'] },
      'the broker `https://broker.example` refused (POLICY_DENIED): one; two',
    ],
    [SAMPLES.FILE_MALFORMED, 'policy.yaml:7:5: rules[0].match: unknown key `enviroment`'],
    [
      SAMPLES.DATA_DIRECTORY_OWNED,
      'the data directory `/var/lib/ct` belongs to a running process (4711): one process owns a data directory',
    ],
    [
      { ...SAMPLES.DATA_DIRECTORY_OWNED, pid: null },
      'the data directory `/var/lib/ct` belongs to a running process: one process owns a data directory',
    ],
  ])('%j', (failure, text) => {
    expect(describe(failure)).toBe(text);
  });

  test('gives the block that a workflow lacks, to be pasted', () => {
    expect(describe(SAMPLES.OIDC_PERMISSION_MISSING)).toMatch(
      /add to the job:\npermissions:\n {2}contents: read\n {2}id-token: write$/,
    );
  });

  test('tells 20 messages of a broker, and of more the number', () => {
    const told = (count: number) =>
      describe({ ...SAMPLES.BROKER_REFUSED, messages: Array.from({ length: count }, (_, at) => `m${at}`) });
    expect(told(20)).toMatch(/m19$/);
    expect(told(21)).toMatch(/m19; and 1 more$/);
  });
});

suite('hostile evidence', () => {
  /** The same failure with every text of it replaced. */
  const poison = (value: unknown, text: string): unknown => {
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map((each) => poison(each, text));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, each]) => [
      key,
      // Words of a closed set stay what they are: no caller writes them.
      ['code', 'asked', 'granted', 'holder', 'effect', 'condition', 'thing'].includes(key)
        ? each
        : poison(each, text),
    ]);
    return Object.fromEntries(entries);
  };

  const steering = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{202E}]/u;

  test('stays one line, short, without a character that steers a terminal', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.constantFrom('\n::add-path::/tmp', '\u{1B}[2J', '\u{202E}', '\r\n'.repeat(2_000), '`'.repeat(5_000)),
    );
    law(
      fc.property(fc.constantFrom(...allSamples()), hostile, (failure, text) => {
        if (failure.code === 'OIDC_PERMISSION_MISSING') return;
        const told = describe(poison(failure, text) as Failure);
        expect(told).not.toMatch(steering);
        expect(told.length).toBeLessThan(2_000);
      }),
      { runs: 500 },
    );
  });
});
