import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { tell } from './order.ts';
import type { Wish } from './wish.ts';

/** `pace`: so many a second, evenly, however long an answer takes; `null`: as many as `connections` at a time can take. */
export interface LoadOrder {
  readonly url: string;
  readonly path: 'token' | 'revoke';
  readonly wishes: readonly Wish[];
  readonly connections: number;
  readonly pace: number | null;
}

export interface Load {
  readonly perSecond: number;
  /** Milliseconds from sending a request to the last byte of its answer, shortest first. */
  readonly latencies: readonly number[];
}

/** A process of its own: what it computes is no time of the service's. */
process.on('message', (order: LoadOrder) => void run(order).then(tell));
process.on('disconnect', () => process.exit(0));

async function run({ url, path, wishes, connections, pace }: LoadOrder): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target = `${url}/oauth/${path}`;
  const latencies: number[] = [];
  const one = async (wish: Wish): Promise<void> => {
    const sent = performance.now();
    await send(agent, target, path, wish);
    latencies.push(performance.now() - sent);
  };
  const start = performance.now();
  if (pace === null) await closedLoop(wishes, connections, one);
  else await evenly(wishes, pace, one);
  const tookS = (performance.now() - start) / 1000;
  agent.destroy();
  return { perSecond: wishes.length / tookS, latencies: latencies.sort((one, other) => one - other) };
}

async function closedLoop(
  wishes: readonly Wish[],
  connections: number,
  one: (wish: Wish) => Promise<void>,
): Promise<void> {
  const queue = wishes.values();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const wish of queue) await one(wish);
    }),
  );
}

async function evenly(
  wishes: readonly Wish[],
  pace: number,
  one: (wish: Wish) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const running: Promise<void>[] = [];
  for (const [index, wish] of wishes.entries()) {
    const wait = start + (index * 1000) / pace - performance.now();
    if (wait > 0) await pause(wait);
    running.push(one(wish));
  }
  await Promise.all(running);
}

async function send(agent: Agent, url: string, path: LoadOrder['path'], wish: Wish): Promise<void> {
  const body = path === 'token' ? wish.body : `token=${wish.handle}`;
  const sent = request(url, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      ...(path === 'token' ? { 'idempotency-key': wish.key } : {}),
    },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${text}`);
}
