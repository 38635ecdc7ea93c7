import { err, ok, type Result } from '@connect-token/core';

const WITHIN_MS = 5_000;
const BODY_BYTES_MAX = 64 * 1024;

interface Got {
  readonly status: number;
  /** `undefined` where it is no JSON. */
  readonly body: unknown;
  /** Of the other side's clock, whole seconds; `null` where it doesn't tell. */
  readonly date: number | null;
}

/** One look at a URL that the operator configured; redirects aren't followed. Fails with the cause. */
export async function httpGet(url: string): Promise<Result<Got, string>> {
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(WITHIN_MS),
      headers: { accept: 'application/json' },
    });
    const text = (await readSome(answer)).toString('utf8');
    const date = Date.parse(answer.headers.get('date') ?? '');
    return ok({ status: answer.status, body: parse(text), date: Number.isNaN(date) ? null : date });
  } catch (error) {
    return err(causeOf(error));
  }
}

async function readSome({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` hides what went wrong behind "fetch failed": a name that isn't known, a refused connection, a certificate. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer in ${WITHIN_MS / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
