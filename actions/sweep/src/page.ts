import type { OpenLease } from '@connect-token/broker-client';
import { describe, type TokenConcern } from '@connect-token/core';
import { asText, formatFreed, formatInstant, formatTable } from '@connect-token/job';
import type { Looked } from './look.ts';
import { outcomeOf, type Swept } from './swept.ts';
import type { Reported, TokenReport } from './tokens.ts';

/** Rows of one table that somebody reads. */
const ROWS_MAX = 100;

/** What the job's page says of a sweep: what was ended, what couldn't be read, and which tokens somebody should look at. */
export function formatPage(swept: Swept, tokens: TokenReport, unusedDays: number | null): readonly string[] {
  const { sentence, creditsFreed } = outcomeOf(swept);
  const became = becameOf(swept);
  const freed = swept.dryRun ? [] : ['', formatFreed(creditsFreed)];
  return [
    `### Connect token: sweep${swept.dryRun ? ' (dry run)' : ''}`,
    '',
    `${sentence}.`,
    ...table(
      ['lease', 'repository', 'run', 'attempt', 'credits', 'is'],
      swept.over.map((lease) => overRow(lease, swept.dryRun ? 'would be ended' : WORDS[became(lease.id)])),
    ),
    ...freed,
    ...unreadPart(swept.looked),
    ...tokenPart(tokens, unusedDays),
  ];
}

const WORDS = {
  revoked: 'revoked',
  revoking: 'being revoked',
  unknown: "open: its end isn't allowed",
  gone: 'ended by somebody else',
  perhaps: 'ended, by this step or by somebody else',
  left: 'not known: the broker gave no answer',
} as const;

function becameOf(swept: Swept): (leaseId: string) => keyof typeof WORDS {
  const became = new Map<string, keyof typeof WORDS>([
    ...swept.leases.map(({ id, state }) => [id, state] as const),
    ...swept.before.map((id) => [id, 'gone'] as const),
    ...swept.perhaps.map((id) => [id, 'perhaps'] as const),
    ...swept.unknown.map((id) => [id, 'unknown'] as const),
  ]);
  return (leaseId) => became.get(leaseId) ?? (swept.failure === null ? 'gone' : 'left');
}

const overRow = (lease: OpenLease, became: string): readonly string[] => [
  `\`${lease.id}\``,
  asText(lease.repositoryId),
  asText(lease.runId),
  asText(lease.runAttempt),
  String(lease.credits),
  became,
];

function unreadPart(looked: readonly Looked[]): readonly string[] {
  const unread = looked.filter((each) => each.kind === 'unread');
  if (unread.length === 0) return [];
  const rows = unread.map(({ attempt, cause }) => [
    asText(attempt.repositoryId),
    asText(attempt.runId),
    asText(attempt.runAttempt),
    String(attempt.leases.length),
    asText(cause),
  ]);
  return [
    '',
    '#### Not read, so not ended',
    ...table(['repository', 'run', 'attempt', 'leases', 'GitHub'], rows),
  ];
}

function tokenPart(tokens: TokenReport, unusedDays: number | null): readonly string[] {
  const heading = ['', '#### Tokens that were made by hand', ''];
  switch (tokens.kind) {
    case 'off':
      return [];
    case 'failed':
      return [...heading, `Not reported: ${asText(describe(tokens.failure))}.`];
    case 'told':
      return [
        ...heading,
        tokens.reported.length === 0
          ? 'None has to be looked at.'
          : `${tokens.reported.length} should be looked at. Nothing was done to them.`,
        ...table(
          ['token', 'id', 'server', 'made', 'expires', 'last used', 'because'],
          tokens.reported.map((each) => tokenRow(each, unusedDays)),
        ),
        '',
        usesText(tokens, unusedDays),
        ...(tokens.more ? ['', 'There are more tokens than one sweep asks for.'] : []),
      ];
  }
}

function usesText(
  { usesSince, tooShort }: Extract<TokenReport, { kind: 'told' }>,
  unusedDays: number | null,
): string {
  if (usesSince === null) return "The account doesn't know when its tokens were used.";
  const known = `Uses are known since ${formatInstant(usesSince)}.`;
  return tooShort
    ? `${known} That is less than ${unusedDays} days, so a token of which no use is known isn't called unused: give \`unused-for\` fewer days, or the broker a longer \`activity_keep\`.`
    : known;
}

const tokenRow = ({ token, concerns }: Reported, unusedDays: number | null): readonly string[] => [
  asText(token.name),
  asText(token.id),
  asText(token.server.name ?? token.server.id),
  formatInstant(token.createdAt),
  token.expiresAt === null ? 'never' : formatInstant(token.expiresAt),
  token.lastUsedAt === null ? 'not known' : formatInstant(token.lastUsedAt),
  concerns.map((concern) => concernText(concern, unusedDays)).join(', '),
];

function concernText(concern: TokenConcern, unusedDays: number | null): string {
  switch (concern) {
    case 'no-expiry':
      return 'it never expires';
    case 'unused':
      return `unused for ${unusedDays} days`;
  }
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - ROWS_MAX;
  return [
    '',
    ...formatTable(columns, rows.slice(0, ROWS_MAX)),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
  ];
}
