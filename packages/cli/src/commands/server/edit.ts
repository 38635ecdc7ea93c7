import { ok, plain } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findServer } from '../../find.ts';

export const editServer: AccountWork = async (args, { management, io }) => {
  const server = await findServer(management, args.first());
  if (!server.ok) return server;
  const renamed = await asked(management.servers.rename(server.value.id, args.needed('name')));
  if (!renamed.ok) return renamed;
  const { id, name } = renamed.value;
  io.stdout.write(`Connect server ${plain(server.value.name)} (${id}) is now named ${plain(name)}.\n`);
  return ok('done');
};
