import { describe, expect, test } from 'vitest';
import { type Envelope, refuseEnvelope } from './envelope.ts';
import { LIMITS } from './limits.ts';

const plain: Envelope = {
  method: 'GET',
  url: '/v1/vaults',
  route: '/v1/vaults',
  httpVersion: '1.1',
  headers: { host: '127.0.0.1' },
};

const limits = { ...LIMITS, urlBytes: 20 };
const refusal = (change: Partial<Envelope>) => refuseEnvelope({ ...plain, ...change }, limits)?.code ?? null;

describe('an envelope', () => {
  test('that reads a known path passes', () => {
    expect(refusal({})).toBeNull();
    expect(refusal({ method: 'HEAD' })).toBeNull();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'])(
    '%s on a path that is only read is not allowed',
    (method) => {
      expect(refusal({ method })).toBe('METHOD_NOT_ALLOWED');
    },
  );

  test('may write where something can be written', () => {
    const items = '/v1/vaults/:vaultId/items';
    const item = `${items}/:itemId`;
    expect(refusal({ method: 'POST', route: items })).toBeNull();
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(refusal({ method, route: item })).toBeNull();
      expect(refusal({ method, route: items })).toBe('METHOD_NOT_ALLOWED');
    }
    expect(refusal({ method: 'POST', route: item })).toBe('METHOD_NOT_ALLOWED');
    expect(refuseEnvelope({ ...plain, method: 'POST', route: item }, limits)).toEqual({
      code: 'METHOD_NOT_ALLOWED',
      allowed: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    });
  });

  test.each([
    [{}, null],
    [{ 'content-type': 'application/json' }, null],
    [{ 'content-type': 'APPLICATION/JSON; charset=UTF-8' }, null],
    [{ 'content-type': 'application/json;charset="utf-8"' }, null],
    [{ 'content-type': 'application/json-patch+json' }, null],
    [{ 'content-type': 'application/json', 'content-encoding': 'identity' }, null],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, 'BODY_NOT_JSON'],
    [{ 'content-type': 'application/json; charset=utf-16' }, 'BODY_NOT_JSON'],
    [{ 'content-type': 'application/jsonp' }, 'BODY_NOT_JSON'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'BODY_NOT_JSON'],
    [{ 'content-type': 'text/plain' }, 'BODY_NOT_JSON'],
    [{ 'content-type': '' }, 'BODY_NOT_JSON'],
  ])('of a change with the headers %j: %s', (headers, expected) => {
    const change = { method: 'POST', route: '/v1/vaults/:vaultId/items', url: '/' };
    expect(refusal({ ...change, headers: { ...plain.headers, ...headers } })).toBe(expected);
  });

  test.each(['GET', 'POST', 'DELETE'])('%s on another path finds nothing', (method) => {
    expect(refusal({ method, route: null })).toBe('ROUTE_UNKNOWN');
  });

  test('with a URL at the limit passes, one byte more is refused', () => {
    expect(refusal({ url: `/${'a'.repeat(19)}` })).toBeNull();
    expect(refusal({ url: `/${'a'.repeat(20)}` })).toBe('URL_TOO_LONG');
  });

  test.each([
    [{ 'content-length': '0' }, null],
    [{ 'content-length': '1' }, 'BODY_REFUSED'],
    [{ 'content-length': 'x' }, 'BODY_REFUSED'],
    [{ 'transfer-encoding': 'chunked' }, 'BODY_REFUSED'],
  ])('with the headers %j: %s', (headers, expected) => {
    expect(refusal({ headers: { ...plain.headers, ...headers } })).toBe(expected);
  });

  test('names its host in HTTP/1.1, and needn’t in HTTP/1.0', () => {
    expect(refusal({ headers: {} })).toBe('REQUEST_MALFORMED');
    expect(refusal({ headers: {}, httpVersion: '1.0' })).toBeNull();
  });
});
