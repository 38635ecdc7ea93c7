import { randomUUID } from 'node:crypto';
import { seconds, TIMINGS, type TrustPolicy } from '@connect-token/core';
import { keyOfHandle } from '@connect-token/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { type House, handle, openHouse, POLICY, type Reply } from '../testing/house.ts';
import type { Claims } from '../testing/issuer.ts';

const SHOP = '501002003';
const TOOLS = '501002004';

/** A job of another repository that may sweep, and one that may only look. */
const SWEEPER: Claims = { repository_id: '700', environment: undefined };
const READER: Claims = { repository_id: '701', environment: undefined };
const REPORTER: Claims = { repository_id: '702', environment: undefined };

const care = (name: string, repository: string, grant: object) => ({
  effect: 'sweep' as const,
  name,
  conditions: [
    { claim: 'repository_id' as const, patterns: [repository] as const },
    { claim: 'repository_owner_id' as const, patterns: ['9001'] as const },
    { claim: 'event' as const, patterns: ['push', 'schedule'] as const },
  ],
  grant: { leases: [], repositories: [], tokens: [], ...grant },
});

const SWEPT: TrustPolicy = {
  ...POLICY,
  rules: [
    ...POLICY.rules,
    care('sweep', '700', { leases: ['read', 'end'], repositories: [SHOP] }),
    care('look', '701', { leases: ['read'], repositories: [SHOP, TOOLS] }),
    care('report', '702', { tokens: ['read'] }),
  ],
};

let house: House;
beforeAll(async () => {
  house = await openHouse({ policy: SWEPT });
});
afterAll(() => house.close());

const newRun = (): string => String(Number.parseInt(randomUUID().slice(0, 8), 16) + 1);

const ask = async (path: string, claims: Claims, form: Record<string, string> = {}): Promise<Reply> =>
  house.post(path, form, { authorization: `Bearer ${await house.issuer.idToken(claims)}` });

const END_RUN = '/api/v1/runs/self/end';
const LEASES = '/api/v1/sweep/leases';
const END = '/api/v1/sweep/end';
const TOKENS = '/api/v1/sweep/tokens';

const mint = async (claims: Claims): Promise<string> => {
  const vaults = [{ vault: 'Shared configuration', permissions: ['read'] }];
  const form = {
    audience: 'Production',
    authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults }]),
  };
  const { status, body } = await house.mint({ claims, form });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body['lease_id'] as string;
};

const stateOf = async (leaseId: string) => (await house.leases.find({ by: 'id', leaseId }))?.state;

