import { type ManagedServer, ok, plain, quote } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { tellCredits } from '../../tell-credits.ts';
import { serversNamed } from './named.ts';

export const deleteServers: AccountWork = async (args, session) => {
  const servers = await serversNamed(args.first(), session);
  if (!servers.ok) return servers;
  const sure = await confirm(session, actionOf(servers.value));
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const { management, io } = session;
  for (const { id, name } of servers.value) {
    const deleted = await asked(management.servers.delete(id));
    if (!deleted.ok) return deleted;
    const what = deleted.value === 'deleted' ? 'was deleted, and its tokens with it' : 'was deleted before';
    io.stdout.write(`Connect server ${plain(name)} (${id}) ${what}.\n`);
  }
  await tellCredits(session, null);
  return ok('done');
};

function actionOf(servers: readonly ManagedServer[]): string {
  const [first] = servers;
  const what =
    servers.length === 1 && first !== undefined
      ? `the Connect server ${quote(first.name)}`
      : `${servers.length} Connect servers`;
  return `deleting ${what} with all tokens and credentials files`;
}
