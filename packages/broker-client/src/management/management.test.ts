import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallFailure, type Management, type Result, secret } from '@connect-token/core';
import { formatProblem } from '@connect-token/protocol/management';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttp, createSocketHttp } from '../http.ts';
import {
  answer,
  deadOrigin,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from '../testing/scripted-server.ts';
import { testTime } from '../testing/test-time.ts';
import { createRemoteManagement } from './management.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const CREDENTIAL = secret(`ctm_${'a'.repeat(43)}`);
const CALLER = {
  actor: { kind: 'person', person_id: 'p'.repeat(26) },
  rights: ['manage'],
  expires_at: '2026-12-01T00:00:00.000Z',
  capabilities: { settles_within: 2, lists_may_be_stale: true, vault_types_known: true },
};
const EVENT = '01J00000000000000000000000';
const row = (index: number) => ({ id: `p${String(index).padStart(25, '0')}`, name: `person ${9 - index}` });

interface Scene {
  readonly server: ScriptedServer;
  readonly management: Management;
}

async function scene(...script: readonly Reply[]): Promise<Scene> {
  const server = await startScriptedServer([answer(200, CALLER), ...script]);
  const http = createHttp(testTime());
  closing.push(server.close, http.close);
  const opened = await createRemoteManagement({ origin: server.origin, credential: CREDENTIAL, http });
  if (!opened.ok) throw new Error(opened.error.code);
  return { server, management: opened.value };
}

const rename = ({ servers }: Management) => servers.rename('S'.repeat(26), 'Other');
const effectOf = (result: Result<unknown, CallFailure>) =>
  result.ok ? 'done' : `${result.error.effect} ${result.error.failure.code}`;

test('it is bound to whom the broker says the credential names, and declares what the account can know', async () => {
  const { management, server } = await scene();
  expect(management.actor).toEqual({ kind: 'person', personId: 'p'.repeat(26) });
  expect(management.capabilities).toEqual({
    settlesWithin: 2,
    listsMayBeStale: true,
    vaultTypesKnown: true,
    revocationsPerSecond: null,
  });
  expect(server.received[0]).toMatchObject({
    path: '/api/v1/caller',
    headers: { authorization: `Bearer ${CREDENTIAL.reveal()}` },
  });
});

test('a credential that the broker refuses opens nothing, and says why', async () => {
  const refusal = formatProblem([{ code: 'CREDENTIAL_INVALID', problem: 'was revoked' }], 'none', EVENT);
  const server = await startScriptedServer([answer(401, refusal.body)]);
  const http = createHttp(testTime());
  closing.push(server.close, http.close);
  expect(await createRemoteManagement({ origin: server.origin, credential: CREDENTIAL, http })).toEqual({
    ok: false,
    error: { code: 'CREDENTIAL_INVALID', problem: 'was revoked' },
  });
});

test('a URL that nobody checked is never asked', async () => {
  const http = createHttp(testTime());
  closing.push(http.close);
  const ask = { origin: 'http://broker.acme.example', credential: CREDENTIAL, http };
  await expect(createRemoteManagement(ask)).rejects.toThrow('invariant');
});

describe('whether a change was made', () => {
  const problem = (effect: 'none' | 'unknown') =>
    answer(409, formatProblem([{ code: 'OWNERS_EMPTY', group: 'Owners' }], effect, EVENT).body);

  test.each<[string, Reply, string]>([
    ['a refusal says so itself', problem('none'), 'none OWNERS_EMPTY'],
    ['or that nobody knows', problem('unknown'), 'unknown OWNERS_EMPTY'],
    ['a page of HTML says nothing', answer(403, '<html>no</html>'), 'unknown BROKER_ANSWER_INVALID'],
    [
      'nor does a redirect, which is not followed',
      answer(302, '', { location: '/x' }),
      'unknown BROKER_ANSWER_INVALID',
    ],
    ['nor success in other words', answer(200, { fine: true }), 'unknown BROKER_ANSWER_INVALID'],
    ['a cut answer leaves it open', { kind: 'cut', body: '{"id":' }, 'unknown BROKER_UNREACHABLE'],
    ['and so does a reset', { kind: 'reset' }, 'unknown BROKER_UNREACHABLE'],
  ])('%s', async (_what, reply, expected) => {
    const { management } = await scene(reply);
    expect(effectOf(await rename(management))).toBe(expected);
  });

  test('what was never sent changed nothing', async () => {
    const { management, server } = await scene();
    await server.close();
    expect(effectOf(await rename(management))).toBe('none BROKER_UNREACHABLE');
    const http = createHttp(testTime());
    closing.push(http.close);
    const opened = await createRemoteManagement({ origin: deadOrigin(), credential: CREDENTIAL, http });
    expect(opened).toMatchObject({ ok: false, error: { code: 'BROKER_UNREACHABLE' } });
  });

  test('what only looks changes nothing, whatever comes back', async () => {
    const { management } = await scene({ kind: 'reset' }, answer(500, 'oops'), problem('unknown'));
    expect(effectOf(await management.credits.read())).toBe('none BROKER_UNREACHABLE');
    expect(effectOf(await management.credits.read())).toBe('none BROKER_ANSWER_INVALID');
    expect(effectOf(await management.credits.read())).toBe('none OWNERS_EMPTY');
  });

  test('a change is sent once, whatever happens to it', async () => {
    const { management, server } = await scene({ kind: 'reset' });
    await rename(management);
    expect(server.received).toHaveLength(2);
  });
});

test('a refusal of a later broker is told in its own words, cleaned', async () => {
  const known = formatProblem([{ code: 'INTERNAL' }], 'none', EVENT).body;
  const later = {
    ...known,
    code: 'NEW_RULE',
    errors: [{ code: 'NEW_RULE', message: 'no\u001b[2J', evidence: {} }],
  };
  const { management, server } = await scene(answer(422, { ...later, status: 422 }));
  expect(await rename(management)).toEqual({
    ok: false,
    error: {
      effect: 'none',
      failure: {
        code: 'BROKER_REFUSED',
        url: server.origin,
        status: 422,
        refusal: 'NEW_RULE',
        messages: ['no\ufffd[2J'],
        eventId: EVENT,
      },
    },
  });
});

describe('a list', () => {
  test('is read to its end, page by page, and told by name', async () => {
    const { management, server } = await scene(
      answer(200, { items: [row(1), row(2)], next_cursor: row(2).id }),
      answer(200, { items: [row(3)], next_cursor: null }),
    );
    expect(await management.people.list()).toEqual({ ok: true, value: [row(3), row(2), row(1)] });
    expect(server.received.slice(1).map(({ path }) => path)).toEqual([
      '/api/v1/people?limit=1000',
      `/api/v1/people?limit=1000&cursor=${row(2).id}`,
    ]);
  });

  test('of which one page is refused is no list', async () => {
    const { management } = await scene(
      answer(200, { items: [row(1)], next_cursor: row(1).id }),
      answer(503, 'away'),
    );
    expect(effectOf(await management.people.list())).toBe('none BROKER_ANSWER_INVALID');
  });
});

test.each([
  ['.', '%25251'],
  ['..', '%25252'],
  ['', '%25250'],
  ['a/../b', 'a%2F..%2Fb'],
  ['a?b#c', 'a%3Fb%23c'],
  ['\ud800', '%EF%BF%BD'],
])('the id `%s` stays one segment of the path', async (id, segment) => {
  const { management, server } = await scene(answer(200, { outcome: 'absent' }));
  expect(await management.tokens.delete(id)).toEqual({ ok: true, value: 'absent' });
  expect(server.received[1]?.path).toBe(`/api/v1/tokens/${segment}`);
});

test('over a socket there is no credential, and failures name the socket', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ct-client-'));
  const socketPath = join(directory, 's');
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers.authorization);
    response.end(JSON.stringify({ ...CALLER, actor: { kind: 'owner' } }));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const http = createSocketHttp(socketPath, testTime());
  closing.push(() => rm(directory, { recursive: true }), http.close);
  const opened = await createRemoteManagement({ socketPath, http });
  expect(opened).toMatchObject({ ok: true, value: { actor: { kind: 'owner' } } });
  expect(headers).toEqual([undefined]);
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(await createRemoteManagement({ socketPath, http })).toMatchObject({
    ok: false,
    error: { code: 'BROKER_UNREACHABLE', url: socketPath },
  });
});
