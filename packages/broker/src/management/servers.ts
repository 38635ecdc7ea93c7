import { sameId } from '@connect-token/core';
import { formatCreatedServer, formatServer, parseServerOrder } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { found, map } from './outcome.ts';
import { pageOf } from './page.ts';

type ServerHandlers = Pick<
  Handlers,
  | 'listServers'
  | 'createServer'
  | 'readServer'
  | 'renameServer'
  | 'deleteServer'
  | 'grantVault'
  | 'revokeVault'
>;

export const serverHandlers: ServerHandlers = {
  listServers: async ({ account, page, pageBytesMax }) =>
    map(await account.servers.list(), (servers) => pageOf(servers, page, formatServer, pageBytesMax)),
  createServer: async ({ account, body }) =>
    map(await account.servers.create(parseServerOrder(body)), formatCreatedServer),
  readServer: async ({ account, path }) => {
    const id = path('server');
    const servers = await account.servers.list();
    return found(servers, (server) => sameId(server.id, id), formatServer, {
      code: 'SERVER_UNKNOWN',
      server: id,
      nearest: null,
    });
  },
  renameServer: async ({ account, path, body }) =>
    map(await account.servers.rename(path('server'), body.name), formatServer),
  deleteServer: async ({ account, path }) =>
    map(await account.servers.delete(path('server')), (outcome) => ({ outcome })),
  grantVault: async ({ account, path, body }) => {
    const grant = { vaultId: path('vault'), access: body.access };
    return map(await account.grants.grant(path('server'), grant), formatServer);
  },
  revokeVault: async ({ account, path }) =>
    map(await account.grants.revoke(path('server'), path('vault')), formatServer),
};
