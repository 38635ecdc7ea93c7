import { err, type FailureOf, type ManagedServer, ok, type Result } from '@connect-token/core';
import { upperAscii } from '../identifier.ts';
import { readManagedServer } from '../server-rows.ts';
import type { Change } from './change.ts';

export async function findServer(
  { trx }: Change,
  id: string,
): Promise<Result<ManagedServer, FailureOf<'SERVER_UNKNOWN'>>> {
  const server = await readManagedServer(trx, upperAscii(id));
  return server === undefined ? err({ code: 'SERVER_UNKNOWN', server: id, nearest: null }) : ok(server);
}

/** As the change has left it. */
export async function writtenServer({ trx }: Change, id: string): Promise<ManagedServer> {
  const server = await readManagedServer(trx, id);
  if (server === undefined) throw new Error('invariant: a server that was written');
  return server;
}
