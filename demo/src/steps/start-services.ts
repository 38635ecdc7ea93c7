import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../stack.ts';
import { must } from '../step.ts';
import type { Transcript } from '../transcript.ts';

const READY_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 100;

/** The services are up, and say so themselves. */
export async function startServices(open: () => Promise<Stack>, say: Transcript): Promise<Stack> {
  say.step(
    'The services start',
    'In production the issuer is GitHub, and broker and Connect server run on your machines. Here all are on loopback.',
  );
  const stack = await open();
  await becomesOk(`${stack.brokerUrl}/readyz`);
  await becomesOk(`${stack.connectUrl}/heartbeat`);
  say.fact('OIDC issuer', `${stack.issuerUrl} (stands in for token.actions.githubusercontent.com)`);
  say.fact('broker', stack.brokerUrl);
  say.fact('Connect API', stack.connectUrl);
  say.fact('configuration', stack.path);
  say.held('the broker is ready, the Connect API is alive');
  return stack;
}

/** The broker is ready once it has the issuer's keys, which it fetches after it began to listen. */
async function becomesOk(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    if (status === 200) return;
    must(Date.now() < deadline, `${url} answers ${status} after ${READY_WITHIN_MS / 1000} s`);
    await delay(ASK_EVERY_MS);
  }
}
