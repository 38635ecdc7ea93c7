import type { EndedLease, EndedRun } from '@connect-token/broker-client';
import type { Credits } from '@connect-token/core';
import { formatFreed, formatTable } from '@connect-token/job';

/** Rows that somebody reads. */
const ROWS_MAX = 50;

/** Of what the account has confirmed: until then a lease holds what it held. */
export const creditsFreed = ({ leases }: EndedRun): Credits =>
  leases.filter(({ state }) => state === 'revoked').reduce((sum, { credits }) => sum + credits, 0);

/** One line for the log. */
export function formatEnded(ended: EndedRun): string {
  const { ended: count, askedAgain } = ended;
  const more = askedAgain ? `. ${AGAIN}` : '';
  if (count === 0)
    return `${askedAgain ? 'nothing of this run is open any more' : 'this run held no open token: nothing was left to end'}${more}`;
  const waiting = ended.leases.filter(({ state }) => state === 'revoking').length;
  const rest = waiting === 0 ? '' : `, ${waiting} of which the broker keeps at until the account confirms`;
  return `ended ${count === 1 ? '1 token' : `${count} tokens`} that this run still held${rest}${more}`;
}

/** The broker says what it has ended now; what it may have ended when it was asked before isn't part of that. */
const AGAIN = 'The broker had to be asked again: what this step ended by asking before is not counted here';

/** What the job's page says. No secret is in it: an id of a lease ends nothing. */
export function formatPage(ended: EndedRun): readonly string[] {
  const heading = ['### Connect token: end of the run', '', `${capital(formatEnded(ended))}.`, ''];
  if (ended.ended === 0) return heading;
  const shown = ended.leases.slice(0, ROWS_MAX);
  const more = ended.ended - shown.length;
  return [
    ...heading,
    ...formatTable(['lease', 'is', 'credits'], shown.map(row)),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
    '',
    formatFreed(creditsFreed(ended)),
  ];
}

const row = ({ id, state, credits }: EndedLease): readonly string[] => [
  `\`${id}\``,
  state === 'revoked' ? 'revoked' : 'being revoked',
  String(credits),
];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
