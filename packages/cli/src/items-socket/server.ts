import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OwnedItems } from '@connect-token/account/items';
import { CALLS, type Call, pathOf } from './calls.ts';
import { MESSAGE_BYTES_MAX } from './place.ts';
import { decode, encode } from './wire.ts';

/** A request that takes longer to arrive comes from a command that has hung. */
const REQUEST_WITHIN_MS = 30_000;

/** What is told of what went wrong in here: never a value, and never a message, which may quote one (T31). */
type TellCrash = (cause: unknown) => void;

/**
 * Answers the calls of the port, each with what the account answers. INVARIANT: it listens on a socket that nobody but the owner can
 * open, and asks for no credential: who reaches it holds the data directory.
 */
export function itemsServer(items: OwnedItems, version: string, tell: TellCrash): Server {
  const byPath = new Map(CALLS.map((call) => [pathOf(call, version), call]));
  const server = createServer((request, response) => {
    const call = request.method === 'POST' ? byPath.get(request.url ?? '') : undefined;
    if (call === undefined) return end(request, response, 404);
    answer(items, call, request).then(
      (reply) => {
        if (typeof reply === 'number') return end(request, response, reply);
        response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
      },
      (cause: unknown) => {
        tell(cause);
        end(request, response, 500);
      },
    );
  });
  server.requestTimeout = REQUEST_WITHIN_MS;
  return server;
}

/** Closed with its answer: the rest of a body that isn't read would be taken for the next request. */
function end(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
  request.resume();
}

/** The answer, or the status of a refusal. */
async function answer(items: OwnedItems, call: Call, request: IncomingMessage): Promise<string | number> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MESSAGE_BYTES_MAX) return 413;
    chunks.push(chunk);
  }
  const values = readValues(Buffer.concat(chunks).toString());
  if (values === undefined) return 400;
  // The version in the path is this program's own: its types hold on both sides.
  const method = items[call] as (...values: readonly unknown[]) => Promise<unknown>;
  return encode(await method(...values));
}

function readValues(body: string): readonly unknown[] | undefined {
  try {
    const values = decode(body);
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}
