import type { ConnectAccess } from '@connect-token/account';
import { LIMITS, type Limits } from '../limits.ts';
import { type RunningConnectServer, start } from '../start.ts';
import { type Acme, must } from './acme.ts';
import { type CapturedLog, captureLog } from './log.ts';

export interface Served extends RunningConnectServer {
  readonly captured: CapturedLog;
  /** One call with a token, and what it is answered. */
  ask(token: string, method: string, path: string, body?: unknown): Promise<Asked>;
}

interface Asked {
  readonly status: number;
  readonly headers: Headers;
  /** `null` where there is none. */
  readonly body: unknown;
}

/** The Connect API over an account, on loopback. */
export async function serve(
  acme: Acme,
  limits: Partial<Limits> = {},
  connect: ConnectAccess = acme.account.connect,
): Promise<Served> {
  const captured = captureLog();
  const listen = { host: '127.0.0.1', port: 0 };
  const server = must(
    await start({ listen, connect, clock: acme.clock, log: captured.log, limits: { ...LIMITS, ...limits } }),
  );
  const ask: Served['ask'] = async (token, method, path, body) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return { ...server, captured, ask };
}
