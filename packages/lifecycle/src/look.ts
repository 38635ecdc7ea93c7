import {
  type CallFailure,
  type Failure,
  foldAscii,
  type Instant,
  type Lease,
  type ListEvidence,
  ok,
  type Result,
  type SettlementEvidence,
  sameId,
  type Token,
  tokensOf,
} from '@connect-token/core';
import { call } from './call.ts';
import type { Watched } from './watched.ts';

/** What was learned of a lease, and what went wrong with its deletes. */
export interface Look {
  readonly evidence: SettlementEvidence;
  readonly failure: Failure | null;
}

/** A whole list of the control plane, found by name and by id: a pass looks thousands of leases up in it. */
export interface Listing {
  readonly askedAt: Instant;
  readonly byName: ReadonlyMap<string, readonly Token[]>;
  readonly byId: ReadonlyMap<string, Token>;
}

export const deleteToken = async (around: Watched, id: string) => {
  await around.turn();
  return call(around, around.controlPlane.tokens.delete(id));
};

/** Deletes the token whose id the lease knows. */
export async function deleteKnown(around: Watched, { tokenId }: Lease): Promise<Look> {
  if (tokenId === null) return { evidence: { deletion: null, list: null }, failure: null };
  const deleted = await deleteToken(around, tokenId);
  return deleted.ok
    ? { evidence: { deletion: 'done', list: null }, failure: null }
    : { evidence: { deletion: 'failed', list: null }, failure: deleted.error.failure };
}

export async function askList(around: Watched): Promise<Result<Listing, CallFailure>> {
  const askedAt = around.clock.now();
  const listed = await call(around, around.controlPlane.tokens.list());
  if (!listed.ok) return listed;
  const byName = new Map<string, Token[]>();
  const byId = new Map<string, Token>();
  for (const token of listed.value) {
    const same = byName.get(token.name);
    if (same === undefined) byName.set(token.name, [token]);
    else same.push(token);
    byId.set(foldAscii(token.id), token);
  }
  return ok({ askedAt, byName, byId });
}

/**
 * Deletes whatever live token of the lease a list shows beside the known one: a create whose answer was lost may have made one, and
 * once in a while two (F8, F10). INVARIANT: the list was asked for after `before`.
 */
export async function deleteShown(
  around: Watched,
  lease: Lease,
  before: Look,
  listing: Listing,
): Promise<Look> {
  const { deletion } = before.evidence;
  const shown = tokensOf(lease, candidatesOf(lease, listing), listing.askedAt, around.timings);
  const known = shown.filter(({ id }) => lease.tokenId !== null && sameId(id, lease.tokenId));
  let { failure } = before;
  let reached = known.length === 0 || deletion === 'done';
  for (const token of shown) {
    if (known.includes(token)) continue;
    const deleted = await deleteToken(around, token.id);
    if (deleted.ok) continue;
    reached = false;
    failure ??= deleted.error.failure;
  }
  const shows: ListEvidence['shows'] = shown.length === 0 ? 'none' : reached ? 'deleted' : 'live';
  return { evidence: { deletion, list: { askedAt: listing.askedAt, shows } }, failure };
}

function candidatesOf({ tokenName, tokenId }: Lease, { byName, byId }: Listing): readonly Token[] {
  const named = byName.get(tokenName) ?? [];
  const known = tokenId === null ? undefined : byId.get(foldAscii(tokenId));
  return known === undefined || named.includes(known) ? named : [...named, known];
}
