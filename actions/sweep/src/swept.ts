import type { OpenLease } from '@connect-token/broker-client';
import type { Credits } from '@connect-token/core';
import type { Ended } from './end.ts';
import type { Looked } from './look.ts';

/** What a sweep found and did. */
export interface Swept extends Ended {
  readonly open: readonly OpenLease[];
  /** Whether the broker has more of them than were asked for. */
  readonly more: boolean;
  readonly looked: readonly Looked[];
  /** Leases of jobs that are over. */
  readonly over: readonly OpenLease[];
  readonly dryRun: boolean;
}

export interface Outcome {
  /** With a dry run: how many would have been. What may have been ended by this step isn't counted, nor are its credits. */
  readonly ended: number;
  readonly creditsFreed: Credits;
  readonly unread: readonly OpenLease[];
  /** To be ended, and nobody said what became of them. */
  readonly left: number;
  readonly sentence: string;
  /** What an owner of the workflow should look at; `null`: nothing. */
  readonly warning: string | null;
  /** There was something to ask about, and nothing was told: no sweep took place. */
  readonly isBlind: boolean;
  readonly cause: string;
}

export function outcomeOf(swept: Swept): Outcome {
  const { open, more, looked, over, dryRun, leases, unknown } = swept;
  const unreadLooks = looked.filter((each) => each.kind === 'unread');
  const unread = unreadLooks.flatMap(({ attempt }) => attempt.leases);
  const freed = leases.filter(({ state }) => state === 'revoked');
  const warnings = [
    unread.length === 0
      ? ''
      : `GitHub didn't tell of the runs of ${openLeases(unread.length)}: the token of \`github-token\` may not read them. None of it was ended; what is open dies by its own expiry`,
    unknown.length === 0 ? '' : `the broker didn't let this job end ${openLeases(unknown.length)}`,
    more ? 'there are more open leases than one sweep asks for: the next goes on' : '',
  ].filter((warning) => warning !== '');
  return {
    ended: dryRun ? over.length : leases.length,
    creditsFreed: freed.reduce((sum, { credits }) => sum + credits, 0),
    unread,
    left: leftOf(swept),
    sentence: `${openLeases(open.length)}, ${over.length} of jobs that are over: ${endedText(swept)}`,
    warning: warnings.length === 0 ? null : warnings.join('\n'),
    isBlind: looked.length > 0 && unreadLooks.length === looked.length,
    cause: unreadLooks[0]?.cause ?? '',
  };
}

/** Without a failure each was answered about; a broker that leaves one out has ended it before. */
const leftOf = ({ failure, over, leases, before, perhaps, unknown }: Swept): number =>
  failure === null ? 0 : over.length - leases.length - before.length - perhaps.length - unknown.length;

function endedText({ dryRun, leases, perhaps }: Swept): string {
  if (dryRun) return 'none ended in a dry run';
  const here = `${leases.length} ended`;
  return perhaps.length === 0
    ? here
    : `${here}, and ${perhaps.length} by this step or by somebody else (the broker had to be asked again)`;
}

export const openLeases = (count: number): string => (count === 1 ? '1 open lease' : `${count} open leases`);
