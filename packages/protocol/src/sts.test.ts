import { describe, expect, test } from 'vitest';
import {
  ACCESS_TOKEN_MAX,
  ACCESS_TOKEN_TYPE,
  askedDetails,
  errorAnswer,
  grantedDetails,
  revocationAnswer,
  serverMetadata,
  TOKEN_EXCHANGE_GRANT,
  tokenAnswer,
} from './sts.ts';

const ASKED = { type: 'connect_vaults', vaults: [{ vault: 'Production' }] };

const isAsked = (over: object): boolean => askedDetails.safeParse([{ ...ASKED, ...over }]).success;

const vaults = (count: number) => Array.from({ length: count }, (_, at) => ({ vault: `vault ${at}` }));

describe('what is asked for', () => {
  test.each([
    ['one vault, as the server has it', {}],
    ['permissions', { vaults: [{ vault: 'Production', permissions: ['read', 'write'] }] }],
    ['a permission twice', { vaults: [{ vault: 'Production', permissions: ['read', 'read'] }] }],
    ['a hundred vaults', { vaults: vaults(100) }],
    ['a name of 256 characters', { vaults: [{ vault: 'v'.repeat(256) }] }],
    ['a minute', { expires_in: 60 }],
    ['a day', { expires_in: 86_400 }],
  ])('may be %s', (_, over) => {
    expect(isAsked(over)).toBe(true);
  });

  test.each([
    ['another type', { type: 'connect_vault' }],
    ['no type', { type: undefined }],
    ['an unknown member', { locations: [] }],
    ['an unknown member of a vault', { vaults: [{ vault: 'Production', permission: 'read' }] }],
    ['no vaults', { vaults: [] }],
    ['vaults that are no list', { vaults: 'Production' }],
    ['101 vaults', { vaults: vaults(101) }],
    ['a vault that is a text', { vaults: ['Production'] }],
    ['a vault without a name', { vaults: [{ permissions: ['read'] }] }],
    ['a vault with an empty name', { vaults: [{ vault: '' }] }],
    ['a vault with a name of 257 characters', { vaults: [{ vault: 'v'.repeat(257) }] }],
    ['a vault that is a number', { vaults: [{ vault: 1 }] }],
    ['no permission', { vaults: [{ vault: 'Production', permissions: [] }] }],
    ['another permission', { vaults: [{ vault: 'Production', permissions: ['admin'] }] }],
    ['permissions in letters', { vaults: [{ vault: 'Production', permissions: ['rw'] }] }],
    ['permissions that are no list', { vaults: [{ vault: 'Production', permissions: 'read' }] }],
    ['three permissions', { vaults: [{ vault: 'Production', permissions: ['read', 'write', 'read'] }] }],
    ['59 seconds', { expires_in: 59 }],
    ['a day and a second', { expires_in: 86_401 }],
    ['half a second', { expires_in: 60.5 }],
    ['seconds as a text', { expires_in: '900' }],
    ['no seconds', { expires_in: null }],
  ])('may not be %s', (_, over) => {
    expect(isAsked(over)).toBe(false);
  });

  test('is exactly one entry', () => {
    expect(askedDetails.safeParse([]).success).toBe(false);
    expect(askedDetails.safeParse([ASKED, ASKED]).success).toBe(false);
    expect(askedDetails.safeParse(ASKED).success).toBe(false);
    expect(askedDetails.safeParse(null).success).toBe(false);
  });
});

const GRANTED = {
  type: 'connect_vaults',
  locations: ['https://connect.acme.example'],
  server: { id: 'S'.repeat(26), name: 'Production' },
  vaults: [{ vault: 'v'.repeat(26), name: 'Production', permissions: ['read'] }],
  expires_in: 899,
};

const ANSWER = {
  access_token: 'eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJ4In0.c2ln',
  issued_token_type: ACCESS_TOKEN_TYPE,
  token_type: 'Bearer',
  expires_in: 899,
  authorization_details: [GRANTED],
  lease_id: '01J00000000000000000000000',
};

