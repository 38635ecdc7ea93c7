import { err, ok, type Result } from '@connect-token/core';
import type { Operation, Place } from './path.ts';
import type { RefusalOf } from './refusal.ts';

/** What is asked, and the parts of the path and the query that it was asked with, decoded. */
export interface Address {
  readonly operation: Operation;
  readonly vaultId: string;
  readonly itemId: string;
  readonly fileId: string;
  readonly query: URLSearchParams;
}

/** In the query both `+` and `%20` are a space, and nothing is malformed. */
export function parseAddress(
  { ids, query }: Place,
  operation: Operation,
): Result<Address, RefusalOf<'REQUEST_MALFORMED'>> {
  try {
    return ok({
      operation,
      vaultId: decodeURIComponent(ids['vaultId'] ?? ''),
      itemId: decodeURIComponent(ids['itemId'] ?? ''),
      fileId: decodeURIComponent(ids['fileId'] ?? ''),
      query: new URLSearchParams(query ?? ''),
    });
  } catch {
    return err({ code: 'REQUEST_MALFORMED', problem: 'the URL is not percent-encoded' });
  }
}
