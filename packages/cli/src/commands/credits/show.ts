import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { creditRecord, creditText } from '../../output/credits.ts';
import { print } from '../../output/print.ts';

export const showCredits: AccountWork = async (_args, session) => {
  const { management } = session;
  const report = await asked(management.credits.read());
  if (!report.ok) return report;
  const servers = await asked(management.servers.list());
  if (!servers.ok) return servers;
  print(session, {
    json: () => creditRecord(report.value, servers.value),
    human: (colour) => creditText(report.value, servers.value, colour),
  });
  return ok('done');
};
