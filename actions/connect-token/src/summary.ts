import type { MintedToken, PlannedMint } from '@connect-token/broker-client';
import { formatDuration, type Instant } from '@connect-token/core';
import { asText, formatInstant, formatTable } from '@connect-token/job';
import type { Returned } from './returned.ts';

/** What was granted, and why. */
type Grant = Pick<MintedToken, 'server' | 'vaults' | 'rule' | 'lifetimeMax' | 'credits'>;

/** What the job's page says of a token: what it reaches, until when, by which rule, and what is left of the plan. */
export const formatSummary = (minted: MintedToken, until: 'this job' | 'its command'): readonly string[] =>
  page(
    'Connect token',
    `On the Connect server **${asText(minted.server.name)}**, until **${formatInstant(minted.expiresAt)}** at the latest; it is revoked when ${until} ends.`,
    minted,
    `Lease \`${minted.leaseId}\`.`,
  );

/** The same of a rehearsal. */
export const formatRehearsal = (planned: PlannedMint): readonly string[] =>
  page(
    'Connect token: dry run',
    `This would be granted on the Connect server **${asText(planned.server.name)}**, for **${formatDuration(planned.lifetime)}**. No token was made.`,
    planned,
    '',
  );

/** What became of it, after the post step. */
export function formatOutcome({ name, outcome }: Returned, expiresAt: Instant): string {
  const became = outcome.ok
    ? outcome.value === 'revoked'
      ? 'is **revoked**.'
      : 'is **being revoked**: the broker keeps at it until the account confirms.'
    : `is **not revoked** (${outcome.error.code}): it dies by itself at **${formatInstant(expiresAt)}** at the latest.`;
  return `Connect token: ${name} ${became}`;
}

function page(heading: string, first: string, grant: Grant, last: string): readonly string[] {
  const rows = grant.vaults.map(({ name, id, permissions }) => [
    asText(name),
    asText(id),
    permissions.join(', '),
  ]);
  const why = [ruleOf(grant), creditsOf(grant), last].filter((sentence) => sentence !== '').join(' ');
  return [`### ${heading}`, '', first, '', ...formatTable(['vault', 'id', 'may'], rows), '', why];
}

function ruleOf({ rule, lifetimeMax }: Grant): string {
  if (rule === null) return '';
  const allows = lifetimeMax === null ? '' : `, which allows up to ${formatDuration(lifetimeMax)}`;
  return `By the rule **${asText(rule)}**${allows}.`;
}

function creditsOf({ vaults, credits }: Grant): string {
  const cost = vaults.length === 1 ? '1 vault access credit' : `${vaults.length} vault access credits`;
  const left = credits === null ? '' : `; with it ${credits.used} of ${credits.limit} are in use`;
  return `It takes ${cost} as long as it lives${left}.`;
}
