import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { listTokens, nameServer } from '../../find.ts';
import { print } from '../../output/print.ts';
import { tokenRecord, tokenTable } from '../../output/token.ts';

export const listTokensOf: AccountWork = async (args, session) => {
  const { management, io } = session;
  const servers = await asked(management.servers.list());
  if (!servers.ok) return servers;
  const narrow = args.text('server');
  const server = narrow === undefined ? ok(null) : nameServer(narrow, servers.value);
  if (!server.ok) return server;
  const tokens = await listTokens(management, server.value);
  if (!tokens.ok) return tokens;
  print(session, {
    json: () => tokens.value.map(tokenRecord),
    human: (colour) => tokenTable(tokens.value, servers.value, io.now(), colour),
  });
  return ok('done');
};
