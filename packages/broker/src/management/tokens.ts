import { sameId } from '@connect-token/core';
import { formatIssuedToken, formatToken, parseTokenOrder } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { found, map } from './outcome.ts';
import { pageOf } from './page.ts';

type TokenHandlers = Pick<
  Handlers,
  'listTokens' | 'createToken' | 'readToken' | 'renameToken' | 'deleteToken'
>;

export const tokenHandlers: TokenHandlers = {
  listTokens: async ({ account, page, pageBytesMax }) =>
    map(await account.tokens.list(), (tokens) => pageOf(tokens, page, formatToken, pageBytesMax)),
  createToken: async ({ account, body }) =>
    map(await account.tokens.create(parseTokenOrder(body)), formatIssuedToken),
  readToken: async ({ account, path }) => {
    const id = path('token');
    const tokens = await account.tokens.list();
    return found(tokens, (token) => sameId(token.id, id), formatToken, { code: 'TOKEN_UNKNOWN', token: id });
  },
  renameToken: async ({ account, path, body }) =>
    map(await account.tokens.rename(path('token'), body.name), formatToken),
  deleteToken: async ({ account, path }) =>
    map(await account.tokens.delete(path('token')), (outcome) => ({ outcome })),
};
