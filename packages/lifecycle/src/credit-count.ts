import type { Credits, LeaseIntent } from '@connect-token/core';
import type { Surroundings } from './surroundings.ts';

/** The account's credits as a caller is told of them, who was granted some. */
export interface CreditCount {
  readonly used: Credits;
  readonly limit: Credits;
}

/**
 * What is in use of how many, `null` where nobody counts: for people to read. It was the store that counted for the decision, and this
 * is a second look; so where it fails, nothing else does.
 */
export async function countCredits(
  { leases }: Pick<Surroundings, 'leases'>,
  { plan, standing }: LeaseIntent['admission'],
): Promise<CreditCount | null> {
  if (plan.kind === 'unlimited') return null;
  try {
    return { used: standing + (await leases.heldCredits()), limit: plan.limit };
  } catch {
    return null;
  }
}
