import type { MintedToken } from '@connect-token/broker-client';
import { asText, formatTable } from '@connect-token/job';
import type { GivenBack } from './given-back.ts';
import type { Handing, LoadedSecret } from './loaded-secret.ts';

/** A page that somebody reads; the log names the rest. */
const ROWS_MAX = 50;

export interface Loading {
  readonly secrets: readonly LoadedSecret[];
  readonly as: Handing;
  readonly grant: Pick<MintedToken, 'server' | 'vaults' | 'rule'>;
  readonly givenBack: GivenBack;
}

const BECAME: Readonly<Record<GivenBack, string>> = {
  revoked: 'The token is revoked.',
  revoking: 'The token is being revoked: the broker keeps at it until the account confirms.',
  left: 'The token is not revoked yet: the post step tries again.',
};

/** What the job's page says of the secrets: which variables, from where, by which right, and what became of the token. */
export function formatSummary({ secrets, as, grant, givenBack }: Loading): readonly string[] {
  const rows = secrets.slice(0, ROWS_MAX).map(({ name, reference }) => [asText(name), asText(reference)]);
  const more = secrets.length > ROWS_MAX ? [[`and ${secrets.length - ROWS_MAX} more`, '']] : [];
  const by = grant.rule === null ? '' : `, by the rule **${asText(grant.rule)}**`;
  const vaults = grant.vaults.map(({ name }) => asText(name)).join(', ');
  return [
    '### Secrets',
    '',
    ...formatTable([as === 'variables' ? 'variable' : 'output', 'from'], [...rows, ...more]),
    '',
    `Read on the Connect server **${asText(grant.server.name)}** with a token for **${vaults}**${by}. ${BECAME[givenBack]}`,
  ];
}
