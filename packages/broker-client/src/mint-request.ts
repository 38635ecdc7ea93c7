import { type MintRequest, permissionsOf, type Secret } from '@connect-token/core';
import { keyOfHandle } from '@connect-token/protocol';
import {
  type AskedDetails,
  CONNECT_VAULTS,
  IDEMPOTENCY_KEY_HEADER,
  SUBJECT_TOKEN_TYPES,
  TOKEN_EXCHANGE_GRANT,
  TOKEN_PATH,
} from '@connect-token/protocol/sts';
import type { HttpRequest } from './http.ts';

export interface MintMessage {
  readonly origin: string;
  readonly request: MintRequest;
  readonly idToken: Secret<string>;
  readonly handle: Secret<string>;
}

/** The token exchange on the wire. Source: RFC 8693 §2.1, RFC 9396 §2. */
export function formatMint(message: MintMessage, withinMs: number): HttpRequest {
  const { origin, request, idToken, handle } = message;
  return {
    method: 'POST',
    url: `${origin}${TOKEN_PATH}`,
    headers: { ...FORM_HEADERS, [IDEMPOTENCY_KEY_HEADER]: keyOfHandle(handle.reveal()) },
    body: exchangeForm(request, idToken),
    withinMs,
  };
}

export const FORM_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'content-type': 'application/x-www-form-urlencoded',
};

/** What a mint and its rehearsal are asked with. */
export function exchangeForm(request: MintRequest, idToken: Secret<string>): string {
  const form = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT,
    subject_token: idToken.reveal(),
    subject_token_type: SUBJECT_TOKEN_TYPES[0],
    authorization_details: JSON.stringify(detailsOf(request)),
  });
  if (request.server !== undefined) form.set('audience', request.server);
  return form.toString();
}

const detailsOf = ({ scope, lifetime }: MintRequest): AskedDetails => [
  {
    type: CONNECT_VAULTS,
    vaults: scope.map(({ vault, access }) =>
      access === undefined ? { vault } : { vault, permissions: [...permissionsOf(access)] },
    ),
    ...(lifetime === undefined ? {} : { expires_in: lifetime }),
  },
];
