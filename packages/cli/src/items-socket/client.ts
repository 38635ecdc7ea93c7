import { request } from 'node:http';
import type { OwnedItems } from '@connect-token/account/items';
import { err, type Failure, type NonEmpty, type Result } from '@connect-token/core';
import { ownVersion } from '../version.ts';
import { CALLS, type Call, pathOf } from './calls.ts';
import { MESSAGE_BYTES_MAX } from './place.ts';
import { decode, encode } from './wire.ts';

/** An import of ten thousand items takes seconds; what takes longer has hung. */
const ANSWER_WITHIN_MS = 120_000;

type Answer = Result<unknown, NonEmpty<Failure>>;

/** The items of a running process, over the socket that its owner alone can open. */
export const remoteItems = (socketPath: string): OwnedItems =>
  Object.fromEntries(
    CALLS.map((call) => [call, (...values: readonly unknown[]) => ask(socketPath, call, values)]),
  ) as unknown as OwnedItems;

async function ask(socketPath: string, call: Call, values: readonly unknown[]): Promise<Answer> {
  const unreachable = (cause: string, sent: boolean): Answer => {
    const failure: Failure = { code: 'BROKER_UNREACHABLE', url: socketPath, cause, attempts: 1 };
    return err(sent ? [failure, { code: 'EFFECT_UNKNOWN' }] : [failure]);
  };
  try {
    const { status, text } = await send(socketPath, pathOf(call, ownVersion()), encode(values));
    if (status === 200) return decode(text) as Answer;
    if (status === 404)
      return unreachable(
        `it is not version ${ownVersion()}, as this command is: update both, and restart it`,
        false,
      );
    return unreachable(`it answered ${status}`, status >= 500 && changes(call));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
    const neverSent = code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'EACCES';
    return unreachable(code, !neverSent && changes(call));
  }
}

const changes = (call: Call): boolean =>
  call === 'create' || call === 'replace' || call === 'delete' || call === 'import';

interface Reply {
  readonly status: number;
  readonly text: string;
}

const send = (socketPath: string, path: string, body: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const sending = request({ socketPath, path, method: 'POST', signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MESSAGE_BYTES_MAX) sending.destroy(new Error('an answer beyond its limit'));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sending.on('error', reject);
    sending.end(body);
  });
