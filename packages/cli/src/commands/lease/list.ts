import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { leaseRecord, leaseTable } from '../../output/lease.ts';
import { print } from '../../output/print.ts';

export const listLeases: AccountWork = async (args, session) => {
  const { management, io } = session;
  const all = await asked(management.leases.list());
  if (!all.ok) return all;
  const states = args.texts('state');
  const leases = all.value.filter(
    ({ state, stuckAt }) =>
      (states.length === 0 || states.includes(state)) && (stuckAt !== null || !args.has('stuck')),
  );
  const servers = await asked(management.servers.list());
  if (!servers.ok) return servers;
  print(session, {
    json: () => leases.map(leaseRecord),
    human: (colour) => leaseTable(leases, servers.value, io.now(), colour),
  });
  return ok('done');
};
