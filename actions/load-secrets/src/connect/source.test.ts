import { createHttp, startBudget, systemTime } from '@connect-token/broker-client';
import { secret } from '@connect-token/core';
import { type HttpMishap, type ScriptedConnect, startScriptedConnect } from '@connect-token/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConnectWire, getJson } from './get.ts';
import { connectSource } from './source.ts';

let connect: ScriptedConnect | undefined;

afterEach(() => connect?.close());

const ITEMS = ['one', 'two'].map((id) => ({ item: { id, title: id } }));

const start = async (mishap?: (count: number) => HttpMishap | null): Promise<ConnectWire> => {
  connect = await startScriptedConnect({
    vaults: { v1: ITEMS, v2: [] },
    ...(mishap === undefined ? {} : { mishap }),
  });
  return { origin: connect.url, token: secret('t'), http: createHttp(systemTime), time: systemTime };
};

const count = (): number => connect?.requests.length ?? 0;

describe('a Connect server', () => {
  test('is asked for each thing once, however often it is needed at the same time and later', async () => {
    const source = connectSource(await start());
    const [one, other] = await Promise.all([source.items('v1'), source.items('v1')]);
    expect(one).toBe(other);
    await source.items('v1');
    await Promise.all([source.items('v2'), source.item('v1', 'one'), source.item('v1', 'one')]);
    expect(count()).toBe(3);
  });

  test('that fails is asked no more by those who need the same', async () => {
    const source = connectSource(
      await start(() => ({ kind: 'answer', status: 403, body: '{"message":"no"}' })),
    );
    const answers = await Promise.all([source.items('v1'), source.items('v1')]);
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatchObject({ ok: false, error: { code: 'CONNECT_REFUSED', status: 403 } });
    expect(count()).toBe(1);
  });

  test('that is away is asked by nobody else any more, and is one failure to all', async () => {
    const wire = await start(() => ({ kind: 'reset' }));
    const source = connectSource({ ...wire, time: { ...systemTime, wait: async () => {} } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => source.item('v1', `item ${index}`)),
    );
    const failures = new Set(answers.map((answer) => !answer.ok && answer.error));
    expect([...failures]).toEqual([expect.objectContaining({ code: 'CONNECT_UNREACHABLE' })]);
    // Three tries of each that was under way.
    expect(count()).toBe(24);
  });

  test('that hangs is given up when the time is over', async () => {
    const wire = await start(() => ({ kind: 'hang' }));
    expect(await getJson(wire, '/v1/vaults', startBudget(systemTime, 100))).toMatchObject({
      ok: false,
      error: { code: 'CONNECT_UNREACHABLE', cause: 'no answer within 1s', attempts: 1 },
    });
  });

  test('that asks for more time than there is gets no second request', async () => {
    const wire = await start(() => ({
      kind: 'answer',
      status: 503,
      body: '{"message":"later"}',
      headers: { 'retry-after': '30' },
    }));
    expect(await getJson(wire, '/v1/vaults', startBudget(systemTime, 5_000))).toMatchObject({
      ok: false,
      error: { code: 'CONNECT_REFUSED', status: 503, message: 'later' },
    });
    expect(count()).toBe(1);
  });
});
