import type { IncomingHttpHeaders } from 'node:http';
import type { Limits } from './limits.ts';
import { methodsAt } from './path.ts';
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

export type EnvelopeRefusal = RefusalOf<
  | 'REQUEST_MALFORMED'
  | 'URL_TOO_LONG'
  | 'ROUTE_UNKNOWN'
  | 'METHOD_NOT_ALLOWED'
  | 'BODY_REFUSED'
  | 'BODY_NOT_JSON'
>;

/**
 * Why a request is refused whoever sent it. A path that is there for other methods answers 405; a body is refused by its
 * announcement, before a byte of it is read, where none is taken or where it isn't JSON.
 */
export function refuseEnvelope(
  { method, url, route, httpVersion, headers }: Envelope,
  { urlBytes }: Limits,
): EnvelopeRefusal | undefined {
  // RFC 9112 §3.2: a request of HTTP/1.1 names its host.
  if (headers.host === undefined && httpVersion === '1.1')
    return { code: 'REQUEST_MALFORMED', problem: 'the header `Host` is missing' };
  if (Buffer.byteLength(url) > urlBytes) return { code: 'URL_TOO_LONG', limitBytes: urlBytes };
  if (route === null) return { code: 'ROUTE_UNKNOWN' };
  const allowed = methodsAt(route);
  if (!allowed.includes(method)) return { code: 'METHOD_NOT_ALLOWED', allowed };
  if (WITH_BODY.includes(method)) return saysJson(headers) ? undefined : { code: 'BODY_NOT_JSON' };
  return announcesBody(headers) ? { code: 'BODY_REFUSED' } : undefined;
}

const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Source: RFC 9112 §6.3. */
export const announcesBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;

/** A client that says nothing means JSON; a patch may be called by the name of RFC 6902, which it resembles. */
const JSON_TYPE = /^application\/(?:json|json-patch\+json)(?: *; *charset="?utf-8"?)? *$/i;

const saysJson = (headers: IncomingHttpHeaders): boolean =>
  JSON_TYPE.test(headers['content-type'] ?? 'application/json') &&
  (headers['content-encoding'] ?? 'identity') === 'identity';
