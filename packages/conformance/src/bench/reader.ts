import { leanClient } from './lean-client.ts';
import { nodeClient } from './node-client.ts';
import { tell } from './order.ts';

/**
 * `node`: Node's own HTTP client, as programs of this ecosystem ask. `lean`: as little as asks at all, which gives a service more to do than
 * any whole client. `awake`: the same, and never asleep between two answers.
 */
type ReaderKind = 'node' | 'lean' | 'awake';

/** Asks for the paths in turn, each connection one after the other and from another one on, until the time is up. */
export interface ReadOrder {
  readonly url: string;
  readonly paths: readonly string[];
  /** Each connection has one of them, the first the first. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly forMs: number;
  readonly client: ReaderKind;
}

export interface Reads {
  readonly perSecond: number;
  /** Milliseconds from sending a request to the last byte of its answer, shortest first. */
  readonly latencies: readonly number[];
  /** Of the last answer. */
  readonly bodyBytes: number;
}

/** A process of its own: what it computes is no time of the service's. */
process.on('message', (order: ReadOrder) => void run(order).then(tell));
process.on('disconnect', () => process.exit(0));

async function run({ url, paths, tokens, connections, forMs, client: kind }: ReadOrder): Promise<Reads> {
  const client = kind === 'node' ? nodeClient(url, connections) : leanClient(url, kind === 'awake');
  const latencies: number[] = [];
  let bodyBytes = 0;
  const start = performance.now();
  const one = async (index: number): Promise<void> => {
    const ask = await client.open(tokens[index % tokens.length] ?? '');
    for (let turn = 0; turn === 0 || performance.now() - start < forMs; turn += 1) {
      const sent = performance.now();
      bodyBytes = await ask(paths[(index + turn) % paths.length] ?? '');
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)));
  const tookS = (performance.now() - start) / 1000;
  client.close();
  return {
    perSecond: latencies.length / tookS,
    latencies: latencies.sort((one, other) => one - other),
    bodyBytes,
  };
}
