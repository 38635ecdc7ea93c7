import { fileURLToPath } from 'node:url';
import {
  type Claims,
  githubClaims,
  type IdTokenEndpoint,
  type Issuer,
  runPost,
  runStep,
  type Services,
  type StepResult,
  startIdTokenEndpoint,
  startIssuer,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

const ACCOUNT = `
version: 1
account: {name: Acme}
vaults:
  - {name: Production}
  - {name: Staging}
  - {name: Twin, id: twinaaaaaaaaaaaaaaaaaaaaaa}
  - {name: Twin, id: twinbbbbbbbbbbbbbbbbbbbbbb}
  - {name: Finance}
  - {name: Private, type: PERSONAL}
  - {name: Shared, type: EVERYONE}
  - {name: Transfer, type: TRANSFER}
servers:
  - name: Production
    vaults: ["Production,r", "Staging,rw", "twinaaaaaaaaaaaaaaaaaaaaaa,r"]
`;

const POLICY = `
version: 1
rules:
  - name: shop
    match: {repository_id: 501002003, repository_owner_id: 9001}
    grant: {server: Production, vaults: [Production, "Staging,r"], lifetime_max: 30m}
`;

let directory: TemporaryDirectory;
let services: Services;
let stranger: Issuer;
const endpoints: IdTokenEndpoint[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory('action-broker');
  const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'], plan: { metered: 3 } } as const;
  services = await startServices({ directory: directory.path, ...order });
  stranger = await startIssuer();
});

afterAll(async () => {
  await Promise.all([services.close(), stranger.close(), ...endpoints.map(({ close }) => close())]);
  await directory.remove();
});

type Sign = (audience: string) => Promise<string>;

const signed =
  (claims: Claims = {}, issuer: () => Issuer = () => services.issuer): Sign =>
  (audience) =>
    issuer().idToken(githubClaims({ aud: audience, ...claims }));

/** The action in a job whose ID tokens come from `sign`. */
async function run(
  inputs: Readonly<Record<string, string>> = {},
  sign: Sign = signed(),
): Promise<StepResult> {
  const endpoint = await startIdTokenEndpoint({ sign });
  endpoints.push(endpoint);
  return runStep({
    actionDir,
    directory: directory.path,
    env: endpoint.env,
    with: { 'broker-url': services.brokerUrl, vaults: 'Production,r', ...inputs },
  });
}

/** The link below an annotation, which tells its code once more. */
const LINK = /\nwhat it means: docs\/errors\.md#\w+$/;

const errorOf = (result: StepResult): string =>
  result.commands
    .filter(({ name }) => name === 'error')
    .map(({ message }) => message.replace(LINK, ''))
    .join('\n');

const statusOf = async ({ outputs }: StepResult): Promise<number> => {
  const answer = await fetch(`${outputs['connect-host']}/v1/vaults`, {
    headers: { authorization: `Bearer ${outputs['token']}` },
  });
  await answer.arrayBuffer();
  return answer.status;
};

describe('against the real broker', () => {
  test('a job gets a token that reaches the vault, and after post the same token is dead', async () => {
    const main = await run();
    expect(main).toMatchObject({
      conclusion: 'success',
      stderr: '',
      outputs: { 'connect-host': services.connectUrl },
    });
    expect(JSON.parse(main.outputs['vaults'] ?? '')).toMatchObject([
      { name: 'Production', permissions: ['read'] },
    ]);
    expect(await statusOf(main)).toBe(200);
    const post = await runPost(main);
    expect(post.log).toBe(`revoked: the token of lease ${main.outputs['lease-id']}\n`);
    expect(await statusOf(main)).toBe(401);
    const again = await runPost(main);
    expect(again).toMatchObject({ conclusion: 'success', log: post.log });
  });

  test('the expiry that the job hears of is never later than the token’s own', async () => {
    const main = await run({ 'expires-in': '1m' });
    await runPost(main);
    const [, payload = ''] = (main.outputs['token'] ?? '').split('.');
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(Date.parse(main.outputs['expires-at'] ?? '')).toBeLessThanOrEqual(exp * 1_000);
  });

  test('a longer lifetime than the rule allows is cut to it, and the job hears so', async () => {
    const before = Date.now();
    const main = await run({ 'expires-in': '24h' });
    await runPost(main);
    expect(main.log).toContain(
      'Notice: the token lives for 30m in place of 1d: the rule `shop` allows no more\n',
    );
    expect(main.summary).toContain('By the rule **shop**, which allows up to 30m.');
    expect(main.summary).toContain('with it 1 of 3 are in use');
    expect(Date.parse(main.outputs['expires-at'] ?? '')).toBeLessThanOrEqual(before + 31 * 60_000);
  });

  test('a command reads with its token, which is dead when the step is over', async () => {
    const read = `const { OP_CONNECT_HOST, OP_CONNECT_TOKEN } = process.env; const answer = await fetch(OP_CONNECT_HOST + '/v1/vaults', { headers: { authorization: 'Bearer ' + OP_CONNECT_TOKEN } }); console.log(answer.status, (await answer.json()).map(({ name }) => name).join())`;
    const main = await run({ run: [process.execPath, '--input-type=module', '-e', read].join('\n') });
    expect(main).toMatchObject({ conclusion: 'success', exitCode: 0, stderr: '' });
    expect(main.log).toContain('\n200 Production\n');
    expect(main.log).toContain(`\nrevoked: the token of lease ${main.outputs['lease-id']}\n`);
  });

  test('a dry run says what would be granted and why not, and takes no credit of a plan that is nearly used up', async () => {
    const first = await run({ vaults: 'Production,r\nStaging,r' });
    const green = await run({ 'dry-run': 'true', 'expires-in': '2h' });
    expect(green).toMatchObject({ conclusion: 'success', outputs: {}, state: {} });
    expect(green.log).toBe(
      'dry run: a Connect token for `Production` on the server `Production` would be granted by the rule `shop`, for 30m; none was made\n',
    );
    const again = await run({ 'dry-run': 'true' });
    expect(again.conclusion).toBe('success');
    const full = await run({ 'dry-run': 'true', vaults: 'Production,r\nStaging,r' });
    expect(errorOf(full)).toContain('CREDITS_EXHAUSTED, event');
    const denied = await run({ 'dry-run': 'true', vaults: 'Staging,rw' });
    expect(errorOf(denied)).toContain('POLICY_DENIED, event');
    expect([full.conclusion, denied.conclusion]).toEqual(['failure', 'failure']);
    await runPost(first);
  });

  test('a plan that is used up says what is used, the limit and what is needed; after post there is room again', async () => {
    const first = await run({ vaults: 'Production,r\nStaging,r' });
    const second = await run({ vaults: 'Production,r\nStaging,r' });
    expect(errorOf(second)).toContain('CREDITS_EXHAUSTED, event');
    expect(errorOf(second)).toContain(
      "the 3 vault access credits of the plan don't suffice: 2 in use, 2 more needed",
    );
    await runPost(first);
    const third = await run({ vaults: 'Production,r\nStaging,r' });
    await runPost(third);
    expect(third.conclusion).toBe('success');
  });
});