describe('the end of a run by itself', () => {
  test('ends what its jobs hold, in this attempt and earlier ones, and says what it freed', async () => {
    const run_id = newRun();
    const mine = [
      await mint({ run_id, check_run_id: '1' }),
      await mint({ run_id, check_run_id: '2' }),
      await mint({ run_id, check_run_id: '3', run_attempt: '2' }),
    ];
    // A last job comes without the environment that its rule asks for.
    const ended = await ask(END_RUN, { run_id, run_attempt: '3', environment: undefined });
    expect(ended.status).toBe(200);
    expect(ended.headers.get('cache-control')).toBe('no-store');
    expect(ended.body).toEqual({
      ended: 3,
      leases: mine.map((id) => ({ id, state: 'revoked', credits: 1 })),
    });
    expect(await Promise.all(mine.map(stateOf))).toEqual(['revoked', 'revoked', 'revoked']);
    const endings = house.lines.filter(
      ({ kind, leaseId }) => kind === 'lease.ending' && mine.includes(String(leaseId)),
    );
    expect(endings.map(({ reason }) => reason)).toEqual(['run', 'run', 'run']);
    expect(await house.trail({ run: run_id, kind: 'lease.revoking' })).toMatchObject(
      mine.map(() => ({ detail: { reason: 'run', note: 'asked for by its attempt 3' } })),
    );
  });

  test('leaves other runs, repositories and issuers alone', async () => {
    const run_id = newRun();
    const others = [
      await mint({ run_id: newRun() }),
      await mint({ run_id, repository_id: TOOLS, environment: undefined }),
    ];
    const mine = await mint({ run_id });
    expect((await ask(END_RUN, { run_id })).body['ended']).toBe(1);
    expect(await Promise.all([mine, ...others].map(stateOf))).toEqual(['revoked', 'active', 'active']);
  });

  test('can be repeated, with another ID token, and finds nothing left', async () => {
    const run_id = newRun();
    await mint({ run_id });
    await ask(END_RUN, { run_id });
    expect((await ask(END_RUN, { run_id })).body).toEqual({ ended: 0, leases: [] });
  });

  test('takes an ID token once, and one that has bought a token not at all', async () => {
    const authorization = `Bearer ${await house.issuer.idToken({ run_id: newRun() })}`;
    expect((await house.post(END_RUN, {}, { authorization })).status).toBe(200);
    const again = await house.post(END_RUN, {}, { authorization });
    expect({ status: again.status, code: again.body['code'] }).toEqual({
      status: 400,
      code: 'ID_TOKEN_REPLAYED',
    });
    const line = house.lines.find(({ event }) => event === again.body['event_id']);
    expect(line).toMatchObject({ kind: 'job.refused', alarm: 'ID_TOKEN_REPLAYED', level: 40 });
    const first = house.lines.find(({ event }) => event === line?.['firstLease']);
    expect(first).toMatchObject({ kind: 'job.answered', question: 'end-run' });

    const idToken = await house.issuer.idToken({ run_id: newRun() });
    const minted = await house.post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults: [{ vault: 'Production' }] }]),
    });
    expect(minted.status).toBe(200);
    const used = await house.post(END_RUN, {}, { authorization: `Bearer ${idToken}` });
    expect(used.body['code']).toBe('ID_TOKEN_REPLAYED');
    expect(await stateOf(minted.body['lease_id'] as string)).toBe('active');
  });

  test('refuses no later mint of the run, and ends it when asked again', async () => {
    const run_id = newRun();
    await mint({ run_id });
    await ask(END_RUN, { run_id });
    const later = await mint({ run_id, run_attempt: '2' });
    expect((await ask(END_RUN, { run_id })).body).toMatchObject({ ended: 1, leases: [{ id: later }] });
  });

  test('leaves what a handle of the run was ended by as it was', async () => {
    const run_id = newRun();
    const secret = handle();
    const headers = { 'idempotency-key': keyOfHandle(secret) };
    const { body } = await house.mint({ claims: { run_id }, headers });
    await house.revoke(secret);
    expect((await ask(END_RUN, { run_id })).body['ended']).toBe(0);
    expect(await house.leases.find({ by: 'id', leaseId: body['lease_id'] as string })).toMatchObject({
      endReason: 'handle',
    });
  });

  test.each<[string, Claims, string]>([
    ['a repository that no rule is about', { repository_id: '1' }, 'POLICY_DENIED'],
    ['an owner that no rule is about', { repository_owner_id: '1' }, 'POLICY_DENIED'],
    ['another audience', { aud: 'https://other.example' }, 'ID_TOKEN_AUDIENCE'],
    ['a token that has expired', { exp: 1, iat: 0, nbf: 0 }, 'ID_TOKEN_EXPIRED'],
  ])('is refused to %s', async (_what, claims, code) => {
    const { status, body } = await ask(END_RUN, claims);
    expect({ status, code: body['code'] }).toEqual({ status: 400, code });
  });

  test.each(['', 'Basic eDp5', 'Bearer', 'Bearer a b', 'x'])(
    'is not answered to the header `%s`',
    async (authorization) => {
      const { status, body } = await house.post(END_RUN, {}, { authorization });
      expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'REQUEST_MALFORMED' });
    },
  );
});

