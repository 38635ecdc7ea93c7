import { afterEach, describe, expect, test } from 'vitest';
import type { HttpMishap } from './http-mishap.ts';
import { type IdTokenEndpoint, startIdTokenEndpoint } from './id-token-endpoint.ts';

let endpoint: IdTokenEndpoint | undefined;

afterEach(() => endpoint?.close());

const start = async (
  mishap: (request: number) => HttpMishap | null = () => null,
): Promise<IdTokenEndpoint> => {
  endpoint = await startIdTokenEndpoint({
    sign: (audience) => Promise.resolve(`signed for ${audience}`),
    mishap,
  });
  return endpoint;
};

const ask = ({ env }: IdTokenEndpoint, bearer = env.ACTIONS_ID_TOKEN_REQUEST_TOKEN): Promise<Response> =>
  fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=https%3A%2F%2Fa`, {
    headers: { authorization: `Bearer ${bearer}` },
  });

describe('the ID-token endpoint', () => {
  test('signs for the audience that is asked', async () => {
    const started = await start();
    expect(await (await ask(started)).json()).toMatchObject({ value: 'signed for https://a' });
    expect(started.audiences).toEqual(['https://a']);
    expect(started.issued).toEqual(['signed for https://a']);
  });

  test('refuses another bearer', async () => {
    const started = await start();
    expect((await ask(started, 'other')).status).toBe(401);
    expect(started.issued).toEqual([]);
  });

  test('misbehaves as scripted, and then answers', async () => {
    const started = await start((request) => {
      if (request === 1) return { kind: 'answer', status: 429, body: '', headers: { 'retry-after': '1' } };
      if (request === 2) return { kind: 'reset' };
      return request === 3 ? { kind: 'cut', body: '{"value":"ey' } : null;
    });
    const first = await ask(started);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
    await expect(ask(started)).rejects.toThrow();
    const third = await ask(started);
    await expect(third.text()).rejects.toThrow();
    expect((await ask(started)).status).toBe(200);
  });
});
