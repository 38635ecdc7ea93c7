import { type LeaseIntent, type LeaseStore, seconds } from '@connect-token/core';
import { expect, test } from 'vitest';
import { after, intended, intentOf, jobNamed, stamp, vaultsNamed, type Wish } from './intents.ts';

/** What uses up an ID token beside a mint: a rehearsal of one, and whatever else a job asks. */
export function idTokenContract(leases: () => LeaseStore): void {
  const idToken: LeaseIntent['idToken'] = {
    issuer: 'https://token.actions.githubusercontent.com',
    tokenId: 'jti',
    keepUntil: after(600_000),
  };
  const rehearsalOf = async (wish: Wish) => {
    const answer = await leases().rehearse(intentOf(wish), stamp());
    return answer.ok ? 'admitted' : answer.error.code;
  };

  test('a rehearsal that would be admitted writes no lease, and uses its ID token up', async () => {
    const event = stamp();
    const wish = { idToken, vaults: vaultsNamed('a', 'b') };
    expect(await leases().rehearse(intentOf(wish), event)).toEqual({ ok: true, value: true });
    expect(await leases().heldCredits()).toBe(0);
    const again = { ok: false, error: { code: 'ID_TOKEN_REPLAYED', leaseId: event.id } };
    expect(await leases().rehearse(intentOf(wish), stamp())).toEqual(again);
    expect(await leases().intend(intentOf(wish), stamp())).toEqual(again);
  });

  test('a rehearsal leaves its key and its job free', async () => {
    const wish = { key: 'k'.repeat(43), job: jobNamed('7') };
    expect(await rehearsalOf(wish)).toBe('admitted');
    expect(await rehearsalOf(wish)).toBe('admitted');
    await intended(leases(), wish);
    expect(await rehearsalOf(wish)).toBe('HANDLE_USED');
  });

  test('a rehearsal is refused where the mint would be, at the last credit and one beyond', async () => {
    const plan = { kind: 'metered', limit: 3 } as const;
    await intended(leases(), { vaults: vaultsNamed('a') });
    expect(await rehearsalOf({ plan, vaults: vaultsNamed('a', 'b') })).toBe('admitted');
    expect(await rehearsalOf({ plan, vaults: vaultsNamed('a', 'b', 'c') })).toBe('CREDITS_EXHAUSTED');
    const over = { by: 'run-attempt', attempt: jobNamed(null) } as const;
    const how = { reason: 'poll', limit: 1, over: after(1_000), note: null } as const;
    await leases().endAll(over, how, () => stamp());
    expect(await rehearsalOf({ job: jobNamed('7') })).toBe('JOB_OVER');
  });

  test('a rehearsal that is refused leaves its ID token good', async () => {
    const plan = { kind: 'metered', limit: 1 } as const;
    expect(await rehearsalOf({ idToken, plan, vaults: vaultsNamed('a', 'b') })).toBe('CREDITS_EXHAUSTED');
    expect(await rehearsalOf({ idToken, plan, vaults: vaultsNamed('a') })).toBe('admitted');
  });

  test('an ID token that served for something else buys no lease, and serves for nothing else', async () => {
    const event = stamp();
    expect(await leases().useIdToken(idToken, event)).toBeUndefined();
    const replayed = { code: 'ID_TOKEN_REPLAYED', leaseId: event.id };
    expect(await leases().useIdToken(idToken, stamp())).toEqual(replayed);
    expect(await rehearsalOf({ idToken })).toBe('ID_TOKEN_REPLAYED');
    expect(await leases().intend(intentOf({ idToken }), stamp())).toEqual({ ok: false, error: replayed });
    const elsewhere = { ...idToken, issuer: 'https://ghe.example' };
    expect(await leases().useIdToken(elsewhere, stamp())).toBeUndefined();
  });

  test('an ID token that has bought a lease serves for nothing else, and says which', async () => {
    const lease = await intended(leases(), { idToken });
    const replayed = { code: 'ID_TOKEN_REPLAYED', leaseId: lease.id };
    expect(await leases().useIdToken(idToken, stamp())).toEqual(replayed);
  });

  test('of fifty uses at once one is the first', async () => {
    const uses = Array.from({ length: 50 }, () => leases().useIdToken(idToken, stamp()));
    const refused = (await Promise.all(uses)).filter((refusal) => refusal !== undefined);
    expect(refused).toHaveLength(49);
  });

  test('that an ID token was used is forgotten when nobody accepts it any more', async () => {
    await leases().useIdToken(idToken, stamp());
    await leases().forget(after(600_000), seconds(1));
    expect(await leases().useIdToken(idToken, stamp())).toMatchObject({ code: 'ID_TOKEN_REPLAYED' });
    await leases().forget(after(600_001), seconds(1));
    expect(await leases().useIdToken(idToken, stamp())).toBeUndefined();
  });
}
