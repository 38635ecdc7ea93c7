import { err, type Failure, type IdGenerator, ok, type Result } from '@connect-token/core';
import type { Config } from '@connect-token/protocol/files';
import type { Logger } from 'pino';
import { createApp, FORM } from '../http/app.ts';
import { listen, refuseInsecure } from '../http/listen.ts';
import { LIMITS } from '../limits.ts';
import { createRefusalLog, refuseInternal } from '../refusal-log.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsDeps {
  readonly config: Pick<Config, 'publicUrl'> & { readonly metrics: NonNullable<Config['metrics']> };
  readonly metrics: Metrics;
  readonly ids: IdGenerator;
  readonly log: Logger;
}

export interface RunningMetrics {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` on an address of its own, never on the one that jobs reach: how many leases there are is nobody's business there.
 * Fails with `URL_INSECURE` or `LISTEN_FAILED`.
 */
export async function startMetrics({
  config,
  metrics,
  ids,
  log,
}: MetricsDeps): Promise<Result<RunningMetrics, Failure>> {
  const insecure = refuseInsecure(config.publicUrl, config.metrics.listen, 'metrics.listen');
  if (insecure !== undefined) return err(insecure);
  const refuse = createRefusalLog(log, ids);
  const app = createApp({
    limits: LIMITS.http,
    types: [FORM],
    refuse: (failures) => refuse(failures),
    refuseInternal: (cause) => refuseInternal(log, ids, cause),
  });
  app.get('/metrics', async (_request, reply) =>
    reply
      .header('content-type', metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.text()),
  );
  const url = await listen(app, config.metrics.listen);
  if (!url.ok) {
    await app.close();
    return url;
  }
  log.info({ url: `${url.value}/metrics` }, 'metrics are served');
  return ok({
    url: url.value,
    close: async () => {
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
    },
  });
}
