import { err, instant, seconds } from '@connect-token/core';
import { keyOfHandle } from '@connect-token/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { createBrokerClient } from './client.ts';
import { createHttp } from './http.ts';
import { MINTS_MAX } from './mint.ts';
import { SENDS_MAX } from './mint-send.ts';
import { hang, order, type Scene, type Step, scene } from './testing/client.ts';
import { answer, deadOrigin } from './testing/scripted-server.ts';
import { START, testTime } from './testing/test-time.ts';
import { LEASE_ID, TOKEN, tokenAnswerOf } from './testing/token-answer.ts';

let current: Scene | undefined;

afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function stage(...script: readonly Step[]): Promise<Scene> {
  current = await scene(...script);
  return current;
}

const granted = answer(200, tokenAnswerOf());
const revoked = answer(200, { state: 'revoked' });

describe('a mint', () => {
  test('asks as RFC 8693 and RFC 9396 say, under the key of the remembered handle', async () => {
    const { client, server } = await stage(granted);
    const ordered = order();
    await client.mint(ordered);
    const [request] = server.received;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'id.token.1',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      audience: 'Production',
      authorization_details:
        '[{"type":"connect_vaults","vaults":[{"vault":"Production","permissions":["read"]},{"vault":"Shared"}],"expires_in":900}]',
    });
    expect(request?.headers['idempotency-key']).toBe(keyOfHandle(ordered.handles[0] ?? ''));
    expect(request?.headers.authorization).toBeUndefined();
  });

  test('leaves out what wasn’t asked: server and lifetime', async () => {
    const { client, server } = await stage(granted);
    const { request } = order();
    await client.mint(order({ request: { ...request, server: undefined, lifetime: undefined } }));
    expect(server.received[0]?.form.has('audience')).toBe(false);
    expect(server.received[0]?.form.get('authorization_details')).not.toContain('expires_in');
  });

  test('answers the token with what was granted, and an expiry that is never later than the truth', async () => {
    const { client } = await stage(granted);
    const minted = await client.mint(order());
    expect(minted).toMatchObject({
      ok: true,
      value: {
        leaseId: LEASE_ID,
        connectUrl: 'https://connect.acme.example',
        server: { name: 'Production' },
        vaults: [{ id: 'vaultaaaaaaaaaaaaaaaaaaaaa', name: 'Production', permissions: ['read'] }],
        // The clock stood at .250 when the request left; a second isn't rounded up.
        expiresAt: instant(START - 250 + 900_000),
      },
    });
    expect(minted.ok && minted.value.token.reveal()).toBe(TOKEN);
    expect(JSON.stringify(minted)).not.toContain(TOKEN);
  });

  test('remembers the handle before a byte of the request leaves', async () => {
    const { client, server } = await stage(granted);
    const seen: number[] = [];
    await client.mint(order({ remember: () => seen.push(server.received.length) }));
    expect(seen).toEqual([0]);
  });

  test('whose handle can’t be remembered is not sent', async () => {
    const { client, server } = await stage(granted);
    const forgetful = order({
      remember: () => {
        throw new Error('disk full');
      },
    });
    await expect(client.mint(forgetful)).rejects.toThrow('disk full');
    expect(server.received).toEqual([]);
  });

  test('without an ID token is not sent, and there is no handle to end', async () => {
    const { client, server } = await stage(granted);
    const failure = { code: 'OIDC_PERMISSION_MISSING' } as const;
    const ordered = order({ idToken: () => Promise.resolve(err(failure)) });
    expect(await client.mint(ordered)).toEqual(err(failure));
    expect([server.received, ordered.handles]).toEqual([[], []]);
  });
});

