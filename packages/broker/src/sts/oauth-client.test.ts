import { randomUUID } from 'node:crypto';
import type { FailureCode, NamedCeiling } from '@connect-token/core';
import { STS_ERRORS, type StsCode, tokenAnswer } from '@connect-token/protocol';
import { generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { exchangeForm, type Form, type House, openHouse } from '../testing/house.ts';
import { type Claims, jobClaims } from '../testing/issuer.ts';

/** The one option: the broker under test speaks HTTP, on loopback. */
const OPTIONS = { [oauth.allowInsecureRequests]: true } as const;

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const CLIENT: oauth.Client = { client_id: 'any-client' };

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Everything that the client knows of the broker, from its metadata. */
async function discover(url: string): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(url);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...OPTIONS });
  return oauth.processDiscoveryResponse(issuer, response);
}

async function exchange(at: House, form: Form, authenticate: oauth.ClientAuth = oauth.None()) {
  const server = await discover(at.url);
  const { grant_type: grant = GRANT, ...rest } = form;
  const parameters = Object.entries(rest).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const response = await oauth.genericTokenEndpointRequest(
    server,
    CLIENT,
    authenticate,
    grant,
    parameters,
    OPTIONS,
  );
  return oauth.processGenericTokenEndpointResponse(server, CLIENT, response);
}

async function revoke(at: House, token: string): Promise<void> {
  const server = await discover(at.url);
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, CLIENT, oauth.None(), token, OPTIONS),
  );
}

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof oauth.ResponseBodyError)) throw new Error('no ResponseBodyError', { cause: error });
  return {
    status: error.status,
    error: error.error,
    code: error.cause['code'],
    event: error.cause['event_id'],
  };
};

describe('an OAuth client that knows nothing of this project', () => {
  test('finds the endpoints, gets a token and gives it back', async () => {
    const server = await discover(house.url);
    expect(server).toMatchObject({
      issuer: house.url,
      token_endpoint_auth_methods_supported: ['none'],
      revocation_endpoint_auth_methods_supported: ['none'],
      response_types_supported: [],
      grant_types_supported: [GRANT],
      authorization_details_types_supported: ['connect_vaults'],
    });
    const answer = await exchange(house, exchangeForm(await house.issuer.idToken()));
    expect(answer.token_type).toBe('bearer');
    expect(tokenAnswer.safeParse({ ...answer, token_type: 'Bearer' }).success).toBe(true);
    expect(answer['authorization_details']).toMatchObject([
      {
        locations: ['https://connect.acme.example'],
        server: { name: 'Production' },
        vaults: [{ name: 'Production', permissions: ['read'] }],
      },
    ]);
    await revoke(house, answer.access_token);
    await revoke(house, answer.access_token);
    expect((await house.leases.find({ by: 'id', leaseId: String(answer['lease_id']) }))?.state).toBe(
      'revoked',
    );
  });
});

type Provoke = (at: House) => Promise<unknown>;

const details = (vaults: unknown, more: object = {}): Form => ({
  authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults, ...more }]),
});

/** An exchange of a job of its own that is wrong in one thing. */
const withForm =
  (changes: Form, claims: Claims = {}): Provoke =>
  async (at) =>
    exchange(at, {
      ...exchangeForm(await at.issuer.idToken({ run_id: runId(), ...claims })),
      ...changes,
    });
const withClaims = (claims: Claims): Provoke => withForm({}, claims);
const runId = (): string => String(BigInt(`0x${randomUUID().slice(0, 13).replace('-', '')}`) + 1n);
const vault = (name: string, permissions?: readonly string[]): Provoke =>
  withForm(details([{ vault: name, permissions }]));
const now = (): number => Math.floor(Date.now() / 1000);

const forged: Provoke = async (at) => {
  const { privateKey } = await generateKeyPair('RS256');
  const idToken = await new SignJWT({ ...jobClaims(at.issuer.url, at.url) })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .sign(privateKey);
  return exchange(at, exchangeForm(idToken));
};
const unsigned: Provoke = async (at) => {
  const parts = [{ alg: 'none' }, jobClaims(at.issuer.url, at.url)];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return exchange(at, exchangeForm(`${text}.`));
};
const replayed: Provoke = async (at) => {
  const idToken = await at.issuer.idToken({ run_id: runId() });
  await exchange(at, exchangeForm(idToken));
  return exchange(at, exchangeForm(idToken));
};
const sixTimes: Provoke = async (at) => {
  const job = { run_id: runId() };
  for (let open = 0; open < 6; open += 1) await exchange(at, exchangeForm(await at.issuer.idToken(job)));
};

