import * as actions from '@actions/core';
import type { MintedToken } from '@connect-token/broker-client';
import type { FailureOf } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';
import type { TokenUse } from './token-use.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether `export-env` would replace a token that this step hasn't made: that of an earlier use of this action, most likely. */
export function refuseTaken(
  use: TokenUse,
  environment: Environment,
): FailureOf<'VARIABLE_TAKEN'> | undefined {
  if (use.kind !== 'environment' || use.overwrite) return undefined;
  const { token } = use.names;
  return environment[token] ? { code: 'VARIABLE_TAKEN', variable: token } : undefined;
}

/**
 * Hands the token to the workflow: as an output, which a step must ask for by name, and to every later step of the job only
 * where the workflow says so (T35); a command's token goes into neither. INVARIANT: comes after the mask.
 */
export function publish(minted: MintedToken, host: string, use: TokenUse): void {
  if (use.kind !== 'command') actions.setOutput('token', minted.token.reveal());
  actions.setOutput('connect-host', host);
  actions.setOutput('expires-at', formatInstant(minted.expiresAt));
  actions.setOutput('lease-id', minted.leaseId);
  actions.setOutput('vaults', JSON.stringify(minted.vaults));
  if (use.kind !== 'environment') return;
  const { names } = use;
  const before = process.env[names.host];
  if (before && before !== host)
    actions.warning(
      `\`${names.host}\` was set before this step, and is where this step's token is good from here on`,
    );
  actions.exportVariable(names.host, host);
  actions.exportVariable(names.token, minted.token.reveal());
}
