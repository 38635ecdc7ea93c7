import type { MintedToken } from '@connect-token/broker-client';
import { plain } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';

/** What the job's page says of the token: what was granted, until when, and the credits that it takes. */
export function formatSummary({ server, vaults, expiresAt, leaseId }: MintedToken): string {
  const rows = vaults.map(
    ({ name, id, permissions }) => `| ${asText(name)} | ${asText(id)} | ${permissions.join(', ')} |`,
  );
  const credits = vaults.length === 1 ? '1 vault access credit' : `${vaults.length} vault access credits`;
  return [
    '### Connect token',
    '',
    `On the Connect server **${asText(server.name)}**, until **${formatInstant(expiresAt)}** at the latest; it is revoked when this job ends.`,
    '',
    '| vault | id | may |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `It takes ${credits} as long as it lives. Lease \`${leaseId}\`.`,
    '',
  ].join('\n');
}

/** A name as text: everything but letters, digits and spaces is written as a character reference, which is never markup. */
const asText = (text: string): string =>
  plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
