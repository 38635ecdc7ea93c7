import { type LeaseStore, leaseTokenName } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { order, PRODUCTION } from '../control-plane/world.ts';
import { activated, byId, intended, keyOf, NO_TOMBSTONE, sha256Of, stamp } from '../lease-store/intents.ts';
import { expectRefusal, grant, type Subject } from './subject.ts';

const VAULTS = [grant(PRODUCTION, 'r')];

export function leaseContract({ house, owner, server, token, plan }: Subject): void {
  /** An implementation whose leases can't be reached from here says so, and is not asked. */
  const withLeases = async (work: (leases: LeaseStore) => Promise<void>): Promise<void> => {
    const { leases } = house();
    if (leases !== null) await work(leases);
  };

  describe('leases', () => {
    test('that hold something are listed, oldest or not, with what an operator asks for', () =>
      withLeases(async (leases) => {
        expect(must(await owner().leases.list())).toEqual([]);
        const intent = await intended(leases, { vaults: VAULTS });
        const active = await activated(leases, { vaults: VAULTS });
        const revoking = await activated(leases, { vaults: VAULTS });
        await leases.end(byId(revoking), 'handle', NO_TOMBSTONE, stamp());
        const over = await activated(leases, { vaults: VAULTS });
        await leases.end(byId(over), 'handle', NO_TOMBSTONE, stamp());
        await leases.settle(over.id, stamp());
        const listed = must(await owner().leases.list());
        expect(new Map(listed.map(({ id, state }) => [id, state]))).toEqual(
          new Map([
            [intent.id, 'intent'],
            [active.id, 'active'],
            [revoking.id, 'revoking'],
          ]),
        );
        const { serverId, rule, tokenId, createdAt, expiresAt, job } = active;
        expect(listed.find(({ id }) => id === active.id)).toEqual({
          id: active.id,
          state: 'active',
          serverId,
          vaultIds: [PRODUCTION.id],
          repositoryId: job?.repositoryId,
          runId: job?.runId,
          runAttempt: job?.runAttempt,
          rule,
          tokenId,
          createdAt,
          expiresAt,
          endReason: null,
          endedAt: null,
          attempts: 0,
          nextTryAt: null,
          stuckAt: null,
        });
      }));

    test('are listed without a key, a handle’s hash or a token’s hash', () =>
      withLeases(async (leases) => {
        const key = keyOf('a handle');
        const lease = await activated(leases, { key, vaults: VAULTS });
        const told = JSON.stringify(await owner().leases.list());
        expect(told).toContain(lease.id);
        for (const hash of [key, sha256Of(`token of ${lease.id}`), lease.tokenName])
          expect(told).not.toContain(hash);
      }));

    test('hold credits from their intent on, whether or not there is a token', () =>
      withLeases(async (leases) => {
        const made = await server();
        await token(made);
        await intended(leases, { vaults: VAULTS });
        expect(must(await owner().credits.read())).toMatchObject({ usage: 1, held: 1, used: 2 });
        await plan(2);
        const asked = order([[PRODUCTION, 'r']], { serverId: made.id });
        await expectRefusal(owner(), () => owner().tokens.create(asked), 'CREDITS_EXHAUSTED');
      }));

    test('whose token is deleted by hand hold their credits until they are over', () =>
      withLeases(async (leases) => {
        const lease = await activated(leases, { vaults: VAULTS });
        must(await owner().tokens.delete(lease.tokenId ?? ''));
        expect(must(await owner().credits.read())).toMatchObject({ held: 1, used: 1 });
      }));

    test('are told by another store’s prefix only: such a token stands, and is counted', () =>
      withLeases(async () => {
        await token(await server(), [[PRODUCTION, 'r']], { name: leaseTokenName('another0', 'x') });
        expect(must(await owner().credits.read())).toMatchObject({ usage: 1, used: 1 });
      }));
  });
}