describe('the answer to a mint', () => {
  const isAnswer = (over: object): boolean => tokenAnswer.safeParse({ ...ANSWER, ...over }).success;
  const isGranted = (over: object): boolean => isAnswer({ authorization_details: [{ ...GRANTED, ...over }] });

  test('is read whole, and what a later broker adds is passed over', () => {
    expect(tokenAnswer.parse({ ...ANSWER, scope: 'x' })).toEqual(ANSWER);
  });

  test.each(Object.keys(ANSWER))('lacks nothing: without `%s` it is none', (key) => {
    expect(isAnswer({ [key]: undefined })).toBe(false);
  });

  test.each(Object.keys(GRANTED))('says what was granted: without `%s` it is none', (key) => {
    expect(isGranted({ [key]: undefined })).toBe(false);
  });

  test.each([
    ['an empty text', ''],
    ['two segments', 'eyJh.eyJq'],
    ['four segments', 'eyJh.eyJq.c2ln.c2ln'],
    ['an empty segment', 'eyJh..c2ln'],
    ['a line end', `${ANSWER.access_token}\n`],
    ['a page', '<html></html>'],
    ['a command', 'aa.bb.cc\n::add-path::/tmp'],
    ['base64 that is not for URLs', 'ey+h.eyJq.c2ln'],
    ['more than any token', `${'a'.repeat(ACCESS_TOKEN_MAX)}.bb.cc`],
  ])('has no token that is %s', (_, text) => {
    expect(isAnswer({ access_token: text })).toBe(false);
  });

  test('a token may be as long as the limit', () => {
    expect(isAnswer({ access_token: `${'a'.repeat(ACCESS_TOKEN_MAX - 6)}.bb.cc` })).toBe(true);
    expect(isAnswer({ access_token: `${'a'.repeat(ACCESS_TOKEN_MAX - 5)}.bb.cc` })).toBe(false);
  });

  test.each([
    { token_type: 'bearer' },
    { token_type: 'DPoP' },
    { issued_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
    { expires_in: -1 },
    { expires_in: 1.5 },
    { expires_in: '899' },
    { lease_id: 'l'.repeat(26) },
    { lease_id: '01J0000000000000000000000' },
    { lease_id: '01J00000000000000000000000\n' },
    { authorization_details: [] },
    { authorization_details: [GRANTED, GRANTED] },
  ])('is none with %j', (over) => {
    expect(isAnswer(over)).toBe(false);
  });

  test.each([
    { locations: [] },
    { locations: ['https://one.example', 'https://two.example'] },
    { locations: ['http://connect.acme.example'] },
    { locations: ['https://connect.acme.example/v1'] },
    { locations: ['https://user@connect.acme.example'] },
    { locations: ['javascript:alert(1)'] },
    { locations: ['connect.acme.example'] },
    { vaults: [] },
    { vaults: [{ vault: 'v', name: 'Production', permissions: [] }] },
    { vaults: [{ vault: 'v', name: 'Production', permissions: ['admin'] }] },
    { server: 'Production' },
    { expires_in: -1 },
  ])('grants nothing with %j', (over) => {
    expect(isGranted(over)).toBe(false);
    expect(grantedDetails.safeParse([{ ...GRANTED, ...over }]).success).toBe(false);
  });

  test('a location may be loopback without TLS', () => {
    expect(isGranted({ locations: ['http://127.0.0.1:8301'] })).toBe(true);
  });
});

describe('the answer to a revocation', () => {
  test.each(['revoked', 'revoking'])('says `%s`', (state) => {
    expect(revocationAnswer.safeParse({ state }).success).toBe(true);
  });

  test.each([{}, { state: 'active' }, { state: null }, null, 'revoked'])('is not %j', (answer) => {
    expect(revocationAnswer.safeParse(answer).success).toBe(false);
  });
});

describe('an error', () => {
  test('needs its OAuth name, and may bring the rest', () => {
    const whole = {
      error: 'invalid_request',
      error_description: 'x',
      code: 'POLICY_DENIED',
      event_id: '01J',
      errors: [{ code: 'POLICY_DENIED', message: 'x' }],
    };
    expect(errorAnswer.parse(whole)).toEqual(whole);
    expect(errorAnswer.safeParse({ error: 'invalid_request' }).success).toBe(true);
    expect(errorAnswer.safeParse({ code: 'POLICY_DENIED' }).success).toBe(false);
    expect(errorAnswer.safeParse({ error: 'x', errors: ['x'] }).success).toBe(false);
  });
});

test('the metadata names both endpoints under the public URL, and clients that have no secret', () => {
  expect(serverMetadata('https://broker.acme.example')).toEqual({
    issuer: 'https://broker.acme.example',
    token_endpoint: 'https://broker.acme.example/oauth/token',
    revocation_endpoint: 'https://broker.acme.example/oauth/revoke',
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: [TOKEN_EXCHANGE_GRANT],
    response_types_supported: [],
    authorization_details_types_supported: ['connect_vaults'],
  });
});
