import { TOKEN_EXCHANGE_GRANT } from '@connect-token/protocol';
import type { Stack } from '../stack.ts';

const WITHIN_MS = 10_000;

/**
 * Real secrets at every wrong place of a request: a careless log would repeat them. Each request is refused; what matters is what
 * the services write about it.
 */
export async function abuse(stack: Stack, secrets: Readonly<Record<string, string>>): Promise<void> {
  const { brokerUrl, connectUrl, idTokens } = stack;
  const token = secrets['the token of the first job'] ?? '';
  const handle = secrets['handle 1 of the first job'] ?? '';
  const idToken = idTokens.issued.at(-1) ?? '';
  const forged = `${idToken.slice(0, -8)}AAAAAAAA`;
  const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  const mint = (subject: string): Readonly<Record<string, string>> => ({
    grant_type: TOKEN_EXCHANGE_GRANT,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: subject,
    authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults: [{ vault: 'Production' }] }]),
  });
  const bearer = { authorization: `Bearer ${token}` };

  const requests: readonly (readonly [string, RequestInit])[] = [
    // Replayed, forged, not a JWT at all, another token altogether, twice, and as what it isn't.
    [`${brokerUrl}/oauth/token`, form(mint(idToken))],
    [`${brokerUrl}/oauth/token`, form(mint(forged))],
    [`${brokerUrl}/oauth/token`, form(mint(handle))],
    [`${brokerUrl}/oauth/token`, form(mint(token))],
    [`${brokerUrl}/oauth/token`, form({ ...mint(idToken), authorization_details: token })],
    [`${brokerUrl}/oauth/token`, form({ ...mint(idToken), client_secret: token })],
    [`${brokerUrl}/oauth/token`, form({ ...mint(idToken), grant_type: idToken, audience: handle })],
    [`${brokerUrl}/oauth/token`, { ...form(mint(idToken)), headers: { 'idempotency-key': handle } }],
    [`${brokerUrl}/oauth/token`, { ...form(mint(idToken)), headers: bearer }],
    [
      `${brokerUrl}/oauth/token`,
      { method: 'POST', body: idToken, headers: { 'content-type': 'text/plain' } },
    ],
    [`${brokerUrl}/oauth/token`, { method: 'POST', body: `${token}&`.repeat(200) }],
    [`${brokerUrl}/oauth/token?subject_token=${idToken}`, {}],
    [`${brokerUrl}/${token}`, {}],
    [`${brokerUrl}/oauth/revoke`, form({ token: `${handle}x` })],
    [`${brokerUrl}/oauth/revoke`, form({ token: idToken, token_type_hint: handle })],
    [`${brokerUrl}/oauth/revoke`, { ...form({}), headers: { authorization: `Basic ${btoa(handle)}` } }],
    // The Connect API: good, forged, in the URL, in the filter, as a method it doesn't have.
    [`${connectUrl}/v1/vaults`, { headers: bearer }],
    [`${connectUrl}/v1/vaults`, { headers: { authorization: `Bearer ${token.slice(0, -4)}AAAA` } }],
    [`${connectUrl}/v1/vaults`, { headers: { authorization: token } }],
    [`${connectUrl}/v1/vaults/${handle}`, { headers: bearer }],
    [`${connectUrl}/v1/vaults?filter=${token}`, { headers: bearer }],
    [`${connectUrl}/v1/${token}`, { headers: bearer }],
    [`${connectUrl}/v1/vaults`, { method: 'POST', body: token, headers: bearer }],
  ];
  for (const [url, init] of requests) {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(WITHIN_MS) });
    await answer.arrayBuffer();
  }
}
