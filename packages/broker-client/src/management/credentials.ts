import { type CallFailure, type Credentials, ok, type Result } from '@connect-token/core';
import {
  formatCredentialOrder,
  parseCredential,
  parseIssuedCredential,
} from '@connect-token/protocol/management-client';
import { call } from './call.ts';
import { readAll } from './rows.ts';
import { type RemoteOptions, wireOf } from './wire.ts';

/** Management credentials over the Unix socket of a running broker; over the network they are refused. */
export function createRemoteCredentials(options: RemoteOptions): Credentials {
  const wire = wireOf(options);
  return {
    create: async (order) =>
      map(
        await call(wire, 'createCredential', { body: formatCredentialOrder(order) }),
        parseIssuedCredential,
      ),
    list: async () =>
      map(await readAll(wire, 'listCredentials'), (rows) => rows.map(parseCredential).sort(newestFirst)),
    revoke: async (credential) =>
      map(await call(wire, 'revokeCredential', { path: { credential } }), ({ outcome }) => outcome),
  };
}

const map = <T, U>(result: Result<T, CallFailure>, change: (value: T) => U): Result<U, CallFailure> =>
  result.ok ? ok(change(result.value)) : result;

const newestFirst = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? 1 : -1;
