import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { print } from '../../output/print.ts';
import { serverDetails, serverRecord } from '../../output/server.ts';
import { serversNamed } from './named.ts';

/** One after another: several JSON objects are a stream, as `op` prints them for `-`. */
export const getServer: AccountWork = async (args, session) => {
  const servers = await serversNamed(args.first(), session);
  if (!servers.ok) return servers;
  const vaults = await asked(session.management.vaults.list());
  if (!vaults.ok) return vaults;
  for (const [index, server] of servers.value.entries()) {
    const apart = index === 0 ? '' : '\n';
    print(session, {
      json: () => serverRecord(server),
      human: () => apart + serverDetails(server, vaults.value),
    });
  }
  return ok('done');
};
