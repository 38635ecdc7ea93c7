import type { ClockOffset } from '@connect-token/broker-client';
import { formatDuration } from '@connect-token/core';

/** What the clocks of the others are against this runner's; `null`: within a minute, or not known. */
export interface Clocks {
  readonly broker: ClockOffset | null;
  readonly github: ClockOffset | null;
}

/**
 * Whose clock is wrong, in words, or `null` where none is. Three clocks have to agree before an ID token's times mean the same to
 * who makes it and to who reads it; the one that differs from both others is named.
 */
export function describeClocks({ broker, github }: Clocks): string | null {
  if (broker !== null && github !== null && broker.theirs === github.theirs)
    return `this runner's clock is ${formatDuration(broker.by)} ${broker.theirs === 'ahead' ? 'behind' : 'ahead of'} the broker's and GitHub's: have it set by a time server`;
  if (broker !== null) return `${off('the broker', broker)}: compare both with a time server`;
  return github === null ? null : `${off('GitHub', github)}: compare this runner's with a time server`;
}

const off = (whose: string, { theirs, by }: ClockOffset): string =>
  `${whose}'s clock is ${formatDuration(by)} ${theirs === 'ahead' ? 'ahead of' : 'behind'} this runner's`;
