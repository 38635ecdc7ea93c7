import type { LeaseStore } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  byId,
  byKey,
  byToken,
  intended,
  intentOf,
  jobNamed,
  keyOf,
  NO_TOMBSTONE,
  sha256Of,
  stamp,
  tombstone,
  type Wish,
} from './intents.ts';

/** Many callers at once: exactly one of them gets what there is one of. */
export function raceContract(leases: () => LeaseStore): void {
  /** What became of each, counted: `admitted` or a code. */
  const race = async (wishes: readonly Wish[]): Promise<Readonly<Record<string, number>>> => {
    const results = await Promise.all(wishes.map((wish) => leases().intend(intentOf(wish), stamp())));
    const counts: Record<string, number> = {};
    for (const result of results) {
      const outcome = result.ok ? 'admitted' : result.error.code;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return counts;
  };
  const times = (count: number, wish: Wish = {}): readonly Wish[] =>
    Array.from({ length: count }, () => wish);

  test('of a hundred intents with one key, one is admitted', async () => {
    expect(await race(times(100, { key: keyOf('one') }))).toEqual({ admitted: 1, HANDLE_USED: 99 });
    expect(await leases().heldCredits()).toBe(1);
  });

  test('of fifty intents with one ID token, one is admitted', async () => {
    const wishes = times(50, { idToken: { tokenId: 'jti' } });
    expect(await race(wishes)).toEqual({ admitted: 1, ID_TOKEN_REPLAYED: 49 });
  });

  test('of two hundred intents for the last seven credits, seven are admitted', async () => {
    const wishes = times(200, { plan: { kind: 'metered', limit: 10 }, standing: 3 });
    expect(await race(wishes)).toEqual({ admitted: 7, CREDITS_EXHAUSTED: 193 });
    expect(await leases().heldCredits()).toBe(7);
  });

  test('of twenty intents of one job, five are admitted', async () => {
    const wishes = times(20, { job: jobNamed('7') });
    expect(await race(wishes)).toEqual({ admitted: 5, OPEN_LEASES_TOO_MANY: 15 });
  });

  test('a handle that is ended while its mint arrives never leads to an open lease, whichever comes first', async () => {
    for (const endsFirst of [true, false]) {
      const key = keyOf(`ends first: ${endsFirst}`);
      const intend = () => leases().intend(intentOf({ key }), stamp());
      const end = () => leases().end(byKey(key), 'handle', tombstone(), stamp());
      const ending = endsFirst ? end() : undefined;
      const minting = intend();
      await (ending ?? end());
      const minted = await minting;
      // Which of the two is first is the store's to say, and both hear the same.
      const outcome = await end();
      if (minted.ok) expect(outcome).toMatchObject({ kind: 'already', lease: { state: 'revoking' } });
      else expect([minted.error.code, outcome]).toEqual(['HANDLE_ENDED', { kind: 'buried' }]);
    }
  });

  test('a lease that is ended while its token is made is active or ended, and never both', async () => {
    for (const endsFirst of [true, false]) {
      const lease = await intended(leases());
      const token = { id: `token-${lease.id}`, sha256: sha256Of(lease.id) };
      const end = () => leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
      const activate = () => leases().activate(lease.id, token, stamp());
      const ending = endsFirst ? end() : undefined;
      const active = await activate();
      await (ending ?? end());
      expect(await leases().find(byId(lease))).toMatchObject({
        state: 'revoking',
        tokenId: active ? token.id : null,
      });
    }
  });

  test('of ten ends of one lease, one ends it', async () => {
    const lease = await activated(leases());
    const which = [byId(lease), byToken(lease), byKey(lease.key ?? '')];
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        leases().end(which[n % which.length] ?? byId(lease), 'handle', NO_TOMBSTONE, stamp()),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'already')).toHaveLength(9);
  });
}
