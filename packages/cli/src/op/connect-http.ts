import { get as getPlain, Agent as PlainAgent } from 'node:http';
import { get as getSecure, Agent as SecureAgent } from 'node:https';
import { err, ok, type Result, type Secret, secret } from '@connect-token/core';
import type { OpFailure } from './failure.ts';

/** Both in one value, so that tests can shrink them. */
export interface ConnectLimits {
  /** From the look-up of the name to the last byte. */
  readonly withinMs: number;
  readonly bytes: number;
}

const LIMITS: ConnectLimits = {
  // A Connect server answers out of its own memory: one that takes longer is away.
  withinMs: 15_000,
  // Some ten thousand items in a list, or an item of two hundred large fields.
  bytes: 32 * 1024 * 1024,
};

/** At a time: as many as a Connect server serves one client without noticing. */
const SOCKETS_MAX = 8;

export interface ConnectGet {
  /** The JSON of one path below the origin. */
  get(path: string): Promise<Result<unknown, OpFailure>>;
  /** Its bytes. */
  bytes(path: string): Promise<Result<Secret<Uint8Array>, OpFailure>>;
}

interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * GETs from one Connect server, each with a deadline and a size. No redirect is followed: the bearer belongs to this origin
 * alone. `https_proxy` and `no_proxy` are honoured; plain http is for loopback and never goes to a proxy.
 */
export function connectGet(
  origin: string,
  token: Secret<string>,
  { withinMs, bytes: bytesMax }: ConnectLimits = LIMITS,
): ConnectGet {
  const secure = origin.startsWith('https:');
  const agent = secure
    ? new SecureAgent({ maxSockets: SOCKETS_MAX, keepAlive: true, proxyEnv: proxyEnv(process.env) })
    : new PlainAgent({ maxSockets: SOCKETS_MAX, keepAlive: true });
  const ask = (path: string, accept: string): Promise<Result<HttpAnswer, OpFailure>> =>
    new Promise((resolve) => {
      const fail = (cause: string): void => resolve(err({ code: 'CONNECT_UNREACHABLE', origin, cause }));
      const request = (secure ? getSecure : getPlain)(`${origin}${path}`, {
        agent,
        headers: { authorization: `Bearer ${token.reveal()}`, accept },
        signal: AbortSignal.timeout(withinMs),
      });
      request.on('error', (cause) => fail(causeOf(cause, withinMs)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes <= bytesMax) return;
          fail(`the answer is larger than ${bytesMax} bytes`);
          request.destroy();
        });
        response.on('error', (cause) => fail(causeOf(cause, withinMs)));
        response.on('end', () =>
          resolve(ok({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) })),
        );
      });
    });
  return {
    get: async (path) => {
      const answer = await ask(path, 'application/json');
      if (!answer.ok) return answer;
      if (answer.value.status !== 200) return refusal(origin, answer.value);
      const value = parseJson(answer.value.body.toString());
      return value === undefined
        ? err({ code: 'CONNECT_ANSWER', origin, cause: 'it is not JSON' })
        : ok(value);
    },
    bytes: async (path) => {
      const answer = await ask(path, 'application/octet-stream');
      if (!answer.ok) return answer;
      return answer.value.status === 200 ? ok(secret(answer.value.body)) : refusal(origin, answer.value);
    },
  };
}

function refusal(origin: string, { status, body }: HttpAnswer): Result<never, OpFailure> {
  const value = parseJson(body.toString());
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : null;
  return err({
    code: 'CONNECT_REFUSED',
    origin,
    status,
    message: typeof message === 'string' ? message : 'it gives no reason that can be read',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of an error and nothing of its message, which may quote what the other side sent. */
function causeOf(cause: Error, withinMs: number): string {
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError')
    return `no answer within ${withinMs / 1_000}s`;
  const code = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code)
    ? `the connection failed (${code})`
    : 'the connection failed';
}

const proxyEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => /^(?:https|no)_proxy$/i.test(name)));
