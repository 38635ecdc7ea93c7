import * as actions from '@actions/core';
import { formatDuration, type MintRequest, quote, quoteList } from '@connect-token/core';
import { reportFailures, visitBroker, writePage } from '@connect-token/job';
import type { Inputs } from './inputs.ts';
import { formatRehearsal } from './summary.ts';

/** `dry-run`: green where a token would be granted, red with the reasons where not. Nothing is made, so nothing is remembered. */
export async function rehearse({ brokerUrl, audience }: Inputs, request: MintRequest): Promise<void> {
  const planned = await visitBroker(brokerUrl, audience, ({ client, idToken }) =>
    client.plan({ request, idToken }),
  );
  if (!planned.ok) return reportFailures([planned.error], 'this was a dry run: no token would be granted');
  const { server, vaults, lifetime, rule } = planned.value;
  const names = quoteList(vaults.map(({ name }) => name));
  const by = rule === null ? '' : ` by the rule ${quote(rule)}`;
  actions.info(
    `dry run: a Connect token for ${names} on the server ${quote(server.name)} would be granted${by}, for ${formatDuration(lifetime)}; none was made`,
  );
  await writePage(formatRehearsal(planned.value));
  process.exitCode = actions.ExitCode.Success;
}
