import type { CeilingHolder, LeaseStore, StandingCeiling } from '@connect-token/core';
import { expect, test } from 'vitest';
import {
  activated,
  after,
  byId,
  intended,
  intentOf,
  LIFETIME_MS,
  NO_TOMBSTONE,
  stamp,
  vaultsNamed,
  type Wish,
} from './intents.ts';

const [VAULT] = vaultsNamed('production');

const HOLDERS: readonly (readonly [string, CeilingHolder])[] = [
  ['rule', { kind: 'rule', rule: 'deploy' }],
  ['server', { kind: 'server', serverId: 'SERVER00000000000000000000' }],
  ['vault', { kind: 'vault', vaultId: VAULT?.vaultId ?? '' }],
];

/** Ceilings of rules, servers and vaults, beside the account's plan. */
export function ceilingContract(leases: () => LeaseStore): void {
  const refusalOf = async (wish: Wish) => {
    const result = await leases().intend(intentOf(wish), stamp(wish.at));
    return result.ok ? 'admitted' : result.error;
  };
  const ceiling = (holder: CeilingHolder, limit: number, standing = 0): StandingCeiling => ({
    holder,
    limit,
    standing,
  });

  test.each(HOLDERS)(
    'a %s’s ceiling is filled up to its limit, standing tokens counted, and not beyond',
    async (_, holder) => {
      const ceilings = [ceiling(holder, 3, 1)];
      await intended(leases(), { ceilings });
      await intended(leases(), { ceilings, at: after(2_000) });
      expect(await refusalOf({ ceilings, at: after(2_000) })).toEqual({
        code: 'CREDITS_EXHAUSTED',
        holder,
        limit: 3,
        used: 3,
        needed: 1,
        retryAfter: LIFETIME_MS / 1_000 - 2,
      });
    },
  );

  test.each(HOLDERS)('what is held by others takes nothing of a %s’s ceiling', async (_, holder) => {
    const elsewhere = {
      rule: 'test',
      serverId: 'OTHER000000000000000000000',
      vaults: vaultsNamed('staging'),
    };
    const ceilings = [ceiling(holder, 1)];
    for (const { id } of [await intended(leases(), elsewhere), await activated(leases(), elsewhere)]) {
      expect(id).toHaveLength(26);
    }
    expect(await refusalOf({ ceilings })).toBe('admitted');
    expect(await refusalOf({ ...elsewhere, ceilings })).toBe('admitted');
  });

  test('of a vault’s ceiling a lease takes one credit, of the others each of its vaults', async () => {
    const vaults = vaultsNamed('production', 'staging', 'logs');
    for (const [kind, holder] of HOLDERS) {
      const refusal = await refusalOf({ vaults, ceilings: [ceiling(holder, 0)] });
      expect(refusal, kind).toMatchObject({ needed: kind === 'vault' ? 1 : 3, retryAfter: null });
    }
  });

  test('the account’s plan is asked first, then each ceiling', async () => {
    const ceilings = HOLDERS.map(([, holder]) => ceiling(holder, 0));
    expect(await refusalOf({ ceilings, plan: { kind: 'metered', limit: 0 } })).toMatchObject({
      holder: { kind: 'account' },
    });
    for (const [index, [, holder]] of HOLDERS.entries()) {
      expect(await refusalOf({ ceilings: ceilings.slice(index) })).toMatchObject({ holder });
    }
  });

  test('what a ceiling lacks is there again once a token is provably gone', async () => {
    const ceilings = HOLDERS.map(([, holder]) => ceiling(holder, 1));
    const lease = await activated(leases(), { ceilings });
    await leases().end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
    expect(await refusalOf({ ceilings })).toMatchObject({ code: 'CREDITS_EXHAUSTED' });
    await leases().settle(lease.id, stamp());
    expect(await refusalOf({ ceilings })).toBe('admitted');
  });

  test.each(HOLDERS)(
    'of fifty intents for the last two credits of a %s, two are admitted',
    async (_, holder) => {
      const ceilings = [ceiling(holder, 5, 3)];
      const all = await Promise.all(Array.from({ length: 50 }, () => refusalOf({ ceilings })));
      expect(all.filter((each) => each === 'admitted')).toHaveLength(2);
      expect(await leases().heldCredits()).toBe(2);
    },
  );
}
