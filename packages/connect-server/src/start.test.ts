import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from './start.ts';
import { type Acme, must, openAcme } from './testing/acme.ts';
import { captureLog } from './testing/log.ts';

let acme: Acme;

beforeAll(async () => {
  acme = await openAcme();
});

afterAll(() => acme.close());

const startOn = (host: string, port = 0) =>
  start({ listen: { host, port }, connect: acme.account.connect, clock: acme.clock, log: captureLog().log });

describe('a start', () => {
  test('on port 0 takes a free port and says which', async () => {
    const one = must(await startOn('127.0.0.1'));
    const other = must(await startOn('127.0.0.1'));
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(one.url).not.toBe(other.url);
    await Promise.all([one.close(), other.close()]);
  });

  test('on a port that is taken fails, and says where and why', async () => {
    const running = must(await startOn('127.0.0.1'));
    const port = Number(new URL(running.url).port);
    expect(await startOn('127.0.0.1', port)).toEqual({
      ok: false,
      error: {
        code: 'LISTEN_FAILED',
        address: `127.0.0.1:${port}`,
        cause: 'another process listens there',
      },
    });
    await running.close();
  });

  test('on an address that isn’t this machine’s fails', async () => {
    // 192.0.2.0/24 is for documentation, RFC 5737.
    expect(await startOn('192.0.2.1', 80)).toMatchObject({
      ok: false,
      error: { code: 'LISTEN_FAILED', cause: 'this machine has no such address' },
    });
  });

  test('on a host without an address fails', async () => {
    expect(await startOn('nowhere.invalid')).toMatchObject({ ok: false, error: { code: 'LISTEN_FAILED' } });
  });
});
