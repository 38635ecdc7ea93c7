import { connect, isIP, type Socket } from 'node:net';
import { err, ok, type Result } from '@connect-token/core';
import { causeOf } from './http-cause.ts';
import { CONNECT_WITHIN_MS } from './http-limits.ts';

/** What is connected to: where a URL says, or a Unix socket whatever it says. */
export type Peer = { readonly url: URL } | { readonly socketPath: string };

/**
 * A connection that is ready for its first byte, TLS included; or why there is none, in which case nothing of a request has left.
 * Given up when `deadline` is over, with `late` for the cause.
 */
export function openConnection(
  peer: Peer,
  deadline: AbortSignal,
  late: string,
): Promise<Result<Socket, string>> {
  const { socket, ready } = begin(peer);
  return new Promise((resolve) => {
    const settle = (result: Result<Socket, string>): void => {
      clearTimeout(timer);
      deadline.removeEventListener('abort', giveUp);
      socket.off(ready, connected);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const connected = (): void => {
      socket.off('error', failed);
      settle(ok(socket));
    };
    // Stays on a socket that failed: a second error is nobody's any more.
    const failed = (error: Error): void => settle(err(causeOf(error)));
    const giveUp = (): void => settle(err(late));
    const timer = setTimeout(() => settle(err('no connection in time')), CONNECT_WITHIN_MS);
    socket.once(ready, connected);
    socket.on('error', failed);
    if (deadline.aborted) giveUp();
    else deadline.addEventListener('abort', giveUp, { once: true });
  });
}

interface Beginning {
  readonly socket: Socket;
  readonly ready: 'connect' | 'secureConnect';
}

function begin(peer: Peer): Beginning {
  if ('socketPath' in peer) return { socket: connect({ path: peer.socketPath }), ready: 'connect' };
  const { protocol, hostname, port } = peer.url;
  // Of an IPv6 address a URL shows the brackets.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'http:') return { socket: connect({ host, port: Number(port || 80) }), ready: 'connect' };
  // Loaded where it is needed: it takes as long as all else of a connection. Not by `import`: that reads every member of the
  // module, and one of them writes out all root certificates as text.
  const { connect: connectTls } = process.getBuiltinModule('node:tls');
  const socket = connectTls({
    host,
    port: Number(port || 443),
    // An address has no place in SNI (RFC 6066 §3); the certificate is held against the host either way.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: what goes over this connection is worth a vault.
    rejectUnauthorized: true,
  });
  return { socket, ready: 'secureConnect' };
}
