import {
  ACCOUNT_EVENT_KINDS,
  type AccountEventKind,
  type AuditEvent,
  type AuditFilter,
  plus,
  seconds,
  type TrailEvent,
} from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { INBOX, order, PRODUCTION, START } from '../control-plane/world.ts';
import { isOfThePort } from './snapshot.ts';
import { grant, metered, type Subject } from './subject.ts';
import { ADA, actorOf, BOB, DAN, HOLDER, NOWHERE, PLATFORM, SHOP } from './world.ts';

type Told = readonly [AccountEventKind, Readonly<Record<string, string>>];

export function auditContract({ house, owner, server, token, ownServer }: Subject): void {
  const events = async (limit = 1_000, before: string | null = null): Promise<readonly AuditEvent[]> =>
    must(await owner().audit.list({ limit, before }));

  describe('the audit trail', () => {
    test('begins empty', async () => {
      expect(await events()).toEqual([]);
    });

    test('has one event for each change, newest first, with the ids that it is about', async () => {
      const vault = must(await owner().vaults.create({ name: 'New' }));
      must(await owner().vaults.rename(vault.id, 'Newer'));
      const made = await server();
      must(await owner().servers.rename(made.id, 'Live'));
      must(await owner().grants.grant(made.id, grant(INBOX)));
      must(await owner().grants.revoke(made.id, INBOX.id));
      const { token: standing } = await token(made);
      must(await owner().tokens.rename(standing.id, 'deploy'));
      must(await owner().tokens.delete(standing.id));
      const group = must(await owner().groups.create({ name: 'New' }));
      must(await owner().groups.addMember(group.id, DAN.id));
      must(await owner().groups.removeMember(group.id, DAN.id));
      must(await owner().managers.grant(group.id, { kind: 'global' }));
      must(await owner().managers.revoke(group.id, { kind: 'global' }));
      must(await owner().managers.grant(SHOP.id, { kind: 'server', serverId: made.id }));
      must(await owner().credits.setPlan(metered(9)));
      must(await owner().servers.delete(made.id));
      const told: readonly Told[] = [
        ['vault.create', { vault: vault.id }],
        ['vault.rename', { vault: vault.id }],
        ['server.create', { server: made.id }],
        ['server.rename', { server: made.id }],
        ['vault.grant', { server: made.id, vault: INBOX.id }],
        ['vault.revoke', { server: made.id, vault: INBOX.id }],
        ['token.create', { token: standing.id }],
        ['token.rename', { token: standing.id }],
        ['token.delete', { token: standing.id }],
        ['group.create', { group: group.id }],
        ['group.member.add', { group: group.id, person: DAN.id }],
        ['group.member.remove', { group: group.id, person: DAN.id }],
        ['manager.grant', { group: group.id }],
        ['manager.revoke', { group: group.id }],
        ['manager.grant', { group: SHOP.id, server: made.id }],
        ['credits.plan', {}],
        ['server.delete', { server: made.id }],
      ];
      expect(await events()).toMatchObject(
        told.toReversed().map(([kind, subject]) => ({ kind, subject, actor: HOLDER, at: START })),
      );
      expect(new Set(told.map(([kind]) => kind))).toEqual(
        new Set(ACCOUNT_EVENT_KINDS.filter((kind) => isOfThePort({ kind }))),
      );
    });

    test('says who it was and when', async () => {
      const made = await ownServer();
      house().time.advance(seconds(3));
      must(await (await house().as(actorOf(ADA))).servers.rename(made.id, 'Live'));
      expect((await events())[0]).toMatchObject({
        kind: 'server.rename',
        actor: actorOf(ADA),
        at: plus(START, seconds(3)),
      });
    });

    test('has no event for a refusal, whatever the reason', async () => {
      const made = await ownServer();
      // Over the network, who Bob is costs a credential first, and that is an event.
      const bob = await house().as(actorOf(BOB));
      const before = await events();
      const refused = [
        bob.servers.rename(made.id, 'Live'),
        owner().servers.rename(made.id, ''),
        owner().servers.rename(NOWHERE, 'Live'),
        owner().tokens.create(order([[INBOX, 'r']], { serverId: made.id })),
        owner().groups.addMember(PLATFORM.id, NOWHERE),
      ];
      for (const answer of await Promise.all(refused)) expect(answer.ok).toBe(false);
      expect(await events()).toEqual(before);
    });

    test('is read page by page, without a gap and without an event twice, while it grows', async () => {
      for (let n = 0; n < 7; n++) must(await owner().groups.create({ name: `Group ${n}` }));
      const all = await events();
      expect(new Set(all.map(({ id }) => id)).size).toBe(7);
      expect(all.map(({ id }) => id)).toEqual(
        all
          .map(({ id }) => id)
          .toSorted()
          .reverse(),
      );
      const first = await events(3);
      must(await owner().groups.create({ name: 'Meanwhile' }));
      const second = await events(3, first.at(-1)?.id);
      const third = await events(3, second.at(-1)?.id);
      expect([...first, ...second, ...third]).toEqual(all);
      expect(await events(3, third.at(-1)?.id)).toEqual([]);
    });

    test('is narrowed by kind, by server and by time', async () => {
      const made = await server();
      house().time.advance(seconds(3));
      must(await owner().servers.rename(made.id, 'Live'));
      must(await owner().groups.create({ name: 'New' }));
      const kindsOf = async (filter: AuditFilter) =>
        must(await owner().audit.list({ limit: 10, before: null, filter })).map(({ kind }) => kind);
      expect(await kindsOf({ kind: 'server' })).toEqual(['server.rename', 'server.create']);
      expect(await kindsOf({ kind: 'server.create' })).toEqual(['server.create']);
      expect(await kindsOf({ server: made.id })).toEqual(['server.rename', 'server.create']);
      expect(await kindsOf({ since: plus(START, seconds(3)) })).toEqual(['group.create', 'server.rename']);
      expect(await kindsOf({ server: made.id, since: plus(START, seconds(3)) })).toEqual(['server.rename']);
      expect(await kindsOf({ run: '7' })).toEqual([]);
      expect(await kindsOf({ repository: '7' })).toEqual([]);
      expect(await kindsOf({ lease: 'none' })).toEqual([]);
    });

    test('is read from its beginning by whoever verifies it; nothing is sealed where nobody seals', async () => {
      for (let n = 0; n < 5; n++) must(await owner().groups.create({ name: `Group ${n}` }));
      const read: TrailEvent[] = [];
      for (let page: readonly TrailEvent[] | undefined; page?.length !== 0; read.push(...page)) {
        const last = read.at(-1);
        const after = last === undefined ? null : { seal: last.seal, id: last.event.id };
        page = must(await owner().audit.trail({ limit: 2, after }));
        expect(page.length).toBeLessThanOrEqual(2);
      }
      expect(read).toEqual((await events()).toReversed().map((event) => ({ event, seal: null })));
      expect(must(await owner().audit.head())).toBeNull();
      expect(must(await owner().audit.seals({ limit: 10, after: 0 }))).toEqual([]);
    });

    test('holds no text of a token and none of a credentials file', async () => {
      const { server: made, credentials } = must(
        await owner().servers.create({ name: 'Shop', grants: [grant(PRODUCTION)], fixed: false }),
      );
      const { secret } = await token(made);
      const told = JSON.stringify(await events());
      const { uniqueKey } = JSON.parse(credentials.reveal()) as { uniqueKey: { k: string } };
      expect(told).not.toContain(uniqueKey.k);
      for (const segment of secret.reveal().split('.').slice(1)) expect(told).not.toContain(segment);
    });
  });
}