describe('after an answer that can’t be read', () => {
  const unreadable: readonly (readonly [string, Step])[] = [
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'cut', body: JSON.stringify(tokenAnswerOf()).slice(0, 60) }],
    ['half an answer that says it is whole', answer(200, JSON.stringify(tokenAnswerOf()).slice(0, 60))],
    ['a page of HTML with status 200', answer(200, '<html>sign in</html>')],
    ['an empty object', answer(200, {})],
    ['a token that is none', answer(200, tokenAnswerOf({ access_token: 'password1' }))],
    ['another token type', answer(200, tokenAnswerOf({ token_type: 'N_A' }))],
    ['status 204', answer(204, '')],
    ['status 500', answer(500, 'oops')],
    ['a gateway that gave up', answer(502, '<html>')],
    ['a refusal with 503', answer(503, { error: 'temporarily_unavailable', code: 'OUTCOME_UNKNOWN' })],
    ['silence', hang],
  ];

  test.each(unreadable)(
    '%s: the handle is ended, and the next mint has a new one and a fresh ID token',
    async (_, reply) => {
      const { client, server, paths } = await stage(reply, revoked, granted);
      const ordered = order();
      expect(await client.mint(ordered)).toMatchObject({ ok: true });
      expect(paths()).toEqual(['token', 'revoke', 'token']);
      const [first, end, second] = server.received;
      expect(ordered.handles).toHaveLength(2);
      expect(end?.form.get('token')).toBe(ordered.handles[0]);
      expect(second?.headers['idempotency-key']).toBe(keyOfHandle(ordered.handles[1] ?? ''));
      expect([first, second].map((request) => request?.form.get('subject_token'))).toEqual([
        'id.token.1',
        'id.token.2',
      ]);
    },
  );

  test('three times in a row there is no fourth mint, and never a success', async () => {
    const html = answer(200, '<html>');
    const { client, server, paths } = await stage(html, revoked, html, revoked, html, revoked);
    const ordered = order();
    expect(await client.mint(ordered)).toEqual(
      err({
        code: 'BROKER_ANSWER_INVALID',
        url: server.origin,
        cause: 'status 200 without a whole token answer',
        attempts: MINTS_MAX,
      }),
    );
    expect(paths()).toEqual(['token', 'revoke', 'token', 'revoke', 'token', 'revoke']);
    expect(new Set(ordered.handles).size).toBe(MINTS_MAX);
  });

  test('a handle that can’t be ended now doesn’t stop the next mint: whoever remembers it ends it', async () => {
    const { client } = await stage(answer(500, ''), { kind: 'reset' }, granted);
    expect(await client.mint(order())).toMatchObject({ ok: true });
  });

  test('a Connect URL without TLS is no answer: the job would send its token there', async () => {
    const [details] = (tokenAnswerOf() as { authorization_details: object[] }).authorization_details;
    const insecure = { authorization_details: [{ ...details, locations: ['http://connect.acme.example'] }] };
    const reply = answer(200, tokenAnswerOf(insecure));
    const { client } = await stage(reply, revoked, reply, revoked, reply, revoked);
    expect(await client.mint(order())).toMatchObject({ ok: false, error: { code: 'BROKER_ANSWER_INVALID' } });
  });

  test('silence ends within the budget, with fewer mints than allowed', async () => {
    const { client, time, paths } = await stage(hang, hang, hang, hang, hang);
    expect(await client.mint(order())).toMatchObject({
      ok: false,
      error: { code: 'BROKER_UNREACHABLE', cause: expect.stringContaining('no answer within'), attempts: 2 },
    });
    expect(paths()).toEqual(['token', 'revoke', 'token']);
    expect(time.elapsedMs()).toBeLessThanOrEqual(30_000);
  });
});

