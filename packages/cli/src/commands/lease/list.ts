import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { leaseRecord, leaseTable } from '../../output/lease.ts';
import { print } from '../../output/print.ts';

export const listLeases: AccountWork = async (_args, session) => {
  const { management, io } = session;
  const leases = await asked(management.leases.list());
  if (!leases.ok) return leases;
  const servers = await asked(management.servers.list());
  if (!servers.ok) return servers;
  print(session, {
    json: () => leases.value.map(leaseRecord),
    human: (colour) => leaseTable(leases.value, servers.value, io.now(), colour),
  });
  return ok('done');
};
