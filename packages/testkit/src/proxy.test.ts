import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { within } from './deadline.ts';
import { type LoopbackProxy, startProxy } from './proxy.ts';

const BODY = 'x'.repeat(2_000);

describe('the proxy', () => {
  const seen: IncomingMessage[] = [];
  const target = createServer((request, response) => {
    seen.push(request);
    response.writeHead(200, { 'content-length': BODY.length, connection: 'close' }).end(BODY);
  });
  let proxy: LoopbackProxy;

  beforeAll(async () => {
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
    proxy = await startProxy();
    proxy.forwardTo(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
  });

  afterAll(async () => {
    await proxy.close();
    target.close();
  });

  beforeEach(() => {
    seen.length = 0;
  });

  const get = async (): Promise<string> => (await fetch(proxy.url)).text();

  test('what no fault is set for arrives whole', async () => {
    expect(await get()).toBe(BODY);
  });

  test('a held request reaches the target on release, and not before', async () => {
    const gate = proxy.next({ kind: 'hold-request' });
    const answer = get();
    await gate.reached;
    expect(seen).toHaveLength(0);
    gate.release();
    expect(await answer).toBe(BODY);
    expect(seen).toHaveLength(1);
  });

  test('a held request arrives although its sender is gone', async () => {
    const gate = proxy.next({ kind: 'hold-request' });
    const sender = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    sender.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await gate.reached;
    sender.resetAndDestroy();
    await once(sender, 'close');
    const arrival = once(target, 'request');
    gate.release();
    await within(5_000, 'the late request', arrival);
    expect(seen).toHaveLength(1);
  });

  test('a held response stops after so many bytes and goes on after release', async () => {
    const gate = proxy.next({ kind: 'hold-response', afterBytes: 500 });
    const client = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    client.on('data', (chunk: Buffer) => chunks.push(chunk));
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await gate.reached;
    while (Buffer.concat(chunks).length < 500) await once(client, 'data');
    expect(Buffer.concat(chunks)).toHaveLength(500);
    gate.release();
    await once(client, 'end');
    expect(Buffer.concat(chunks).toString().endsWith(BODY)).toBe(true);
  });

  test('a cut response is an error to its reader', async () => {
    const gate = proxy.next({ kind: 'cut-response', afterBytes: 500 });
    await expect(get()).rejects.toThrow();
    await gate.reached;
    expect(seen).toHaveLength(1);
  });

  test('a reset connection is an error, and the target hears of nothing', async () => {
    const gate = proxy.next({ kind: 'reset' });
    await expect(get()).rejects.toThrow();
    await gate.reached;
    expect(seen).toHaveLength(0);
  });

  test('a fault is for one connection', async () => {
    proxy.next({ kind: 'reset' });
    await expect(get()).rejects.toThrow();
    expect(await get()).toBe(BODY);
  });
});