describe.concurrent('a request that can’t be granted', () => {
  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, string, RegExp])[] = [
    ['an unknown vault', { vaults: 'production' }, 'VAULT_UNKNOWN', /did you mean `Production`\?/],
    ['an ambiguous name', { vaults: 'Twin' }, 'VAULT_AMBIGUOUS', /twina{22}.*twinb{22}/],
    ['the personal vault', { vaults: 'Private' }, 'VAULT_BUILT_IN', /`Private`.*PERSONAL/],
    ['the shared vault', { vaults: 'Shared' }, 'VAULT_BUILT_IN', /EVERYONE/],
    ['the transfer vault', { vaults: 'Transfer' }, 'VAULT_BUILT_IN', /TRANSFER/],
    ['a vault that the server lacks', { vaults: 'Finance' }, 'VAULT_NOT_GRANTED', /`Finance`/],
    [
      'a permission that the server lacks',
      { vaults: 'Production,rw' },
      'PERMISSION_NOT_GRANTED',
      /read and write/,
    ],
    ['an unknown server', { server: 'production' }, 'SERVER_UNKNOWN', /did you mean `Production`\?/],
    [
      'what no rule allows',
      { vaults: 'Staging,rw' },
      'POLICY_DENIED',
      /the trust policy does not allow this$/,
    ],
  ];

  test.each(refusals)(
    '%s is refused with its code, and nothing is minted',
    async (_, inputs, code, message) => {
      const result = await run(inputs);
      expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, stderr: '' });
      expect(errorOf(result)).toMatch(
        new RegExp(`^BROKER_REFUSED: .* refused \\(${code}, event [0-9A-Z]{26}\\): `),
      );
      expect(errorOf(result)).toMatch(message);
    },
  );

  test('every mistake in the vaults is told at once', async () => {
    const message = errorOf(await run({ vaults: 'Nowhere\nPrivate\nFinance' }));
    expect(message).toMatch(/`Nowhere`.*`Private`.*`Finance`/);
  });
});

describe.concurrent('an ID token', () => {
  const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

  const none = async (audience: string): Promise<string> => {
    const [, payload] = (await signed()(audience)).split('.');
    return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.AA`;
  };

  const swapped = async (audience: string): Promise<string> => {
    const [[header, , signature], [, payload]] = await Promise.all([
      signed()(audience).then((token) => token.split('.')),
      signed()(audience).then((token) => token.split('.')),
    ]);
    return [header, payload, signature].join('.');
  };

  const bad: readonly (readonly [string, Sign, string])[] = [
    ['of another repository', signed({ repository_id: '1' }), 'POLICY_DENIED'],
    [
      'that has expired',
      (audience) =>
        signed({ iat: nowSeconds() - 500, nbf: nowSeconds() - 500, exp: nowSeconds() - 200 })(audience),
      'ID_TOKEN_EXPIRED',
    ],
    ['for another audience', signed({ aud: 'https://other.example' }), 'ID_TOKEN_AUDIENCE'],
    ['of an unknown issuer', signed({}, () => stranger), 'ID_TOKEN_ISSUER_UNKNOWN'],
    [
      'of a stranger in the issuer’s name',
      (audience) => signed({ iss: services.issuer.url }, () => stranger)(audience),
      'ID_TOKEN_KEY_UNKNOWN',
    ],
    ['with another token’s signature', swapped, 'ID_TOKEN_SIGNATURE_INVALID'],
    ['with `alg: none`', none, 'ID_TOKEN_ALGORITHM'],
  ];

  test.each(bad)('%s buys nothing', async (_, sign, code) => {
    const result = await run({}, sign);
    expect(result).toMatchObject({ conclusion: 'failure', outputs: {}, stderr: '' });
    expect(errorOf(result)).toContain(`refused (${code}, event `);
  });

  test('buys one token: used a second time it is refused', async () => {
    const once = await signed()(services.brokerUrl);
    const first = await run({}, () => Promise.resolve(once));
    const second = await run({}, () => Promise.resolve(once));
    await runPost(first);
    expect([first.conclusion, second.conclusion]).toEqual(['success', 'failure']);
    expect(errorOf(second)).toContain('refused (ID_TOKEN_REPLAYED, event ');
  });
});
