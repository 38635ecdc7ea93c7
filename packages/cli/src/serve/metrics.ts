import { createMetrics, type Metrics, startMetrics } from '@connect-token/broker';
import { type Failure, ok, type Result } from '@connect-token/core';
import { systemIds } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import type { Logger } from 'pino';
import type { OpenThings } from './open-things.ts';

/** Metrics where the configuration has a listener for them; without one nothing is counted. */
export async function openMetrics(
  { publicUrl, metrics: where }: Config,
  open: OpenThings,
  log: Logger,
): Promise<Result<Metrics | null, Failure>> {
  if (where === null) return ok(null);
  const metrics = await createMetrics();
  const running = await startMetrics({
    config: { publicUrl, metrics: where },
    metrics,
    ids: systemIds,
    log: log.child({ service: 'metrics' }),
  });
  if (!running.ok) return running;
  open.addService(running.value.close);
  return ok(metrics);
}