describe('a refusal', () => {
  test.each([400, 401, 403, 404, 413])('with status %i is final at once', async (status) => {
    const { client, server, paths } = await stage(
      answer(status, {
        error: 'invalid_request',
        code: 'POLICY_DENIED',
        event_id: '01JD0000000000000000000001',
        errors: [{ code: 'POLICY_DENIED', message: 'the trust policy does not allow this' }],
      }),
    );
    expect(await client.mint(order())).toEqual(
      err({
        code: 'BROKER_REFUSED',
        url: server.origin,
        status,
        refusal: 'POLICY_DENIED',
        messages: ['the trust policy does not allow this'],
        eventId: '01JD0000000000000000000001',
      }),
    );
    expect(paths()).toEqual(['token']);
  });

  test('without a reason that can be read is final as well', async () => {
    const { client, paths } = await stage(answer(404, '<html>nothing here</html>'));
    expect(await client.mint(order())).toMatchObject({
      error: { code: 'BROKER_ANSWER_INVALID', cause: 'status 404 without a reason that can be read' },
    });
    expect(paths()).toEqual(['token']);
  });

  test('by redirection is final, and nobody else hears of the ID token', async () => {
    const { client, paths } = await stage(answer(302, '', { location: 'https://elsewhere.example' }));
    expect(await client.mint(order())).toMatchObject({
      error: { code: 'BROKER_ANSWER_INVALID', cause: expect.stringContaining('redirects (status 302)') },
    });
    expect(paths()).toEqual(['token']);
  });

  test('can’t steer the log: its words lose their control characters, its code and event id must look like ones', async () => {
    const { client } = await stage(
      answer(400, {
        error: 'invalid_request\n::add-path::/tmp',
        code: 'X\n::error::',
        event_id: '\u001b[2J',
        errors: [{ code: 'X', message: 'one\r\n::add-path::/tmp/evil\u001b[2J\u2028' }],
      }),
    );
    const refused = await client.mint(order());
    expect(refused).toMatchObject({ error: { refusal: 'unknown error', eventId: null } });
    expect(refused.ok ? '' : Object.values(refused.error).join('')).not.toMatch(/\p{Cc}|\p{Zl}/u);
  });

  test('for the moment waits as long as it is told, and ends no handle, for nothing was made', async () => {
    const busy = answer(
      429,
      { error: 'temporarily_unavailable', code: 'RATE_LIMITED' },
      { 'retry-after': '7' },
    );
    const { client, time, paths } = await stage(busy, granted);
    expect(await client.mint(order())).toMatchObject({ ok: true });
    expect(paths()).toEqual(['token', 'token']);
    expect(time.waits).toEqual([7_000]);
  });

  test('for longer than the budget is final', async () => {
    const busy = answer(
      429,
      { error: 'temporarily_unavailable', code: 'RATE_LIMITED' },
      { 'retry-after': '60' },
    );
    const { client, time, paths } = await stage(busy);
    expect(await client.mint(order())).toMatchObject({
      error: { code: 'BROKER_REFUSED', refusal: 'RATE_LIMITED' },
    });
    expect([paths(), time.waits]).toEqual([['token'], []]);
  });

  test('with a 429 that somebody else wrote is as good as lost', async () => {
    const { client, paths } = await stage(answer(429, '<html>'), revoked, granted);
    expect(await client.mint(order())).toMatchObject({ ok: true });
    expect(paths()).toEqual(['token', 'revoke', 'token']);
  });
});

describe('a handle', () => {
  const EVENT = '01JD0000000000000000000001';
  const refused = (code: string, status = 400) =>
    answer(status, { error: 'invalid_request', code, event_id: EVENT });

  test.each<[string, Step]>([
    ['a refusal of the broker', refused('POLICY_DENIED')],
    ['a refusal for now that comes too late', refused('RATE_LIMITED', 429)],
    ['a want of credits', answer(400, { error: 'x', code: 'CREDITS_EXHAUSTED' }, { 'retry-after': '9' })],
  ])('is forgotten after %s: nothing was made under it', async (_what, reply) => {
    const { client } = await stage(reply, reply, reply);
    const ordered = order();
    expect(await client.mint(ordered)).toMatchObject({ ok: false });
    expect(ordered.forgotten).toEqual(ordered.handles);
  });

  test.each<[string, Step]>([
    ['a gateway says no in its own words', answer(403, '<html>')],
    ['a gateway says no in words like ours', answer(408, { error: 'timeout' })],
    ['somebody redirects', answer(302, '', { location: 'https://elsewhere.example' })],
    ['the broker has seen it before', refused('HANDLE_USED')],
  ])('is kept where %s: something may have been made', async (_what, reply) => {
    const { client } = await stage(reply);
    const ordered = order();
    expect(await client.mint(ordered)).toMatchObject({ ok: false });
    expect([ordered.handles.length, ordered.forgotten]).toEqual([1, []]);
  });

  test('is kept where its answer was lost, also if the next one is refused', async () => {
    const { client } = await stage(answer(500, ''), revoked, refused('POLICY_DENIED'));
    const ordered = order();
    expect(await client.mint(ordered)).toMatchObject({ ok: false });
    expect(ordered.forgotten).toEqual(ordered.handles.slice(1));
  });
});

