import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tell } from './order.ts';

/** Asks for the paths in turn, each connection one after the other and from another one on, until the time is up. */
export interface ReadOrder {
  readonly url: string;
  readonly paths: readonly string[];
  /** Each connection has one of them, the first the first; none where nobody asks for one. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly forMs: number;
  /**
   * Whether the client stays awake between two answers. On loopback the sender of an answer wakes a client that sleeps, which on a virtual
   * machine takes longer than many an answer; a service that is fast enough never lets it sleep, and would be compared with one that pays.
   */
  readonly awake: boolean;
}

export interface Reads {
  readonly perSecond: number;
  /** Milliseconds from sending a request to the last byte of its answer, shortest first. */
  readonly latencies: readonly number[];
  /** Of the last answer. */
  readonly bodyBytes: number;
}

/** A process of its own. It speaks just enough HTTP/1.1, because a whole client costs more than what is measured. */
process.on('message', (order: ReadOrder) => void run(order).then(tell));
process.on('disconnect', () => process.exit(0));

async function run({ url, paths, tokens, connections, forMs, awake }: ReadOrder): Promise<Reads> {
  const { hostname, port, host } = new URL(url);
  const requestsOf = (token: string | undefined): readonly string[] => {
    const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
    return paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}\r\n`);
  };
  const latencies: number[] = [];
  let bodyBytes = 0;
  const start = performance.now();
  const letSleep = awake ? stayAwake() : () => {};
  const one = async (index: number): Promise<void> => {
    const requests = requestsOf(tokens[index % tokens.length]);
    const socket = connect(Number(port), hostname).setNoDelay();
    await once(socket, 'connect');
    for (let turn = 0; turn === 0 || performance.now() - start < forMs; turn += 1) {
      const sent = performance.now();
      bodyBytes = await exchange(socket, requests[(index + turn) % requests.length] ?? '');
      latencies.push(performance.now() - sent);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)));
  letSleep();
  const tookS = (performance.now() - start) / 1000;
  return {
    perSecond: latencies.length / tookS,
    latencies: latencies.sort((one, other) => one - other),
    bodyBytes,
  };
}

/** Looks for answers without waiting for them, until it is told to stop. */
function stayAwake(): () => void {
  let next: NodeJS.Immediate;
  const look = (): void => {
    next = setImmediate(look);
  };
  look();
  return () => clearImmediate(next);
}

/** Answers with the bytes of the body, as sent. */
function exchange(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let begun = false;
    let length: number | null = null;
    let bytes = 0;
    let tail = '';
    const take = (chunk: Buffer): void => {
      let body: Buffer = chunk;
      if (!begun) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200 ')) {
          settle(() => reject(new Error(head.slice(0, 200))));
          return;
        }
        const given = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end + 2));
        length = given === null ? null : Number(given[1]);
        body = chunk.subarray(chunk.length - (head.length - end - 4));
        begun = true;
      }
      bytes += body.length;
      if (length === null) tail = (tail + body.subarray(-5).toString('latin1')).slice(-5);
      if (length === null ? tail === '0\r\n\r\n' : bytes >= length) settle(() => resolve(bytes));
    };
    const settle = (how: () => void): void => {
      socket.off('data', take).off('error', reject);
      how();
    };
    socket.on('data', take).once('error', reject);
    socket.write(request);
  });
}
