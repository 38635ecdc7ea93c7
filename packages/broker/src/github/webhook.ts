import { err, type Failure, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { RefusalLog } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import { malformed } from '../sts/form.ts';
import { parseDelivery } from './delivery.ts';
import type { GitHubInstance } from './instance.ts';
import type { EndOver } from './look.ts';
import { isSigned } from './signature.ts';

export interface Webhooks {
  readonly instances: readonly GitHubInstance[];
  readonly end: EndOver;
  readonly refuse: RefusalLog;
}

/** A delivery as it came: nothing of it is believed, or read, before its signature is. */
export interface WebhookAsk {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly event: string | undefined;
  readonly enterpriseHost: string | undefined;
}

/**
 * Takes a delivery: what it says is over is durably ended when it is answered, and the control plane hears of it after. GitHub tries
 * none again, so that a failure here is left to the poll. A delivery can only end leases, and any number of them is as one (T26, F24).
 */
export async function receive({ instances, end, refuse }: Webhooks, ask: WebhookAsk): Promise<Answer> {
  const senders = sendersOf(instances, ask);
  if (!senders.ok) return refuse([senders.error]);
  const json = parseJson(ask.body);
  if (!json.ok) return refuse([malformed('the body is not JSON')]);
  let state: 'pong' | 'ignored' | 'ended' = 'ignored';
  for (const { issuer } of senders.value) {
    const delivery = parseDelivery(issuer, ask.event ?? '', json.value);
    if (!delivery.ok) return refuse([malformed(delivery.error)]);
    if (delivery.value.kind === 'ping') state = 'pong';
    if (delivery.value.kind !== 'over') continue;
    const ended = await end(delivery.value.group);
    if (!ended.ok) return refuse([ended.error]);
    state = 'ended';
  }
  return { status: state === 'pong' ? 200 : 202, retryAfter: null, body: { state } };
}

/**
 * Whose secret fits. More than one where a GitHub has several issuers and one webhook: then it speaks for each, since its repositories
 * have one id each. The host is a header, which nobody signs: it can exclude, and never choose.
 */
function sendersOf(
  instances: readonly GitHubInstance[],
  { body, signature, enterpriseHost }: WebhookAsk,
): Result<NonEmpty<GitHubInstance>, Failure> {
  const signed = instances.filter(({ webhookSecrets }) => isSigned(body, signature, webhookSecrets));
  if (!isNonEmpty(signed)) {
    const problem = signature === undefined ? 'it has no signature' : 'no secret fits its signature';
    return err({ code: 'WEBHOOK_REFUSED', problem });
  }
  const senders = signed.filter(({ host }) => enterpriseHost === undefined || enterpriseHost === host);
  return isNonEmpty(senders)
    ? ok(senders)
    : err({ code: 'WEBHOOK_REFUSED', problem: "it names another host than its secret's" });
}

function parseJson(body: Uint8Array): Result<unknown, undefined> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return err(undefined);
  }
}
