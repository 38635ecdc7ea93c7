import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWith, type HttpMishap, misbehave } from './http-mishap.ts';

export interface ConnectRequest {
  /** With its query. */
  readonly path: string;
  readonly authorization: string;
}

/** A Connect server that says what it is told to say. It verifies no token: what a real one does is tested with a real one. */
export interface ScriptedConnect {
  readonly url: string;
  readonly requests: readonly ConnectRequest[];
  close(): Promise<void>;
}

/** A whole item as the Connect API answers it, and what is in its files by their ids. */
export interface ScriptedItem {
  readonly item: { readonly id: string; readonly title: string; readonly state?: string } & Readonly<
    Record<string, unknown>
  >;
  readonly contents?: Readonly<Record<string, Buffer>>;
}

export interface ScriptedConnectOptions {
  /** Items by the id of their vault. */
  readonly vaults: Readonly<Record<string, readonly ScriptedItem[]>>;
  /** What happens at the nth request, counted from 1; `null`: it is answered. */
  readonly mishap?: (count: number, path: string) => HttpMishap | null;
}

/** Answers `…/items`, `…/items/{i}` and `…/items/{i}/files/{f}?inline_files=true`; all else is 404. */
export async function startScriptedConnect(options: ScriptedConnectOptions): Promise<ScriptedConnect> {
  const requests: ConnectRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, authorization: request.headers.authorization ?? '' });
    misbehave(options.mishap?.(requests.length, path) ?? answerOf(options, path), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerOf({ vaults }: ScriptedConnectOptions, path: string): HttpMishap {
  const missing = answerWith(404, { status: 404, message: 'not found' });
  const [, vaultId = '', itemId, fileId] =
    /^\/v1\/vaults\/([^/?]+)\/items(?:\/([^/?]+))?(?:\/files\/([^/?]+)\?inline_files=true)?$/.exec(path) ??
    [];
  const items = vaults[vaultId];
  if (items === undefined) return missing;
  if (itemId === undefined)
    return answerWith(
      200,
      items.map(({ item: { id, title, state } }) => ({ id, title, state, vault: { id: vaultId } })),
    );
  const found = items.find(({ item }) => item.id === itemId);
  if (found === undefined) return missing;
  if (fileId === undefined) return answerWith(200, found.item);
  const content = found.contents?.[fileId];
  return content === undefined
    ? missing
    : answerWith(200, { id: fileId, content: content.toString('base64') });
}
