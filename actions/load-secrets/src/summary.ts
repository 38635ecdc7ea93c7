import * as actions from '@actions/core';
import type { MintedToken } from '@connect-token/broker-client';
import { plain } from '@connect-token/core';
import type { LoadedSecret } from './loaded-secret.ts';

/** A page that somebody reads; the log names the rest. */
const ROWS_MAX = 50;

export interface Loading {
  readonly secrets: readonly LoadedSecret[];
  readonly exportEnv: boolean;
  readonly grant: Pick<MintedToken, 'server' | 'vaults' | 'rule'>;
  /** Nothing of the token is left. */
  readonly givenBack: boolean;
}

/** What the job's page says of the secrets: which variables, from where, by which right, and what became of the token. */
export function formatSummary({ secrets, exportEnv, grant, givenBack }: Loading): string {
  const rows = secrets
    .slice(0, ROWS_MAX)
    .map(({ name, reference }) => `| ${asText(name)} | ${asText(reference)} |`);
  const more = secrets.length > ROWS_MAX ? [`| and ${secrets.length - ROWS_MAX} more | |`] : [];
  const by = grant.rule === null ? '' : `, by the rule **${asText(grant.rule)}**`;
  const vaults = grant.vaults.map(({ name }) => asText(name)).join(', ');
  return [
    '### Secrets',
    '',
    `| ${exportEnv ? 'variable' : 'output'} | from |`,
    '| --- | --- |',
    ...rows,
    ...more,
    '',
    `Read on the Connect server **${asText(grant.server.name)}** with a token for **${vaults}**${by}. ${
      givenBack ? 'The token is revoked.' : 'The token is not revoked yet: the post step tries again.'
    }`,
    '',
  ].join('\n');
}

/** An older Enterprise Server has no such page, and a full disk is no reason to fail. */
export async function writeSummary(text: string): Promise<void> {
  try {
    await actions.summary.addRaw(text).write();
  } catch {
    actions.info('the job summary could not be written');
  }
}

/** A name as text: everything but letters, digits and spaces is written as a character reference, which is never markup. */
const asText = (text: string): string =>
  plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
