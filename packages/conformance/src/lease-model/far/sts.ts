import { err, ok, secret, type WorkloadIdentity } from '@connect-token/core';
import { TOKEN_EXCHANGE_GRANT } from '@connect-token/protocol';
import type { Issuer } from '@connect-token/testkit';
import { handleNumbered, keyNumbered, VAULTS } from '../account.ts';
import type { Life } from '../body.ts';
import { KEYS } from '../command.ts';
import { AUDIENCE } from './talk.ts';

const HANDLES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: KEYS }, (_, key) => [keyNumbered(key), handleNumbered(key)]),
);

/** What a job and its post step can do, over HTTP. `tokens`: texts by their SHA-256. A broken connection answers nothing. */
export function stsClient(url: string, issuer: Issuer, tokens: ReadonlyMap<string, string>): Life['minter'] {
  return {
    mint: async ({ identity, key, request }) => {
      const body = new URLSearchParams({
        grant_type: TOKEN_EXCHANGE_GRANT,
        subject_token: await issuer.idToken(claimsOf(identity)),
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        audience: request.server ?? '',
        authorization_details: JSON.stringify([
          {
            type: 'connect_vaults',
            vaults: VAULTS.slice(0, request.scope.length).map(({ name }) => ({
              vault: name,
              permissions: ['read'],
            })),
            expires_in: request.lifetime,
          },
        ]),
      });
      const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
      const answer = await post(`${url}/oauth/token`, body, headers);
      if (answer.status !== 200) return err(refusal(answer.content));
      const text = String(answer.content['access_token']);
      const tokenId = text.split('.')[1] ?? '';
      return ok({ leaseId: String(answer.content['lease_id']), tokenId, token: secret(text) });
    },
    revoke: async (which) => {
      const token =
        which.by === 'key' ? HANDLES.get(which.key) : tokens.get(which.by === 'token' ? which.sha256 : '');
      if (token === undefined) throw new Error('nobody has this');
      const answer = await post(`${url}/oauth/revoke`, new URLSearchParams({ token }), {});
      if (answer.status !== 200) return err(refusal(answer.content));
      return ok(answer.content['state'] === 'revoking' ? 'revoking' : 'revoked');
    },
  };
}

interface Answer {
  readonly status: number;
  readonly content: Readonly<Record<string, unknown>>;
}

async function post(url: string, body: URLSearchParams, headers: Record<string, string>): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: 'POST', body, headers });
    text = await response.text();
  } catch {
    return new Promise(() => {});
  }
  return { status: response.status, content: JSON.parse(text) };
}

/** Only its code counts here. */
const refusal = (content: Answer['content']) => ({
  eventId: '',
  failures: [{ code: content['code'] } as never] as const,
});

const claimsOf = (identity: WorkloadIdentity) => ({
  aud: AUDIENCE,
  sub: identity.subject,
  jti: identity.tokenId,
  iat: Math.floor(identity.issuedAt / 1000),
  nbf: Math.floor(identity.issuedAt / 1000),
  exp: Math.floor(identity.expiresAt / 1000),
  repository: identity.repository,
  repository_id: identity.repositoryId,
  repository_owner_id: identity.repositoryOwnerId,
  run_id: identity.runId,
  run_attempt: identity.runAttempt,
  check_run_id: identity.checkRunId ?? undefined,
  ref: identity.ref ?? undefined,
  ref_type: identity.refType ?? undefined,
  event_name: identity.event ?? undefined,
  workflow_ref: identity.workflowRef ?? undefined,
});
