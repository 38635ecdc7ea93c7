import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '@connect-token/core';
import type { Limits } from './limits.ts';
import type { RefusalOf } from './refusal.ts';

type BodyRefusal = RefusalOf<'BODY_TOO_LARGE' | 'REQUEST_MALFORMED'>;

/** How far a body that is too large is read on, and thrown away, so that its sender hears the answer instead of a reset. */
const HEARD_TIMES = 4;

/** The JSON of a request. How long it may take is bounded by the server's own timer, which answers 408. */
export async function readBody(
  message: IncomingMessage,
  limits: Limits,
): Promise<Result<unknown, BodyRefusal>> {
  const bytes = await readBytes(message, limits);
  return bytes.ok ? parseBody(bytes.value) : bytes;
}

function readBytes(
  message: IncomingMessage,
  { bodyBytes }: Limits,
): Promise<Result<Uint8Array, BodyRefusal>> {
  const tooLarge = err({ code: 'BODY_TOO_LARGE', limitBytes: bodyBytes } as const);
  // Nothing was announced, and nothing comes: no event either.
  if (message.readableEnded) return Promise.resolve(ok(new Uint8Array()));
  const heardBytes = bodyBytes * HEARD_TIMES;
  if (Number(message.headers['content-length'] ?? 0) > heardBytes) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    message.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= bodyBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (received <= heardBytes) return;
      message.pause();
      resolve(tooLarge);
    });
    message.once('end', () => resolve(received > bodyBytes ? tooLarge : ok(Buffer.concat(chunks))));
    // Whoever went away hears nothing of it; the log does.
    message.on('error', () => {});
    message.once('close', () => resolve(malformed('the body is cut off')));
  });
}

/** Nothing of the body is repeated: it may hold a secret, and `JSON.parse` quotes it. */
export function parseBody(bytes: Uint8Array): Result<unknown, RefusalOf<'REQUEST_MALFORMED'>> {
  if (bytes.length === 0) return malformed('the body is empty, JSON is needed');
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return malformed('the body is not UTF-8');
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    return malformed('the body is not JSON');
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

const malformed = (problem: string) => err({ code: 'REQUEST_MALFORMED', problem } as const);
