import type { IncomingHttpHeaders } from 'node:http';
import type { Limits } from './limits.ts';
import type { RefusalOf } from './refusal.ts';

/** A request as far as it is known before anybody asks who sent it. */
export interface Envelope {
  readonly method: string;
  readonly url: string;
  /** The pattern of the path, `null` where there is nothing at it. */
  readonly route: string | null;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Why a request is refused whoever sent it. A path that is there for reading answers 405 to other methods, and no body is taken: one is
 * refused by its announcement, before a byte of it is read.
 */
export function refuseEnvelope(
  { method, url, route, httpVersion, headers }: Envelope,
  { urlBytes }: Limits,
):
  | RefusalOf<'REQUEST_MALFORMED' | 'URL_TOO_LONG' | 'ROUTE_UNKNOWN' | 'METHOD_NOT_ALLOWED' | 'BODY_REFUSED'>
  | undefined {
  // RFC 9112 §3.2: a request of HTTP/1.1 names its host.
  if (headers.host === undefined && httpVersion === '1.1')
    return { code: 'REQUEST_MALFORMED', problem: 'the header `Host` is missing' };
  if (Buffer.byteLength(url) > urlBytes) return { code: 'URL_TOO_LONG', limitBytes: urlBytes };
  if (route === null) return { code: 'ROUTE_UNKNOWN' };
  if (method !== 'GET' && method !== 'HEAD') return { code: 'METHOD_NOT_ALLOWED' };
  return announcesBody(headers) ? { code: 'BODY_REFUSED' } : undefined;
}

/** Source: RFC 9112 §6.3. */
export const announcesBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