describe('a sweep', () => {
  test('lists the open leases of the repositories of its rule, and of no others', async () => {
    const run_id = newRun();
    const open = await mint({ run_id, check_run_id: '77', run_attempt: '4' });
    const foreign = await mint({ run_id, repository_id: TOOLS, environment: undefined });
    const over = await mint({ run_id: newRun() });
    await house.leases.end(
      { by: 'id', leaseId: over },
      'operator',
      { kind: 'never' },
      { id: '0'.repeat(26), at: 0 as never },
    );
    const { status, body } = await ask(LEASES, SWEEPER);
    expect(status).toBe(200);
    const rows = body['leases'] as readonly { readonly id: string; readonly repository_id: string }[];
    expect(rows.find(({ id }) => id === open)).toEqual({
      id: open,
      repository_id: SHOP,
      run_id,
      run_attempt: '4',
      check_run_id: '77',
      credits: 1,
      rule: 'shop-deploy',
      created_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
    });
    expect(rows.map(({ id }) => id)).not.toContain(over);
    expect(new Set(rows.map(({ repository_id }) => repository_id))).toEqual(new Set([SHOP]));
    const seen = (await ask(LEASES, READER)).body['leases'] as readonly { readonly id: string }[];
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining([open, foreign]));
  });

  test('lists them page by page, each once', async () => {
    const run_id = newRun();
    const made: string[] = [];
    for (let job = 1; job <= 5; job += 1) made.push(await mint({ run_id, check_run_id: String(job) }));
    const whole = (await ask(LEASES, SWEEPER)).body['leases'] as readonly { readonly id: string }[];
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const { body }: Reply = await ask(LEASES, SWEEPER, {
        limit: '2',
        ...(after === null ? {} : { after }),
      });
      paged.push(...(body['leases'] as readonly { readonly id: string }[]).map(({ id }) => id));
      after = body['next'] as string | null;
    } while (after !== null);
    expect(paged).toEqual(whole.map(({ id }) => id));
    expect(paged).toEqual(expect.arrayContaining(made));
  });

  test('ends those that it names, and writes its reason and who it was into the audit trail', async () => {
    const [one, two] = [await mint({ run_id: newRun() }), await mint({ run_id: newRun() })];
    const ended = await ask(
      END,
      { ...SWEEPER, run_id: '55' },
      { leases: `${one} ${two}`, reason: 'their run is over' },
    );
    expect(ended.body).toEqual({
      leases: [one, two].map((id) => ({ id, state: 'revoked', credits: 1 })),
      before: [],
      unknown: [],
    });
    expect(await house.leases.find({ by: 'id', leaseId: one })).toMatchObject({ endReason: 'sweep' });
    const note = 'swept by run 55 of repository 700: their run is over';
    expect(await house.trail({ lease: two, kind: 'lease.revoking' })).toMatchObject([
      { actor: null, detail: { reason: 'sweep', from: 'active', note } },
    ]);
    const again = await ask(END, SWEEPER, { leases: `${one} ${two}`, reason: 'again' });
    expect({ ...again.body, before: [...(again.body['before'] as string[])].sort() }).toEqual({
      leases: [],
      before: [one, two].sort(),
      unknown: [],
    });
  });

  test('ends no lease of a repository that is not in its rule, and does not say that there is one', async () => {
    const foreign = await mint({ run_id: newRun(), repository_id: TOOLS, environment: undefined });
    const nothing = '0'.repeat(26);
    const { body } = await ask(END, SWEEPER, { leases: `${foreign} ${nothing}`, reason: 'x' });
    expect(body).toEqual({ leases: [], before: [], unknown: [foreign, nothing] });
    expect(await stateOf(foreign)).toBe('active');
  });

  test.each<[string, string, Claims, Record<string, string>]>([
    ['a rule without `end`', END, READER, { leases: '0'.repeat(26), reason: 'x' }],
    ['a rule for tokens alone', LEASES, REPORTER, {}],
    ['a rule that grants vaults', LEASES, {}, {}],
    ['a rule that grants vaults', END, {}, { leases: '0'.repeat(26), reason: 'x' }],
    ['a rule without `tokens`', TOKENS, SWEEPER, {}],
    ['a stranger', LEASES, { repository_id: '1' }, {}],
    ['the repository of a rule, with another owner,', LEASES, { ...SWEEPER, repository_owner_id: '1' }, {}],
    ['an event that the rule has not', LEASES, { ...SWEEPER, event_name: 'pull_request_target' }, {}],
  ])('%s does not allow %s', async (_what, path, claims, form) => {
    const { status, body } = await ask(path, claims, form);
    expect({ status, code: body['code'], message: body['error_description'] }).toEqual({
      status: 400,
      code: 'POLICY_DENIED',
      message: 'the trust policy does not allow this',
    });
  });

  test('gets no vault by its rule', async () => {
    expect((await house.mint({ claims: SWEEPER })).body['code']).toBe('POLICY_DENIED');
  });

  test('a refusal leaves the ID token good, an answer doesn’t', async () => {
    const authorization = `Bearer ${await house.issuer.idToken(READER)}`;
    const end = { leases: '0'.repeat(26), reason: 'x' };
    expect((await house.post(END, end, { authorization })).body['code']).toBe('POLICY_DENIED');
    expect((await house.post(LEASES, {}, { authorization })).status).toBe(200);
    expect((await house.post(LEASES, {}, { authorization })).body['code']).toBe('ID_TOKEN_REPLAYED');
  });

  test.each<[string, string, Record<string, string>, readonly string[]]>([
    [
      'no leases and no reason',
      END,
      {},
      ['`leases` is not 1 to 50 ids with spaces between them', '`reason` is empty'],
    ],
    [
      'an id that is none',
      END,
      { leases: 'x', reason: 'x' },
      ['`leases` has something in it that is no id of a lease'],
    ],
    [
      'an id twice',
      END,
      { leases: `${'0'.repeat(26)} ${'0'.repeat(26)}`, reason: 'x' },
      ['`leases` has an id twice'],
    ],
    [
      'a reason that steers',
      END,
      { leases: '0'.repeat(26), reason: 'a\nb' },
      ['`reason` has control characters in it'],
    ],
    ['a page of nothing', LEASES, { limit: '0' }, ['`limit` is not a number from 1 to 200']],
    ['a page that is too long', LEASES, { limit: '201' }, ['`limit` is not a number from 1 to 200']],
    ['a place that is none', LEASES, { after: '../x' }, ['`after` is not an id']],
  ])('tells every mistake of %s', async (_what, path, form, messages) => {
    const { status, body } = await ask(path, SWEEPER, form);
    expect(status).toBe(400);
    expect((body['errors'] as readonly { readonly message: string }[]).map(({ message }) => message)).toEqual(
      messages,
    );
  });
});