describe('a plan without room', () => {
  const full = (retryAfter: string) =>
    answer(400, { error: 'invalid_request', code: 'CREDITS_EXHAUSTED' }, { 'retry-after': retryAfter });

  /** An order that waits, and what it was told meanwhile. */
  const patient = (within: number) => {
    const told: string[] = [];
    const credits = {
      within: seconds(within),
      waiting: (pauseMs: number) => told.push(`waits ${pauseMs}`),
    };
    return { ordered: order({ credits }), told };
  };

  test('is final for who doesn’t wait', async () => {
    const { client, paths, time } = await stage(full('20'));
    expect(await client.mint(order())).toMatchObject({ error: { refusal: 'CREDITS_EXHAUSTED' } });
    expect([paths(), time.waits]).toEqual([['token'], []]);
  });

  test('is asked again after the time that the broker says, with a new handle and a fresh ID token', async () => {
    const { client, server, paths, time } = await stage(full('20'), full('20'), granted);
    const { ordered, told } = patient(600);
    expect(await client.mint(ordered)).toMatchObject({ ok: true });
    expect([paths(), time.waits, told]).toEqual([
      ['token', 'token', 'token'],
      [20_000, 20_000],
      ['waits 20000', 'waits 20000'],
    ]);
    expect(new Set(server.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
    expect(new Set(server.received.map(({ form }) => form.get('subject_token'))).size).toBe(3);
    // Nothing was made under these two: post needn't end them, and a long wait doesn't fill the state.
    expect(ordered.forgotten).toEqual(ordered.handles.slice(0, 2));
  });

  test('is asked a last time when the wait is over, and then is final', async () => {
    const { client, paths, time } = await stage(full('900'), full('900'), full('900'));
    expect(await client.mint(patient(90).ordered)).toMatchObject({
      error: { refusal: 'CREDITS_EXHAUSTED' },
    });
    expect([paths(), time.waits]).toEqual([
      ['token', 'token', 'token'],
      [60_000, 30_000],
    ]);
  });

  test('that no lease’s end would make room in is final at once', async () => {
    const never = answer(400, { error: 'invalid_request', code: 'CREDITS_EXHAUSTED' });
    const { client, paths } = await stage(never);
    expect(await client.mint(patient(600).ordered)).toMatchObject({ ok: false });
    expect(paths()).toEqual(['token']);
  });

  test('doesn’t buy more mints of unknown outcome', async () => {
    const html = answer(200, '<html>');
    const { client, paths } = await stage(
      ...[html, revoked, full('20'), html, revoked, full('20'), html, revoked],
    );
    expect(await client.mint(patient(600).ordered)).toMatchObject({
      error: { code: 'BROKER_ANSWER_INVALID' },
    });
    expect(paths().filter((path) => path === 'token')).toHaveLength(5);
  });

  test('is waited for on top of the time for the mint itself', async () => {
    const { client, time } = await stage(full('50'), answer(503, {}), revoked, granted);
    expect(await client.mint(patient(600).ordered)).toMatchObject({ ok: true });
    expect(time.elapsedMs()).toBeGreaterThan(50_000);
  });
});

describe('what provably wasn’t sent', () => {
  test('is sent again as it was, a bounded number of times, with growing pauses', async () => {
    const origin = deadOrigin();
    const time = testTime();
    const http = createHttp(time);
    const ordered = order();
    expect(await createBrokerClient({ origin, http, time }).mint(ordered)).toEqual(
      err({
        code: 'BROKER_UNREACHABLE',
        url: origin,
        cause: 'the connection was refused (ECONNREFUSED)',
        attempts: SENDS_MAX,
      }),
    );
    await http.close();
    expect(ordered.handles).toHaveLength(1);
    expect(ordered.forgotten).toEqual(ordered.handles);
    expect(time.waits).toEqual([250, 500, 1_000, 2_000]);
  });
});

test('a client for a URL that nobody checked is a mistake of the program', () => {
  const time = testTime();
  const http = createHttp(time);
  for (const origin of ['http://broker.acme.example', 'https://broker.acme.example/', 'https://a.example/x'])
    expect(() => createBrokerClient({ origin, http, time })).toThrow('invariant');
});
