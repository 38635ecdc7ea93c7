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
  itemVersion: number | null;
}

export const traceOf = (method: string, route: string | null): Trace => ({
  method,
  route,
  tokenId: null,
  vaultId: null,
  itemId: null,
  itemVersion: null,
});

/** What is told of a call when it is over. */
export interface CallLine extends Trace {
  /** `null` where nothing was answered. */
  readonly status: number | null;
  readonly ms: number;
  readonly delivered: boolean;
}

/** One line: no header, no URL, no body. The probes that an orchestrator sends every few seconds are told at debug level only. */
export function logCall(call: CallLine, log: Logger): void {
  const line: CallLine = { ...call, ms: Math.round(call.ms) };
  if (isProbe(line.route)) log.debug(line, 'request');
  else log.info(line, 'request');
}
