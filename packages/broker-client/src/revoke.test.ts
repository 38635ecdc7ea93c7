import { err, ok, secret } from '@connect-token/core';
import { afterEach, describe, expect, test } from 'vitest';
import { hang, type Scene, type Step, scene } from './testing/client.ts';
import { answer } from './testing/scripted-server.ts';

const HANDLE = secret(`cth_${'h'.repeat(43)}`);

let current: Scene | undefined;

afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function stage(...script: readonly Step[]): Promise<Scene> {
  current = await scene(...script);
  return current;
}

const revoked = answer(200, { state: 'revoked' });

describe('a revocation', () => {
  test.each(['revoked', 'revoking'] as const)('answers `%s` as the broker says it', async (state) => {
    const { client, server } = await stage(answer(200, { state }));
    expect(await client.revoke(HANDLE)).toEqual(ok(state));
    expect(server.received).toMatchObject([{ path: '/oauth/revoke' }]);
    expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({ token: HANDLE.reveal() });
  });

  const passing: readonly (readonly [string, Step])[] = [
    ['503', answer(503, { error: 'temporarily_unavailable', code: 'TOMBSTONES_FULL' })],
    ['500', answer(500, '')],
    ['429', answer(429, '')],
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'cut', body: '{"state":"rev' }],
    ['a page of HTML with status 200', answer(200, '<html>')],
    ['silence', hang],
  ];

  test.each(passing)('is tried again after %s', async (_, reply) => {
    const { client, paths } = await stage(reply, revoked);
    expect(await client.revoke(HANDLE)).toEqual(ok('revoked'));
    expect(paths()).toEqual(['revoke', 'revoke']);
  });

  test('gives up after three tries, and says why', async () => {
    const { client, server, paths } = await stage(answer(500, ''), answer(500, ''), answer(500, ''));
    expect(await client.revoke(HANDLE)).toEqual(
      err({ code: 'BROKER_ANSWER_INVALID', url: server.origin, cause: 'status 500', attempts: 3 }),
    );
    expect(paths()).toHaveLength(3);
  });

  test('gives up within twenty seconds of silence', async () => {
    const { client, time } = await stage(hang, hang, hang);
    expect(await client.revoke(HANDLE)).toMatchObject({ error: { code: 'BROKER_UNREACHABLE' } });
    expect(time.elapsedMs()).toBeLessThanOrEqual(20_000);
  });

  test.each([302, 400, 404])('takes status %i for the last word, and never for a success', async (status) => {
    const { client, paths } = await stage(answer(status, { state: 'revoked' }));
    expect((await client.revoke(HANDLE)).ok).toBe(false);
    expect(paths()).toHaveLength(1);
  });

  test('waits as long as it is told, within its time', async () => {
    const { client, time } = await stage(answer(503, '', { 'retry-after': '5' }), revoked);
    expect(await client.revoke(HANDLE)).toEqual(ok('revoked'));
    expect(time.waits).toEqual([5_000]);
  });

  test('that is told to wait longer than its time gives up at once', async () => {
    const { client, time } = await stage(answer(503, '', { 'retry-after': '60' }));
    expect((await client.revoke(HANDLE)).ok).toBe(false);
    expect(time.waits).toEqual([]);
  });
});