describe('the report of standing tokens', () => {
  test('tells names, servers and times of those that are no lease’s, and nothing that opens anything', async () => {
    await mint({ run_id: newRun() });
    const servers = await house.controlPlane.servers.list();
    const vaults = await house.controlPlane.vaults.list();
    if (!servers.ok || !vaults.ok) throw new Error('no account');
    const server = servers.value.find(({ name }) => name === 'Production');
    const vault = vaults.value.find(({ name }) => name === 'Production');
    if (server === undefined || vault === undefined) throw new Error('no server');
    const made = await house.controlPlane.tokens.create({
      name: 'by hand',
      serverId: server.id,
      scope: [{ vault, access: 'r' }],
      expiresAt: null,
    });
    if (!made.ok) throw new Error(made.error.failure.code);
    const { status, body, text } = await ask(TOKENS, REPORTER);
    expect(status).toBe(200);
    expect(body).toEqual({
      tokens: [
        {
          id: made.value.token.id,
          name: 'by hand',
          server: { id: server.id, name: 'Production' },
          created_at: expect.stringMatching(/Z$/),
          expires_at: null,
          last_used_at: null,
        },
      ],
      uses_since: null,
      next: null,
    });
    expect(text).not.toContain(made.value.secret.reveal());
  });
});

describe('a broker', () => {
  test('whose account is away looks no more for its tokens, until it may be back', async () => {
    let isAway = false;
    const unlessAway = <T>(list: () => Promise<T>) => {
      if (isAway) throw new Error('no answer');
      return list();
    };
    const alone = await openHouse({
      policy: SWEPT,
      timings: { ...TIMINGS, awayFor: seconds(3_600) },
      controlPlane: (real) => ({
        ...real,
        tokens: { ...real.tokens, list: async () => unlessAway(real.tokens.list) },
        servers: { ...real.servers, list: async () => unlessAway(real.servers.list) },
      }),
    });
    isAway = true;
    // Two calls a question: the fifth that isn't answered says that it is away.
    for (let questions = 0; questions < 5; questions += 1) {
      const idToken = await alone.issuer.idToken(REPORTER);
      const { status, body } = await alone.post(TOKENS, {}, { authorization: `Bearer ${idToken}` });
      expect([status, body['code']]).toEqual([503, 'CONTROL_PLANE_UNAVAILABLE']);
    }
    const causes = alone.lines
      .filter(({ kind }) => kind === 'job.refused')
      .map(({ failures }) => (failures as readonly { readonly cause: string }[])[0]?.cause);
    expect(causes).toEqual([
      ...Array.from({ length: 3 }, () => 'no answer'),
      ...Array.from({ length: 2 }, () => 'its last calls were not answered'),
    ]);
    await alone.close();
  });

  test('whose store takes no end says so, by an event that the log has, and answers nothing', async () => {
    const down = await openHouse({
      leases: (real) => ({ ...real, endAll: () => Promise.reject(new Error('disk full')) }),
    });
    const authorization = `Bearer ${await down.issuer.idToken()}`;
    const { status, headers, body } = await down.post(END_RUN, {}, { authorization });
    expect({ status, retryAfter: headers.get('retry-after'), code: body['code'] }).toEqual({
      status: 503,
      retryAfter: '5',
      code: 'STORE_UNAVAILABLE',
    });
    const line = down.lines.find(({ event }) => event === body['event_id']);
    expect(line).toMatchObject({ kind: 'job.refused', question: 'end-run', level: 40 });
    await down.close();
  });

  test('answers an address so often, and a repository, and no more', async () => {
    const limits = { ...LIMITS, rates: { ...LIMITS.rates, questionsPerAddress: 3, mintsPerRepository: 1 } };
    const small = await openHouse({ limits });
    const codes: unknown[] = [];
    for (const repository_id of [SHOP, SHOP, TOOLS, TOOLS]) {
      const authorization = `Bearer ${await small.issuer.idToken({ repository_id })}`;
      codes.push((await small.post(END_RUN, {}, { authorization })).body['code'] ?? 'answered');
    }
    expect(codes).toEqual(['answered', 'RATE_LIMITED', 'answered', 'RATE_LIMITED']);
    await small.close();
  });
});
