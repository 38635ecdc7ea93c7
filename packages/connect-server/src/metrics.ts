import type { Counter, Histogram } from 'prom-client';
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
  const client = await import('prom-client');
  const registry = new client.Registry();
  const registers = [registry];
  const requests = new client.Counter({
    name: 'connect_token_connect_requests_total',
    help: 'requests of the Connect API',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const seconds = new client.Histogram({
    name: 'connect_token_connect_request_duration_seconds',
    help: 'how long they took, to the last byte of their answer',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  // Labels are put together once: to tell which series a call is of takes longer than to count it.
  const series = new Map<
    string,
    { readonly requests: Counter.Internal; readonly seconds: Histogram.Internal<'route'> }
  >();
  return {
    contentType: registry.contentType,
    count: (call) => {
      const labels = labelsOf(call);
      const key = `${labels.status} ${labels.method} ${labels.route}`;
      let counted = series.get(key);
      if (counted === undefined) {
        counted = { requests: requests.labels(labels), seconds: seconds.labels({ route: labels.route }) };
        series.set(key, counted);
      }
      counted.requests.inc();
      counted.seconds.observe(call.ms / 1_000);
    },
    text: () => registry.metrics(),
  };
}

const labelsOf = ({ method, route, status }: CallLine) => ({
  route: route ?? 'none',
  // Nothing was answered: it broke off before.
  status: status ?? 0,
  method: route === null ? 'any' : method,
});
