import { err, type Result } from '@connect-token/core';
import { type Dispatcher, request } from 'undici';
import { type JsonValue, parseStrictJson } from './strict-json.ts';

/** What one document of an issuer may cost. */
export interface FetchLimits {
  readonly deadlineMs: number;
  readonly bytesMax: number;
}

/** GitHub's documents are below 10 KiB and come in less than a second (T16). */
export const FETCH_LIMITS: FetchLimits = { deadlineMs: 5_000, bytesMax: 102_400 };

const JSON_MEDIA_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json(?:\s*;|$)/i;

/**
 * The JSON document at a URL that the configuration chose. Redirects aren't followed, because they would choose another.
 * Fails with the cause, in words that hold nothing of the answer.
 */
export async function fetchJson(
  url: URL,
  limits: FetchLimits,
  dispatcher: Dispatcher,
): Promise<Result<JsonValue, string>> {
  const where = `${url.origin}${url.pathname}`;
  try {
    const { statusCode, headers, body } = await request(url, {
      method: 'GET',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(limits.deadlineMs),
      dispatcher,
    });
    // What is destroyed unread says so in an event, and one that nobody hears ends the process.
    body.on('error', () => {});
    if (statusCode !== 200 || !JSON_MEDIA_TYPE.test(String(headers['content-type']))) {
      body.destroy();
      return err(
        statusCode === 200 ? `${where} did not answer with JSON` : `${where} answered ${statusCode}`,
      );
    }
    const text = await readText(body, limits.bytesMax);
    if (text === undefined) return err(`${where} answered more than ${limits.bytesMax} bytes`);
    const parsed = parseStrictJson(text);
    return parsed.ok ? parsed : err(`${where} ${parsed.error}`);
  } catch (cause) {
    return err(`${where}: ${reasonOf(cause)}`);
  }
}

async function readText(body: AsyncIterable<Buffer>, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the stream: what is too long is not read to its end.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer';
  if (cause.name === 'TimeoutError') return 'no answer in time';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
