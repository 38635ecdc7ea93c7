import { err, ok, type Result, type Secret, secret } from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';
import * as z from 'zod';
import { type ConnectGet, connectGet } from './connect-http.ts';
import {
  type ApiItem,
  type ApiItemOverview,
  type ApiVault,
  apiItem,
  apiItemOverview,
  apiVault,
} from './connect-shape.ts';
import type { OpFailure } from './failure.ts';

type Answer<T> = Promise<Result<T, OpFailure>>;

/** One Connect server as `op` reads it. Each thing is asked for once a process: a template may name an item in a hundred places. */
export interface ConnectApi extends ItemSource {
  readonly origin: string;
  /** What is in a file. */
  file(vaultId: string, itemId: string, fileId: string): Answer<Secret<Uint8Array>>;
}

/** Where vaults and items are read from. */
export interface ItemSource {
  vaults(): Answer<readonly ApiVault[]>;
  items(vaultId: string): Answer<readonly ApiItemOverview[]>;
  item(vaultId: string, itemId: string): Answer<ApiItem>;
}

/**
 * The Connect server that the environment names. Fails with `NOT_SIGNED_IN` where it names none, and with `HOST_INSECURE` where the
 * token would travel in the clear.
 */
export function openConnectApi(
  env: Readonly<Record<string, string | undefined>>,
): Result<ConnectApi, OpFailure> {
  const host = env['OP_CONNECT_HOST'] ?? '';
  const token = env['OP_CONNECT_TOKEN'] ?? '';
  if (host === '' || token === '') return err({ code: 'NOT_SIGNED_IN' });
  const origin = secureOrigin(host);
  if (origin === null) return err({ code: 'HOST_INSECURE', host });
  // Node refuses such a header with an exception that quotes it.
  if (!/^[\x21-\x7e]+$/.test(token))
    return err({ code: 'USAGE', problem: 'OP_CONNECT_TOKEN is not a token' });
  return ok(connectApi(origin, connectGet(origin, secret(token))));
}

function connectApi(origin: string, http: ConnectGet): ConnectApi {
  const answers = new Map<string, Promise<Result<unknown, OpFailure>>>();
  const read = async <T>(path: string, schema: z.ZodType<T>): Answer<T> => {
    const pending = answers.get(path) ?? http.get(path);
    answers.set(path, pending);
    const answer = await pending;
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(answer.value);
    return parsed.success
      ? ok(parsed.data)
      : err({ code: 'CONNECT_ANSWER', origin, cause: `${path} has another shape than the Connect API` });
  };
  const vaultPath = (id: string): string => `/v1/vaults/${encodeURIComponent(id)}`;
  const itemPath = (vaultId: string, itemId: string): string =>
    `${vaultPath(vaultId)}/items/${encodeURIComponent(itemId)}`;
  return {
    origin,
    vaults: () => read('/v1/vaults', z.array(apiVault)),
    items: (vaultId) => read(`${vaultPath(vaultId)}/items`, z.array(apiItemOverview)),
    item: (vaultId, itemId) => read(itemPath(vaultId, itemId), apiItem),
    file: (vaultId, itemId, fileId) =>
      http.bytes(`${itemPath(vaultId, itemId)}/files/${encodeURIComponent(fileId)}/content`),
  };
}
