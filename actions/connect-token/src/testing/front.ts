import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certified } from './certificate.ts';

/** Something that listens on loopback. */
export interface Front {
  readonly port: number;
  close(): Promise<void>;
}

/** TLS in front of a server that speaks none. */
export const startTlsFront = (certified: Certified, port: number): Promise<Front> =>
  listen((keep) =>
    createTlsServer({ ...certified }, (socket) => {
      keep(socket);
      join(socket, port, keep);
    }),
  );

export interface ConnectProxy extends Front {
  /** `host:port` of each CONNECT, in the order of arrival. */
  readonly asked: readonly string[];
  /** Their `Proxy-Authorization`. */
  readonly users: readonly (string | null)[];
}

/** An HTTP proxy that knows CONNECT and one name for each of its ports; 502 for any other name. Source: RFC 9110 §9.3.6. */
export async function startConnectProxy(ports: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = [];
  const users: (string | null)[] = [];
  const front = await listen((keep) =>
    createServer((socket) => {
      keep(socket);
      socket.once('data', (head: Buffer) => {
        const text = head.toString('latin1');
        const target = /^CONNECT (\S+) HTTP/.exec(text)?.[1] ?? '';
        asked.push(target);
        users.push(/^proxy-authorization: (.*)$/im.exec(text)?.[1]?.trim() ?? null);
        const port = ports[target];
        if (port === undefined) {
          socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
          return;
        }
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        join(socket, port, keep);
      });
    }),
  );
  return { ...front, asked, users };
}

function join(socket: Socket, port: number, keep: (socket: Socket) => void): void {
  const behind = connect({ port, host: '127.0.0.1' });
  keep(behind);
  socket.pipe(behind);
  behind.pipe(socket);
}

async function listen(create: (keep: (socket: Socket) => void) => Server): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = create((socket) => {
    sockets.add(socket);
    // A partner that goes away has done what it came for.
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
