import * as actions from '@actions/core';
import type { MintedToken, PlannedMint } from '@connect-token/broker-client';
import { formatDuration, type Instant, plain } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';
import type { Returned } from './give-back.ts';

/** What was granted, and why. */
type Grant = Pick<MintedToken, 'server' | 'vaults' | 'rule' | 'lifetimeMax' | 'credits'>;

/** What the job's page says of a token: what it reaches, until when, by which rule, and what is left of the plan. */
export const formatSummary = (minted: MintedToken, until: 'this job' | 'its command'): string =>
  page(
    'Connect token',
    `On the Connect server **${asText(minted.server.name)}**, until **${formatInstant(minted.expiresAt)}** at the latest; it is revoked when ${until} ends.`,
    minted,
    `Lease \`${minted.leaseId}\`.`,
  );

/** The same of a rehearsal. */
export const formatRehearsal = (planned: PlannedMint): string =>
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
  return `Connect token: ${name} ${became}\n`;
}

/** Onto the job's page. An older Enterprise Server has none, and a full disk is no reason to give a token back. */
export async function writeSummary(text: string): Promise<void> {
  try {
    await actions.summary.addRaw(text).write();
  } catch {
    actions.info('the job summary could not be written');
  }
}

function page(heading: string, first: string, grant: Grant, last: string): string {
  const rows = grant.vaults.map(
    ({ name, id, permissions }) => `| ${asText(name)} | ${asText(id)} | ${permissions.join(', ')} |`,
  );
  const lines = [`### ${heading}`, '', first, '', '| vault | id | may |', '| --- | --- | --- |', ...rows];
  const why = [ruleOf(grant), creditsOf(grant), last].filter((sentence) => sentence !== '').join(' ');
  return [...lines, '', why, ''].join('\n');
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

/** A name as text: everything but letters, digits and spaces is written as a character reference, which is never markup. */
const asText = (text: string): string =>
  plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
