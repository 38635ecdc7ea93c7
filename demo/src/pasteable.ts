import { TOKEN_EXCHANGE_GRANT } from '@connect-token/protocol';
import type { Stack } from './stack.ts';

const ID_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id_token';

const ASKED = JSON.stringify([
  { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 900 },
]);

/** What runs where, and a job's whole day in commands that can be pasted into another terminal. */
export function pasteable(stack: Stack, directory: string): string {
  const { brokerUrl, connectUrl, issuerUrl, idTokens } = stack;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: idTokenUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = idTokens.env;
  return `connect-token is running, until Ctrl-C.

  OIDC issuer      ${issuerUrl} (stands in for GitHub)
  broker           ${brokerUrl}
  Connect API      ${connectUrl}
  configuration    ${stack.path}
  data, kept in    ${directory}

Paste into another terminal, with curl and Node in reach:

  # 1. The job's ID token, as GitHub gives it to a job with \`permissions: id-token: write\`.
  field() { node -pe "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }
  ID_TOKEN=$(curl -sS -H 'Authorization: Bearer ${bearer}' \\
    '${idTokenUrl}&audience=${encodeURIComponent(brokerUrl)}' | field value)

  # 2. It buys a Connect token for one vault, for 15 minutes (RFC 8693, RFC 9396). Each ID token buys one.
  ANSWER=$(curl -sS ${brokerUrl}/oauth/token \\
    -d grant_type=${TOKEN_EXCHANGE_GRANT} \\
    -d subject_token_type=${ID_TOKEN_TYPE} -d "subject_token=$ID_TOKEN" \\
    --data-urlencode 'authorization_details=${ASKED}')
  TOKEN=$(printf '%s' "$ANSWER" | field access_token)

  # 3. It reads: the vaults that it reaches, and the items of one.
  curl -sS -H "Authorization: Bearer $TOKEN" ${connectUrl}/v1/vaults
  VAULT=$(curl -sS -H "Authorization: Bearer $TOKEN" ${connectUrl}/v1/vaults | node -pe "JSON.parse(require('fs').readFileSync(0, 'utf8'))[0].id")
  curl -sS -H "Authorization: Bearer $TOKEN" ${connectUrl}/v1/vaults/$VAULT/items

  # 4. It is given back (RFC 7009), and reads nothing any more.
  curl -sS ${brokerUrl}/oauth/revoke -d "token=$TOKEN"
  curl -sS -H "Authorization: Bearer $TOKEN" ${connectUrl}/v1/vaults
`;
}
