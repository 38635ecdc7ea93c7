import type { Result } from '@connect-token/core';
import { open, type Place, type SealingKey, type SealProblem } from './seal.ts';

/** The keys of a process: what it seals under, and, while the key is being changed, what may be sealed under the one before. */
export interface Sealing {
  readonly current: SealingKey;
  readonly previous: SealingKey | null;
}

/** Opens what either key has sealed. */
export function openSealed(
  { current, previous }: Sealing,
  place: Place,
  sealed: Uint8Array,
): Result<Uint8Array, SealProblem> {
  const opened = open(current, place, sealed);
  return !opened.ok && opened.error === 'wrong-key' && previous !== null
    ? open(previous, place, sealed)
    : opened;
}
