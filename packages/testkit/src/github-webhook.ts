import { createHmac, randomUUID } from 'node:crypto';

export interface GitHubDelivery {
  readonly event: string;
  readonly payload: object;
  readonly secret: string;
  /** Beside GitHub's, or instead of them; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Sends a delivery as GitHub does, and answers the status of the receiver. Source: docs.github.com, "Webhook events and payloads". */
export async function deliver(
  receiver: string,
  { event, payload, secret, headers = {} }: GitHubDelivery,
): Promise<{ readonly status: number; readonly body: string }> {
  const body = JSON.stringify(payload);
  const all = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await fetch(`${receiver}/github/webhooks`, { method: 'POST', body, headers: sent });
  return { status: answer.status, body: await answer.text() };
}
