import * as actions from '@actions/core';
import type { MintedToken } from '@connect-token/broker-client';
import { formatInstant } from '@connect-token/job';
import type { Inputs } from './inputs.ts';

/**
 * Hands the token to the workflow: as outputs, which a step must ask for by name, and to every later step of the job only
 * where the workflow says so (T35). INVARIANT: comes after `mask`.
 */
export function publish(minted: MintedToken, { connectHost, exportEnv }: Inputs): void {
  const host = connectHost ?? minted.connectUrl;
  actions.setOutput('token', minted.token.reveal());
  actions.setOutput('connect-host', host);
  actions.setOutput('expires-at', formatInstant(minted.expiresAt));
  actions.setOutput('lease-id', minted.leaseId);
  actions.setOutput('vaults', JSON.stringify(minted.vaults));
  if (!exportEnv) return;
  if (process.env['OP_CONNECT_TOKEN'])
    actions.warning("OP_CONNECT_TOKEN was set before this step, and is this step's token from here on");
  actions.exportVariable('OP_CONNECT_HOST', host);
  actions.exportVariable('OP_CONNECT_TOKEN', minted.token.reveal());
}
