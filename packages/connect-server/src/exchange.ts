import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallLine, Trace } from './request-log.ts';

/** A request and its answer, from the headers of the one to the last byte of the other. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly trace: Trace;
  /** Milliseconds of the process's own clock. */
  readonly startedAt: number;
}

/** What is told of an exchange that is over. */
export const lineOf = ({ response, trace, startedAt }: Exchange): CallLine => ({
  method: trace.method,
  route: trace.route,
  tokenId: trace.tokenId,
  vaultId: trace.vaultId,
  itemId: trace.itemId,
  itemVersion: trace.itemVersion,
  status: response.headersSent ? response.statusCode : null,
  ms: performance.now() - startedAt,
  delivered: response.writableFinished,
});
