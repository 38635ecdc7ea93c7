import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { ConnectAccess } from '@connect-token/account';
import { type Clock, err, type FailureOf, ok, type Result } from '@connect-token/core';
import type { Logger } from 'pino';
import { LIMITS, type Limits } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { createService, type Service } from './service.ts';

export interface ConnectServerDeps {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly connect: ConnectAccess;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: Limits;
}

export interface RunningConnectServer {
  /** Where it listens, with the port that it got. */
  readonly url: string;
  /** Accepts nothing more, lets what runs finish for a while, then cuts it off. Any number of times. */
  close(): Promise<void>;
}

/** The Connect API over an account, listening. Fails with `LISTEN_FAILED`. */
export async function start({
  listen: { host, port },
  limits = LIMITS,
  ...deps
}: ConnectServerDeps): Promise<Result<RunningConnectServer, FailureOf<'LISTEN_FAILED'>>> {
  const service = createService({ ...deps, limits, metrics: await createMetrics() });
  const { server } = service;
  try {
    // One address: what has several would be listened to at all of them.
    const { address } = await lookup(host);
    server.listen({ host: address, port });
    await once(server, 'listening');
  } catch (error) {
    await service.close();
    return err({ code: 'LISTEN_FAILED', address: formatAddress(host, port), cause: causeOf(error) });
  }
  const bound = server.address();
  const url = `http://${formatAddress(host, typeof bound === 'object' && bound !== null ? bound.port : port)}`;
  let closing: Promise<void> | undefined;
  return ok({
    url,
    close: () => {
      closing ??= close(service, limits);
      return closing;
    },
  });
}

async function close(service: Service, { closeMs }: Limits): Promise<void> {
  const cutOff = setTimeout(() => service.server.closeAllConnections(), closeMs);
  await service.close();
  clearTimeout(cutOff);
}

const formatAddress = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  ENOTFOUND: 'there is no such host',
};

function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CAUSES[code] ?? (code || 'unknown cause');
}
