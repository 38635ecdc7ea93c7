import { once } from 'node:events';
import { join } from 'node:path';
import type { Account } from '@connect-token/account';
import { listenOnSocket, removeSocket } from '@connect-token/broker';
import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Logger } from 'pino';
import { ITEMS_SOCKET } from '../items-socket/place.ts';
import { itemsServer } from '../items-socket/server.ts';
import { crashOf } from '../report.ts';
import { ownVersion } from '../version.ts';

/** How long a command's call may still run when the house closes. */
const DRAIN_MS = 5_000;

/** The owner's items on a socket of their own: no listener of the network and no credential leads to it. */
export async function openItemsSocket(
  dataDirectory: string,
  account: Account,
  log: Logger,
): Promise<Result<() => Promise<void>, NonEmpty<Failure>>> {
  const path = join(dataDirectory, ITEMS_SOCKET);
  const server = itemsServer(await account.items(), ownVersion(), (cause) =>
    log.error({ crash: crashOf(cause) }, 'a call of the items socket broke'),
  );
  const listener = {
    listen: async (place: { readonly path: string }) => {
      server.listen(place.path);
      // Rejects with what kept it from listening.
      await once(server, 'listening');
    },
  };
  const listening = await listenOnSocket(listener, path);
  if (!listening.ok) return err([listening.error]);
  return ok(async () => {
    const closed = once(server, 'close');
    server.close();
    const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(late);
    await removeSocket(path);
  });
}
