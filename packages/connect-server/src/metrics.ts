import type { CallLine } from './request-log.ts';

/** What an operator's monitoring asks for, in the text format of Prometheus. No label has values that a caller can choose. */
export interface CallMetrics {
  readonly contentType: string;
  count(call: CallLine): void;
  text(): Promise<string>;
}

/** Up to a list of ten thousand items. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * A registry of its own: nothing is shared with other users of the library, which is loaded where a service starts and nowhere else.
 * docs/operating.md has the same table.
 */
export async function createMetrics(): Promise<CallMetrics> {
  const { Counter, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'connect_token_connect_requests_total',
    help: 'requests of the Connect API',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'connect_token_connect_request_duration_seconds',
    help: 'how long they took, to the last byte of their answer',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  return {
    contentType: registry.contentType,
    count: ({ method, route, status, ms }) => {
      // Nothing was answered: it broke off before.
      const labels = { route: route ?? 'none', status: status ?? 0 };
      requests.inc({ ...labels, method: route === null ? 'any' : method });
      seconds.observe({ route: labels.route }, ms / 1_000);
    },
    text: () => registry.metrics(),
  };
}
