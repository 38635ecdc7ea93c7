import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { print } from '../../output/print.ts';
import { serverRecord, serverTable } from '../../output/server.ts';

export const listServers: AccountWork = async (_args, session) => {
  const servers = await asked(session.management.servers.list());
  if (!servers.ok) return servers;
  print(session, {
    json: () => servers.value.map(serverRecord),
    human: (colour) => serverTable(servers.value, colour),
  });
  return ok('done');
};
