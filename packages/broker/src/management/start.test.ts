import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Management, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import type { Listen } from '@connect-token/protocol/files';
import { problemJson } from '@connect-token/protocol/management';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { openManagementHouse } from '../testing/management-house.ts';
import { startManagement } from './start.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ct-start-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Nobody gets as far as the account. */
const startOn = (publicUrl: string, listen: Listen) =>
  startManagement({
    config: { publicUrl, dataDirectory: directory, management: { listen } },
    manage: () => ({ people: {} }) as Management,
    credentials: {
      insert: async () => {},
      find: async () => undefined,
      list: async () => [],
      revoke: async () => 'absent',
    },
    verify: async () => null,
    clock: systemClock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: pino({ level: 'silent' }),
  });

test.each(['0.0.0.0', '::', '192.0.2.1'])(
  'credentials never cross a network in the clear: %s is refused without a TLS proxy (T37)',
  async (host) => {
    expect(await startOn('http://127.0.0.1:8300', { host, port: 0 })).toMatchObject({
      ok: false,
      error: [{ code: 'URL_INSECURE' }],
    });
    expect(await readdir(directory)).toEqual([]);
  },
);

test('behind a proxy that the public URL speaks of, any address will do', async () => {
  const started = await startOn('https://broker.acme.example', { host: '0.0.0.0', port: 0 });
  expect(started).toMatchObject({ ok: true });
  if (started.ok) await started.value.close();
  expect(await readdir(directory)).toEqual([]);
});

test('an address that is taken ends it, and takes the socket away', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await startOn('http://127.0.0.1:8300', { host: '127.0.0.1', port })).toMatchObject({
    ok: false,
    error: [{ code: 'LISTEN_FAILED', cause: 'something else listens there' }],
  });
  expect(await readdir(directory)).toEqual([]);
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('what is in the way of the socket and is none stays where it is', async () => {
  await mkdir(join(directory, 'management.sock', 'mine'), { recursive: true });
  expect(await startOn('http://127.0.0.1:8300', { host: '127.0.0.1', port: 0 })).toMatchObject({
    ok: false,
    error: [{ code: 'LISTEN_FAILED' }],
  });
  expect(await readdir(join(directory, 'management.sock'))).toEqual(['mine']);
});

test('what is no request is refused with a problem as well', async () => {
  const http = { ...LIMITS.http, headersTimeoutMs: 300, requestTimeoutMs: 300, checkEveryMs: 50 };
  const house = await openManagementHouse({ limits: { ...LIMITS, http } });
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const socket = connect(house.socketPath, () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  try {
    for (const [bytes, code] of [
      ['hello\r\n\r\n', 'REQUEST_MALFORMED'],
      [`GET / HTTP/1.1\r\nHost: x\r\nX-Padding: ${'a'.repeat(20_000)}\r\n\r\n`, 'REQUEST_TOO_LARGE'],
      [
        'POST /api/v1/vaults HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
        'REQUEST_TOO_SLOW',
      ],
    ] as const) {
      const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
      expect(head.toLowerCase()).toContain('content-type: application/problem+json');
      expect(problemJson.parse(JSON.parse(body))).toMatchObject({ code, effect: 'none' });
    }
  } finally {
    await house.close();
  }
});
