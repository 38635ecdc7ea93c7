import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { isLoopback } from '@connect-token/protocol';
import type { Listen } from '@connect-token/protocol/files';
import type { FastifyInstance } from 'fastify';

/** Plain HTTP leaves this machine only where the public URL says that a TLS proxy stands before it (T37). */
export function refuseInsecure(
  publicUrl: string,
  { host }: Listen,
  key: string,
): FailureOf<'URL_INSECURE'> | undefined {
  const plain = new URL(publicUrl).protocol === 'http:';
  return plain && !isLoopback(host.includes(':') ? `[${host}]` : host)
    ? { code: 'URL_INSECURE', url: publicUrl, name: `public_url, where \`${key}\` is ${host},` }
    : undefined;
}

export async function listen(
  app: FastifyInstance,
  { host, port }: Listen,
): Promise<Result<string, FailureOf<'LISTEN_FAILED'>>> {
  try {
    return ok(await app.listen({ host, port }));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    return err({ code: 'LISTEN_FAILED', address, cause: LISTEN_CAUSES[code] ?? code });
  }
}

const LISTEN_CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  ENOTFOUND: 'this name has no address',
};
