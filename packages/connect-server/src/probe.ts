import type { ConnectAccess } from '@connect-token/account';
import type { Exchange } from './exchange.ts';
import { readHealth } from './health.ts';
import type { CallMetrics } from './metrics.ts';
import type { Probe } from './path.ts';
import { JSON_TYPE, write } from './reply.ts';

interface ProbeDeps {
  readonly connect: ConnectAccess;
  readonly metrics: CallMetrics;
}

/** What is asked without a token. */
export async function serveProbe(
  exchange: Exchange,
  probe: Probe,
  { connect, metrics }: ProbeDeps,
  isClosing: () => boolean,
): Promise<void> {
  const { type, body } = await answerOf(probe, connect, metrics);
  if (!exchange.response.headersSent)
    write(exchange, { status: 200, headers: ['content-type', type], body, last: isClosing() });
}

async function answerOf(
  probe: Probe,
  connect: ConnectAccess,
  metrics: CallMetrics,
): Promise<{ readonly type: string; readonly body: string }> {
  switch (probe) {
    case 'heartbeat':
      return { type: 'text/plain; charset=utf-8', body: '.' };
    case 'health':
      return { type: JSON_TYPE, body: JSON.stringify(await readHealth(connect)) };
    case 'metrics':
      return { type: metrics.contentType, body: await metrics.text() };
  }
}
