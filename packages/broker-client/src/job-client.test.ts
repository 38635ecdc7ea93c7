import { err, ok, secret } from '@connect-token/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttp } from './http.ts';
import { createJobClient, type JobClient } from './job-client.ts';
import { answer, type Reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';
import { testTime } from './testing/test-time.ts';

const id = (n: number): string => String(n).padStart(26, '0');

let open: (() => Promise<void>) | undefined;
afterEach(async () => {
  await open?.();
  open = undefined;
});

/** A client in front of a scripted server; each question has an ID token of its own. */
async function ask(
  ...script: readonly Reply[]
): Promise<{ readonly client: JobClient; readonly server: ScriptedServer }> {
  const time = testTime();
  const server = await startScriptedServer(script);
  const http = createHttp(time);
  open = async () => {
    await http.close();
    await server.close();
  };
  let count = 0;
  const idToken = async () => {
    count += 1;
    return ok(secret(`id.token.${count}`));
  };
  return { client: createJobClient({ origin: server.origin, http, time, idToken }), server };
}

const LEASE = {
  id: id(1),
  repository_id: '42',
  run_id: '7',
  run_attempt: '1',
  check_run_id: null,
  credits: 2,
  rule: 'deploy',
  created_at: '2026-11-01T12:00:00.000Z',
  expires_at: '2026-11-01T12:15:00.000Z',
};

const TOKEN = {
  id: 'tokenaaaaaaaaaaaaaaaaaaaaa',
  name: 'by hand',
  server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: null },
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at: null,
  last_used_at: '2026-10-31T12:00:00.000Z',
};