const REFUSALS: readonly (readonly [StsCode, Provoke])[] = [
  ['VAULTS_EMPTY', withForm(details([]))],
  ['VAULTS_TOO_MANY', withForm(details(Array.from({ length: 101 }, (_, index) => ({ vault: `v${index}` }))))],
  ['VAULT_LINE_MALFORMED', vault('Production\u001b[2J')],
  ['VAULT_REPEATED', withForm(details([{ vault: 'Production' }, { vault: 'Production' }]))],
  ['VAULT_UNKNOWN', vault('Nowhere')],
  ['VAULT_AMBIGUOUS', vault('Twin')],
  ['VAULT_BUILT_IN', vault('Private')],
  ['VAULT_NOT_GRANTED', vault('Finance')],
  ['PERMISSION_NOT_GRANTED', vault('Shared configuration', ['write'])],
  ['SERVER_UNKNOWN', withForm({ audience: 'Nowhere' })],
  ['SERVER_AMBIGUOUS', withForm({ audience: 'Twin' })],
  ['SERVER_REQUIRED', withForm(details([{ vault: 'Shared configuration' }]), { repository_id: '501002004' })],
  ['LIFETIME_OUT_OF_RANGE', withForm(details([{ vault: 'Production' }], { expires_in: 59 }))],
  ['LIFETIME_OUT_OF_RANGE', withForm(details([{ vault: 'Production' }], { expires_in: 0 }))],
  ['LIFETIME_OUT_OF_RANGE', withForm(details([{ vault: 'Production' }], { expires_in: 86_401 }))],
  ['AUTHORIZATION_DETAILS_MALFORMED', withForm(details([{ vault: 'Production' }], { expires_in: -300 }))],
  ['AUTHORIZATION_DETAILS_MALFORMED', withForm({ authorization_details: '{' })],
  ['AUTHORIZATION_DETAILS_MALFORMED', withForm({ authorization_details: undefined })],
  ['POLICY_DENIED', withClaims({ repository_id: '7' })],
  ['POLICY_DENIED', withClaims({ environment: undefined })],
  ['POLICY_DENIED', vault('aaaaaaaaaaaaaaaaaaaaaaaaaa')],
  ['OPEN_LEASES_TOO_MANY', sixTimes],
  ['ID_TOKEN_MALFORMED', withForm({ subject_token: 'x.y' })],
  ['ID_TOKEN_ALGORITHM', unsigned],
  ['ID_TOKEN_ISSUER_UNKNOWN', withClaims({ iss: 'https://evil.example' })],
  [
    'ID_TOKEN_KEY_UNKNOWN',
    async (at) => exchange(at, exchangeForm(await at.issuer.idToken({}, { kid: 'other' }))),
  ],
  ['ID_TOKEN_SIGNATURE_INVALID', forged],
  ['ID_TOKEN_AUDIENCE', withClaims({ aud: 'https://github.com/acme' })],
  ['ID_TOKEN_EXPIRED', withClaims({ iat: now() - 400, nbf: now() - 400, exp: now() - 100 })],
  ['ID_TOKEN_NOT_YET_VALID', withClaims({ iat: now() + 200, nbf: now() + 200, exp: now() + 500 })],
  ['ID_TOKEN_TOO_OLD', withClaims({ iat: now() - 700, nbf: now() - 700 })],
  ['ID_TOKEN_CLAIM_INVALID', withClaims({ repository_id: 501_002_003 })],
  ['ID_TOKEN_REPLAYED', replayed],
  ['REQUEST_MALFORMED', withForm({ subject_token: undefined })],
  ['REQUEST_MALFORMED', withForm({ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })],
  ['REQUEST_MALFORMED', withForm({ requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' })],
  ['REQUEST_TOO_LARGE', withForm({ padding: 'x'.repeat(70_000) })],
  ['GRANT_TYPE_UNSUPPORTED', withForm({ grant_type: 'client_credentials' })],
  [
    'CLIENT_AUTHENTICATION_REFUSED',
    async (at) => exchange(at, exchangeForm(await at.issuer.idToken()), oauth.ClientSecretBasic('s')),
  ],
  [
    'CLIENT_AUTHENTICATION_REFUSED',
    async (at) => exchange(at, exchangeForm(await at.issuer.idToken()), oauth.ClientSecretPost('s')),
  ],
];

describe('each refusal reaches it as a ResponseBodyError with the error of the table', () => {
  test.each(REFUSALS)('%s', async (code, provoke) => {
    const { status, error } = STS_ERRORS[code];
    const refused = await refusalOf(provoke(house));
    expect(refused).toMatchObject({ status, error, code });
    // What the caller can quote is what the log can be searched for.
    const lines = house.lines.filter(({ event }) => event === refused.event);
    expect(lines.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(?:mint|request)\.refused$/)]);
  });

  test('CREDITS_EXHAUSTED', async () => {
    const metered = await openHouse({ plan: { kind: 'metered', limit: 1 } });
    await exchange(metered, exchangeForm(await metered.issuer.idToken()));
    const refused = await refusalOf(withClaims({})(metered));
    expect(refused).toMatchObject({ status: 400, error: 'invalid_request', code: 'CREDITS_EXHAUSTED' });
    await metered.close();
  });

  test.each<[string, NamedCeiling]>([
    ['a server', { kind: 'server', server: 'Production', limit: 1 }],
    ['a vault', { kind: 'vault', vault: 'Production', limit: 1 }],
  ])(
    'CREDITS_EXHAUSTED, by the ceiling of %s, until the lease that fills it has expired',
    async (_, ceiling) => {
      const bounded = await openHouse({ ceilings: [ceiling] });
      const granted = await exchange(bounded, exchangeForm(await bounded.issuer.idToken()));
      const work = exchange(bounded, exchangeForm(await bounded.issuer.idToken()));
      const refused = await work.catch((cause: unknown) => cause);
      if (!(refused instanceof oauth.ResponseBodyError)) throw new Error('it is not refused');
      expect(refused.cause).toMatchObject({ code: 'CREDITS_EXHAUSTED' });
      const wait = Number(refused.response.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual((granted.expires_in ?? 0) + 1);
      await bounded.close();
    },
  );

  test.each([
    ['of the configuration', 1, 9],
    ['of the account, as it is at the moment, where it is the stricter one', 9, 1],
  ])('CREDITS_EXHAUSTED, by the plan %s', async (_, configured, ofAccount) => {
    let limit = 9;
    const metered = await openHouse({
      plan: { kind: 'metered', limit: configured },
      accountPlan: async () => ({ kind: 'metered', limit }),
    });
    await exchange(metered, exchangeForm(await metered.issuer.idToken()));
    limit = ofAccount;
    expect(await refusalOf(withClaims({})(metered))).toMatchObject({ code: 'CREDITS_EXHAUSTED' });
    await metered.close();
  });

  test('RATE_LIMITED, of an address, of a repository, and of a revoking address', async () => {
    const slow = await openHouse({
      limits: {
        ...LIMITS,
        rates: { ...LIMITS.rates, mintsPerAddress: 2, mintsPerRepository: 1, revocationsPerAddress: 1 },
      },
    });
    const limited = { status: 429, error: 'temporarily_unavailable', code: 'RATE_LIMITED' };
    await withClaims({})(slow);
    expect(await refusalOf(withClaims({})(slow))).toMatchObject(limited);
    expect(await refusalOf(withClaims({ repository_id: '501002004' })(slow))).toMatchObject(limited);
    await revoke(slow, 'x');
    expect(await refusalOf(revoke(slow, 'x'))).toMatchObject(limited);
    await slow.close();
  });

  test('what the broker can be blamed for is a 503 or a 500, of which the client reads no body', () => {
    const provoked = new Set<FailureCode>(REFUSALS.map(([code]) => code));
    const elsewhere = Object.entries(STS_ERRORS)
      .filter(([code, { status }]) => !provoked.has(code as FailureCode) && status < 500)
      .map(([code]) => code);
    // Those that need an `Idempotency-Key`, time, or a path that no metadata names are in the tests beside this one.
    expect(elsewhere.sort()).toEqual([
      'CREDITS_EXHAUSTED',
      'HANDLE_ENDED',
      'HANDLE_USED',
      'JOB_OVER',
      'RATE_LIMITED',
      'REQUEST_TOO_SLOW',
      'ROUTE_UNKNOWN',
      'WEBHOOK_REFUSED',
    ]);
  });
});
