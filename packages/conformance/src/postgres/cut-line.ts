import { connect, createServer, type Socket } from 'node:net';

/** A line to the server, to be cut or held up. */
export interface CutLine {
  readonly port: number;
  /** Cut behind the next statement that has these bytes: the server gets it, and nobody its answer. */
  cutAfter(statement: string): void;
  /** Nothing arrives any more, at either end, and nobody is told: connections stand, and what is sent waits. */
  stall(): void;
  /** Every connection is reset, and so is each that somebody makes. */
  cut(): void;
  /** What has waited arrives, also of a sender that is gone by then, and connections can be made again. */
  restore(): void;
  close(): void;
}

export async function cutLine(target: number): Promise<CutLine> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'stalled' | 'cut' = 'whole';
  let last: string | undefined;
  const waiting: (() => void)[] = [];
  const deliver = (arrive: () => void): void => {
    if (state === 'stalled') waiting.push(arrive);
    else arrive();
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    let cut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (last !== undefined && bytes.includes(last)) {
        cut = true;
        last = undefined;
      }
      deliver(() => upstream.write(bytes));
    });
    client.on('close', () => deliver(() => upstream.end()));
    upstream.on('data', (bytes) => {
      if (cut) client.destroy();
      else deliver(() => client.write(bytes));
    });
    upstream.on('close', () => deliver(() => client.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server that listens has a port');
  return {
    port: address.port,
    cutAfter: (statement) => {
      last = statement;
    },
    stall: () => {
      state = 'stalled';
    },
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    restore: () => {
      state = 'whole';
      for (const arrive of waiting.splice(0)) arrive();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