describe('the end of a run', () => {
  test('is asked for by a bearer, and answered as the broker says', async () => {
    const ended = { ended: 1, leases: [{ id: id(1), state: 'revoking', credits: 2 }] };
    const { client, server } = await ask(answer(200, ended));
    expect(await client.endRun()).toEqual(ok({ ...ended, askedAgain: false }));
    const [received] = server.received;
    expect([received?.path, received?.headers.authorization]).toEqual([
      '/api/v1/runs/self/end',
      'Bearer id.token.1',
    ]);
  });

  test('is asked for again, with a fresh ID token, where nobody knows what came of it', async () => {
    const { client, server } = await ask({ kind: 'reset' }, answer(200, { ended: 0, leases: [] }));
    expect(await client.endRun()).toEqual(ok({ ended: 0, leases: [], askedAgain: true }));
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer id.token.1',
      'Bearer id.token.2',
    ]);
  });

  test.each<[string, Reply, boolean]>([
    ['a page of HTML', answer(502, '<html></html>'), true],
    ['half an answer', { kind: 'cut', body: '{"ended":' }, true],
    ['a refusal in the middle of it', answer(503, { error: 'x', code: 'STORE_UNAVAILABLE' }), true],
    ['too many requests', answer(429, { error: 'x', code: 'RATE_LIMITED' }), false],
  ])('after %s may have been done already', async (_what, reply, askedAgain) => {
    const { client } = await ask(reply, answer(200, { ended: 0, leases: [] }));
    expect(await client.endRun()).toMatchObject({ value: { askedAgain } });
  });

  test.each<[string, object | string]>([
    ['a page of HTML', '<html></html>'],
    ['a state that is none', { ended: 1, leases: [{ id: id(1), state: 'gone', credits: 2 }] }],
    [
      'an id that starts a line',
      { ended: 1, leases: [{ id: 'x\n::error::', state: 'revoked', credits: 2 }] },
    ],
    ['no count', { leases: [] }],
  ])('is not done by %s with status 200', async (_what, body) => {
    const { client } = await ask(...[1, 2, 3].map(() => answer(200, body)));
    expect(await client.endRun()).toMatchObject({ error: { code: 'BROKER_ANSWER_INVALID', attempts: 3 } });
  });

  test('that is refused is final', async () => {
    const { client, server } = await ask(answer(400, { error: 'invalid_request', code: 'POLICY_DENIED' }));
    expect(await client.endRun()).toMatchObject({
      error: { code: 'BROKER_REFUSED', refusal: 'POLICY_DENIED' },
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('a list', () => {
  test('is asked for page by page, each with an ID token of its own', async () => {
    const page = (n: number, next: string | null) => answer(200, { leases: [{ ...LEASE, id: id(n) }], next });
    const { client, server } = await ask(page(1, id(1)), page(2, id(2)), page(3, null));
    const listed = await client.openLeases();
    expect(listed.ok && listed.value.rows.map((lease) => lease.id)).toEqual([id(1), id(2), id(3)]);
    expect(listed).toMatchObject({ value: { more: false } });
    expect(server.received.map(({ form }) => form.get('after'))).toEqual([null, id(1), id(2)]);
    expect(new Set(server.received.map(({ headers }) => headers.authorization)).size).toBe(3);
  });

  test('gives each lease with its job and its times', async () => {
    const { client } = await ask(answer(200, { leases: [LEASE], next: null }));
    const listed = await client.openLeases();
    expect(listed.ok && listed.value.rows).toEqual([
      {
        id: id(1),
        repositoryId: '42',
        runId: '7',
        runAttempt: '1',
        checkRunId: null,
        credits: 2,
        rule: 'deploy',
        createdAt: Date.UTC(2026, 10, 1, 12),
        expiresAt: Date.UTC(2026, 10, 1, 12, 15),
      },
    ]);
  });

  test('whose second page fails is no list: half of one looks like a whole one', async () => {
    const refused = answer(400, { error: 'invalid_request', code: 'POLICY_DENIED' });
    const { client } = await ask(answer(200, { leases: [LEASE], next: id(1) }), refused);
    expect(await client.openLeases()).toMatchObject({ ok: false });
  });

  test('that never ends is broken off, and says so', async () => {
    const endless = Array.from({ length: 101 }, () => answer(200, { leases: [], next: id(1) }));
    const { client, server } = await ask(...endless);
    expect(await client.openLeases()).toEqual(ok({ rows: [], more: true }));
    expect(server.received).toHaveLength(100);
  });

  test('of tokens says how far back uses are known', async () => {
    const uses_since = '2026-08-01T00:00:00.000Z';
    const { client } = await ask(answer(200, { tokens: [TOKEN], uses_since, next: null }));
    const listed = await client.standingTokens();
    expect(listed.ok && listed.value).toEqual({
      rows: [
        {
          id: TOKEN.id,
          name: 'by hand',
          server: TOKEN.server,
          createdAt: Date.UTC(2026, 0, 1),
          expiresAt: null,
          lastUsedAt: Date.UTC(2026, 9, 31, 12),
        },
      ],
      more: false,
      usesSince: Date.UTC(2026, 7, 1),
    });
  });
});

test('leases are ended by their ids, with a reason', async () => {
  const ended = { leases: [], before: [id(1)], unknown: [id(2)] };
  const { client, server } = await ask(answer(200, ended));
  expect(await client.endLeases([id(1), id(2)], 'their job is over')).toEqual(
    ok({ ...ended, askedAgain: false }),
  );
  const [received] = server.received;
  expect(received?.path).toBe('/api/v1/sweep/end');
  expect(Object.fromEntries(received?.form ?? [])).toEqual({
    leases: `${id(1)} ${id(2)}`,
    reason: 'their job is over',
  });
});

test('without an ID token nothing is sent', async () => {
  const time = testTime();
  const server = await startScriptedServer([]);
  const http = createHttp(time);
  open = async () => {
    await http.close();
    await server.close();
  };
  const missing = err({ code: 'OIDC_PERMISSION_MISSING' } as const);
  const client = createJobClient({ origin: server.origin, http, time, idToken: async () => missing });
  expect(await client.endRun()).toEqual(missing);
  expect(server.received).toEqual([]);
});

test('a URL that nobody checked is an invariant', () => {
  const time = testTime();
  const options = { origin: 'http://broker.example', http: createHttp(time), time };
  expect(() => createJobClient({ ...options, idToken: async () => ok(secret('x')) })).toThrow(/invariant/);
});
