import {
  formatCredential,
  formatIssuedCredential,
  parseCredentialOrder,
} from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';
import { pageOf } from './page.ts';

type CredentialHandlers = Pick<Handlers, 'listCredentials' | 'createCredential' | 'revokeCredential'>;

export const credentialHandlers: CredentialHandlers = {
  listCredentials: async ({ credentials, page, pageBytesMax }) =>
    map(await credentials.list(), (rows) => pageOf(rows, page, formatCredential, pageBytesMax)),
  createCredential: async ({ credentials, body }) =>
    map(await credentials.create(parseCredentialOrder(body)), formatIssuedCredential),
  revokeCredential: async ({ credentials, path }) =>
    map(await credentials.revoke(path('credential')), (outcome) => ({ outcome })),
};
