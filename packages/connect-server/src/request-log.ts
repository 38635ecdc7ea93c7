import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { isProbe } from './path.ts';

/** What a line tells of a call besides its answer; filled in as it becomes known. */
export interface Trace {
  readonly method: string;
  /** The pattern of the path, never the URL: its filter may hold a title. `null` where there is nothing at the path. */
  readonly route: string | null;
  tokenId: string | null;
  /** Ids only once they are well-formed: nothing else that a stranger wrote gets into the log. */
  vaultId: string | null;
  itemId: string | null;
}

export const traceOf = (method: string, route: string | null): Trace => ({
  method,
  route,
  tokenId: null,
  vaultId: null,
  itemId: null,
});

/**
 * One line for each call, once its response is over: also where the client went away meanwhile, which is told by `delivered: false`.
 * No header, no URL, no body. The probes that an orchestrator sends every few seconds are told at debug level only.
 */
export function logWhenOver(response: ServerResponse, trace: Trace, log: Logger): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const line = {
      ...trace,
      status: response.headersSent ? response.statusCode : null,
      ms: Math.round(performance.now() - startedAt),
      delivered: response.writableFinished,
    };
    if (isProbe(trace.route)) log.debug(line, 'request');
    else log.info(line, 'request');
  });
}
