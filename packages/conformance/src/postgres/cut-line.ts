import { connect, createServer, type Socket } from 'node:net';

/** A line to the server that can be cut behind a statement: the server gets it, and nobody its answer. */
export async function cutLine(target: number) {
  const sockets = new Set<Socket>();
  let last: string | undefined;
  const server = createServer((client) => {
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
      upstream.write(bytes);
    });
    client.on('close', () => upstream.end());
    upstream.on('data', (bytes) => (cut ? client.destroy() : client.write(bytes)));
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server that listens has a port');
  return {
    port: address.port,
    cutAfter: (statement: string) => {
      last = statement;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
