import type { CallFailure, Managers, Result } from '@connect-token/core';
import { type AnswerOf, formatManagers } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';

type ManagerHandlers = Pick<
  Handlers,
  | 'readManagers'
  | 'grantManager'
  | 'revokeManager'
  | 'grantManagerOfAll'
  | 'revokeManagerOfAll'
  | 'grantManagerOfServer'
  | 'revokeManagerOfServer'
>;

const GLOBAL = { kind: 'global' } as const;
const ALL_SERVERS = { kind: 'all-servers' } as const;
const server = (serverId: string) => ({ kind: 'server', serverId }) as const;

export const managerHandlers: ManagerHandlers = {
  readManagers: async ({ account }) => told(await account.managers.list()),
  grantManager: async ({ account, path }) => told(await account.managers.grant(path('group'), GLOBAL)),
  revokeManager: async ({ account, path }) => told(await account.managers.revoke(path('group'), GLOBAL)),
  grantManagerOfAll: async ({ account, path }) =>
    told(await account.managers.grant(path('group'), ALL_SERVERS)),
  revokeManagerOfAll: async ({ account, path }) =>
    told(await account.managers.revoke(path('group'), ALL_SERVERS)),
  grantManagerOfServer: async ({ account, path }) =>
    told(await account.managers.grant(path('group'), server(path('server')))),
  revokeManagerOfServer: async ({ account, path }) =>
    told(await account.managers.revoke(path('group'), server(path('server')))),
};

const told = (managers: Result<Managers, CallFailure>): Result<AnswerOf<'readManagers'>, CallFailure> =>
  map(managers, formatManagers);
