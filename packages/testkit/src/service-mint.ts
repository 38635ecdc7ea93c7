import type { Claims, Issuer } from './issuer.ts';
import { githubClaims } from './issuer.ts';
import type { Services } from './services.ts';

export interface ServiceMint {
  readonly leaseId: string;
  readonly token: string;
}

/** A token for one vault, minted over HTTP by a job of these claims: what a runner that was killed leaves behind. */
export async function mintAt(
  { brokerUrl, issuer }: Pick<Services, 'brokerUrl'> & { readonly issuer: Issuer },
  vault: string,
  claims: Claims,
): Promise<ServiceMint> {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: await issuer.idToken(githubClaims({ aud: brokerUrl, ...claims })),
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults: [{ vault }] }]),
  });
  const answer = await fetch(`${brokerUrl}/oauth/token`, { method: 'POST', body: form });
  const body = (await answer.json()) as { readonly lease_id: string; readonly access_token: string };
  if (answer.status !== 200) throw new Error(JSON.stringify(body));
  return { leaseId: body.lease_id, token: body.access_token };
}

/** What the Connect API says to a token: 200 as long as it serves. */
export async function statusAt({ connectUrl }: Pick<Services, 'connectUrl'>, token: string): Promise<number> {
  const answer = await fetch(`${connectUrl}/v1/vaults`, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}
