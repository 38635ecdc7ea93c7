import type { EndedLease, OpenLease } from '@connect-token/broker-client';
import type { Credits } from '@connect-token/core';
import type { Looked } from './look.ts';

/** What a sweep found and did. */
export interface Swept {
  readonly open: readonly OpenLease[];
  /** Whether the broker has more of them than were asked for. */
  readonly more: boolean;
  readonly looked: readonly Looked[];
  /** Leases of jobs that are over. */
  readonly over: readonly OpenLease[];
  readonly dryRun: boolean;
  /** Those of them that were ended here. */
  readonly leases: readonly EndedLease[];
  readonly unknown: readonly string[];
}

export interface Outcome {
  /** With a dry run: how many would have been. */
  readonly ended: number;
  readonly creditsFreed: Credits;
  readonly unread: readonly OpenLease[];
  readonly sentence: string;
  /** What an owner of the workflow should look at; `null`: nothing. */
  readonly warning: string | null;
  /** There was something to ask about, and nothing was told: no sweep took place. */
  readonly isBlind: boolean;
  readonly cause: string;
}

export function outcomeOf({ open, more, looked, over, dryRun, leases, unknown }: Swept): Outcome {
  const unreadLooks = looked.filter((each) => each.kind === 'unread');
  const unread = unreadLooks.flatMap(({ attempt }) => attempt.leases);
  const freed = leases.filter(({ state }) => state === 'revoked');
  const ended = dryRun ? over.length : leases.length;
  const warnings = [
    unread.length === 0
      ? ''
      : `GitHub didn't tell of the runs of ${openLeases(unread.length)}: the token of \`github-token\` may not read them. None of it was ended; what is open dies by its own expiry`,
    unknown.length === 0 ? '' : `the broker didn't let this job end ${openLeases(unknown.length)}`,
    more ? 'there are more open leases than one sweep asks for: the next goes on' : '',
  ].filter((warning) => warning !== '');
  return {
    ended,
    creditsFreed: freed.reduce((sum, { credits }) => sum + credits, 0),
    unread,
    sentence: `${openLeases(open.length)}, ${over.length} of jobs that are over: ${dryRun ? 'none ended in a dry run' : `${ended} ended`}`,
    warning: warnings.length === 0 ? null : warnings.join('\n'),
    isBlind: looked.length > 0 && unreadLooks.length === looked.length,
    cause: unreadLooks[0]?.cause ?? '',
  };
}

const openLeases = (count: number): string => (count === 1 ? '1 open lease' : `${count} open leases`);
