import { type Lease, type LeaseChoice, type LeaseStore, leaseTokenName } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { order, PRODUCTION } from '../control-plane/world.ts';
import { activated, byId, intended, jobNamed, NO_TOMBSTONE, stamp } from '../lease-store/intents.ts';
import { expectRefusal, expectRefusals, grant, type Subject } from './subject.ts';
import { actorOf, DAN, EVE, SHOP } from './world.ts';

const VAULTS = [grant(PRODUCTION, 'r')];
const NOTE = 'the runner was stolen';

export function leaseEndContract({ house, owner, server, ownServer }: Subject): void {
  /** An implementation whose leases can't be reached from here says so, and is not asked. */
  const withLeases = async (work: (leases: LeaseStore) => Promise<void>): Promise<void> => {
    const { leases } = house();
    if (leases !== null) await work(leases);
  };
  const stateOf = async (leases: LeaseStore, lease: Lease) => {
    const found = await leases.find(byId(lease));
    return [found?.state, found?.endReason];
  };
  const byLease = ({ id }: Lease): LeaseChoice => ({ by: 'lease', leaseId: id });

  describe('leases that a person ends', () => {
    test('are revoked with their tokens, at once', () =>
      withLeases(async (leases) => {
        const { broker } = house();
        if (broker === null) return;
        const made = await server();
        const name = leaseTokenName(leases.instance, 'x');
        const asked = order([[PRODUCTION, 'r']], { serverId: made.id, name });
        const { token } = must(await broker.tokens.create(asked));
        const lease = await intended(leases, { vaults: VAULTS, serverId: made.id });
        await leases.activate(lease.id, { id: token.id, sha256: '0'.repeat(64) }, stamp());
        expect(must(await owner().leases.end(byLease(lease), NOTE))).toEqual({ ended: 1, revoked: 1 });
        expect(await stateOf(leases, lease)).toEqual(['revoked', 'operator']);
        expect(must(await owner().tokens.list())).toMatchObject([{ id: token.id, state: 'REVOKED' }]);
        expect(must(await owner().credits.read())).toMatchObject({ usage: 0, held: 0, used: 0 });
      }));

    test('stay revoking where their token is still being made: nobody knows yet what has to go', () =>
      withLeases(async (leases) => {
        const lease = await intended(leases, { vaults: VAULTS });
        expect(must(await owner().leases.end(byLease(lease), NOTE))).toEqual({ ended: 1, revoked: 0 });
        expect(await stateOf(leases, lease)).toEqual(['revoking', 'operator']);
        const [listed] = must(await owner().leases.list());
        expect(listed).toMatchObject({ endReason: 'operator', attempts: 0, nextTryAt: null, stuckAt: null });
      }));

    test('and have ended already stay as they are', () =>
      withLeases(async (leases) => {
        const lease = await activated(leases, { vaults: VAULTS });
        await leases.end(byId(lease), 'handle', NO_TOMBSTONE, stamp());
        const before = must(await owner().audit.list({ limit: 100, before: null }));
        expect(must(await owner().leases.end(byLease(lease), NOTE))).toEqual({ ended: 0, revoked: 0 });
        expect(await stateOf(leases, lease)).toEqual(['revoking', 'handle']);
        expect(must(await owner().audit.list({ limit: 100, before: null }))).toEqual(before);
      }));

    test('are one, those of a run or of a repository, or all, and no others', () =>
      withLeases(async (leases) => {
        const make = (run: string, repositoryId = '42') =>
          activated(leases, { vaults: VAULTS, job: { ...jobNamed(null, run), repositoryId } });
        const [one, two, three] = [await make('1'), await make('2'), await make('3')];
        const [other, another] = [await make('4', '43'), await make('5', '43')];
        const reasons = async () =>
          (await Promise.all([one, two, three, other, another].map((each) => stateOf(leases, each)))).map(
            ([, reason]) => reason,
          );
        must(await owner().leases.end({ by: 'run', runId: '2' }, NOTE));
        expect(await reasons()).toEqual([null, 'operator', null, null, null]);
        must(await owner().leases.end({ by: 'repository', repositoryId: '42' }, NOTE));
        expect(await reasons()).toEqual(['operator', 'operator', 'operator', null, null]);
        expect(must(await owner().leases.end({ by: 'all' }, NOTE))).toEqual({ ended: 2, revoked: 2 });
        expect(must(await owner().leases.end({ by: 'all' }, NOTE))).toEqual({ ended: 0, revoked: 0 });
      }));

    test('are told of once, with who it was and why', () =>
      withLeases(async (leases) => {
        await activated(leases, { vaults: VAULTS, job: jobNamed(null, '9') });
        must(await owner().leases.end({ by: 'run', runId: '9' }, NOTE));
        const events = must(await owner().audit.list({ limit: 100, before: null }));
        expect(events.filter(({ kind }) => kind === 'lease.end')).toMatchObject([
          { actor: { kind: 'owner' }, subject: { run: '9' }, detail: { note: NOTE, ended: 1 } },
        ]);
      }));

    test('belong to servers that they manage: of a choice with one that they don’t, none ends', () =>
      withLeases(async (leases) => {
        const own = await ownServer();
        const foreign = await server();
        const mine = await activated(leases, { vaults: VAULTS, serverId: own.id, job: jobNamed('a', '7') });
        const theirs = await activated(leases, {
          vaults: VAULTS,
          serverId: foreign.id,
          job: jobNamed('b', '7'),
        });
        const [eve, dan] = [await house().as(actorOf(EVE)), await house().as(actorOf(DAN))];
        expect(SHOP.members).toContain(EVE.id);
        await expectRefusals(owner(), [
          [() => eve.leases.end({ by: 'run', runId: '7' }, NOTE), 'NOT_A_MANAGER'],
          [() => eve.leases.end({ by: 'all' }, NOTE), 'NOT_A_MANAGER'],
          [() => eve.leases.end(byLease(theirs), NOTE), 'NOT_A_MANAGER'],
          [() => dan.leases.end(byLease(mine), NOTE), 'NOT_A_MANAGER'],
        ]);
        expect(must(await eve.leases.end(byLease(mine), NOTE))).toEqual({ ended: 1, revoked: 1 });
        expect(await stateOf(leases, theirs)).toEqual(['active', null]);
      }));

    test('are ones that exist', async () => {
      const unknown = { by: 'lease', leaseId: '0'.repeat(26) } as const;
      await expectRefusal(owner(), () => owner().leases.end(unknown, NOTE), 'LEASE_UNKNOWN');
    });

    test('have a reason that can be read years later', () =>
      withLeases(async (leases) => {
        const lease = await activated(leases, { vaults: VAULTS });
        for (const note of ['', '  ', 'x'.repeat(201), 'a\nb', '\u001B[31mred'])
          await expectRefusal(owner(), () => owner().leases.end(byLease(lease), note), 'END_NOTE_INVALID');
        expect(must(await owner().leases.end(byLease(lease), 'x'.repeat(200)))).toMatchObject({ ended: 1 });
      }));
  });
}
