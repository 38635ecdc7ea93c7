import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { closeGate, type Gate, type GateControl } from './gate.ts';

/** What happens to one connection. Held bytes are kept: they arrive on release, even when their sender is gone by then. */
export type Fault =
  /** The first byte is sent, and none arrives at the target. */
  | { readonly kind: 'hold-request' }
  | { readonly kind: 'hold-response'; readonly afterBytes: number }
  /** The answer ends after so many bytes, as if it were all of it. */
  | { readonly kind: 'cut-response'; readonly afterBytes: number }
  /** The first byte is sent, and the connection is reset. */
  | { readonly kind: 'reset' };

/** A TCP proxy on loopback: a URL that stays the same while what is behind it comes, goes and breaks. */
export interface LoopbackProxy {
  readonly url: string;
  /** Where connections go from now on; before the first call they are reset. */
  forwardTo(url: string): void;
  /** What happens to the next connection; the gate is reached when it happens. Several are taken in order. */
  next(fault: Fault): Gate;
  close(): Promise<void>;
}

/** A held request fits: the broker takes no body near this. */
const HELD_BYTES_MAX = 1024 * 1024;

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startProxy(): Promise<LoopbackProxy> {
  let port: number | null = null;
  const faults: Armed[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A partner that vanishes is what this proxy is for.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (port === null) client.resetAndDestroy();
    else void relay({ client, port, armed: faults.shift(), keep });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (url) => {
      port = Number(new URL(url).port);
    },
    next: (fault) => {
      const control = closeGate();
      faults.push({ fault, control });
      return control.gate;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

interface Armed {
  readonly fault: Fault;
  readonly control: GateControl;
}

interface Relay {
  readonly client: Socket;
  readonly port: number;
  readonly armed: Armed | undefined;
  readonly keep: (socket: Socket) => void;
}

async function relay({ client, port, armed, keep }: Relay): Promise<void> {
  const request = client.pipe(new PassThrough({ highWaterMark: HELD_BYTES_MAX }));
  client.on('close', () => request.end());
  if (armed?.fault.kind === 'reset') {
    await once(request, 'readable');
    client.resetAndDestroy();
    void armed.control.arrive();
    return;
  }
  if (armed?.fault.kind === 'hold-request') {
    await once(request, 'readable');
    await armed.control.arrive();
  }
  const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  keep(upstream);
  request.pipe(upstream);
  await relayResponse(upstream, client, armed).catch(() => client.destroy());
}

async function relayResponse(upstream: Socket, client: Socket, armed: Armed | undefined): Promise<void> {
  const fault = armed?.fault;
  const limit = fault?.kind === 'hold-response' || fault?.kind === 'cut-response' ? fault.afterBytes : null;
  let sent = 0;
  for await (const chunk of upstream as AsyncIterable<Buffer>) {
    const room = limit === null ? Number.POSITIVE_INFINITY : limit - sent;
    sent += chunk.length;
    if (armed === undefined || room < 0 || chunk.length <= room) {
      await write(client, chunk);
      continue;
    }
    await write(client, chunk.subarray(0, room));
    if (fault?.kind === 'cut-response') {
      client.end();
      void armed.control.arrive();
      return;
    }
    await armed.control.arrive();
    await write(client, chunk.subarray(room));
  }
  client.end();
}

/** Settles when the bytes are out, or when there is nobody left to take them. */
const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (bytes.length === 0 || !socket.writable) resolve();
    else socket.write(bytes, () => resolve());
  });
