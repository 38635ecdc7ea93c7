import { plus, seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { CONFIGURATION, INBOX, order, PRODUCTION, START } from '../control-plane/world.ts';
import { expectRefusal, grant, metered, type Subject } from './subject.ts';

const BOTH = [grant(PRODUCTION), grant(CONFIGURATION)];
const TWO_VAULTS = [
  [PRODUCTION, 'r'],
  [CONFIGURATION, 'r'],
] as const;

export function creditContract({ house, owner, server, token, plan }: Subject): void {
  const report = async () => must(await owner().credits.read());

  describe('credits', () => {
    test('are none in an account without tokens, and the plan is unlimited', async () => {
      await server();
      const unlimited = { kind: 'unlimited' };
      const none = { plan: unlimited, own: unlimited, usage: 0, servers: [], held: 0, used: 0 };
      expect(await report()).toEqual(none);
    });

    test('are one for each vault of each live token, per server and in all', async () => {
      const [one, other] = [await server({ grants: BOTH }), await server()];
      await token(one, TWO_VAULTS);
      await token(one);
      await token(other);
      const { usage, used, servers } = await report();
      expect({ usage, used }).toEqual({ usage: 4, used: 4 });
      expect(new Set(servers)).toEqual(
        new Set([
          { serverId: one.id, usage: 3 },
          { serverId: other.id, usage: 1 },
        ]),
      );
    });

    test('come back with the second in which a token expires', async () => {
      const expiresAt = plus(START, seconds(60));
      await token(await server(), [[PRODUCTION, 'r']], { expiresAt });
      house().time.advance(seconds(59));
      expect(await report()).toMatchObject({ usage: 1, used: 1 });
      house().time.advance(seconds(1));
      expect(await report()).toMatchObject({ usage: 0, used: 0, servers: [] });
    });
  });

  describe('a metered plan', () => {
    test('admits a token up to its limit, and not one credit more', async () => {
      const made = await server({ grants: BOTH });
      await plan(3);
      await token(made, TWO_VAULTS);
      const two = order(TWO_VAULTS, { serverId: made.id });
      await expectRefusal(owner(), () => owner().tokens.create(two), 'CREDITS_EXHAUSTED');
      await token(made);
      const one = order([[PRODUCTION, 'r']], { serverId: made.id });
      await expectRefusal(owner(), () => owner().tokens.create(one), 'CREDITS_EXHAUSTED');
      expect(await report()).toMatchObject({ plan: metered(3), own: metered(3), usage: 3, used: 3 });
    });

    test('says how many there are and how many it would take', async () => {
      const made = await server({ grants: BOTH });
      await token(made);
      await plan(2);
      expect(await owner().tokens.create(order(TWO_VAULTS, { serverId: made.id }))).toMatchObject({
        error: { failure: { code: 'CREDITS_EXHAUSTED', limit: 2, used: 1, needed: 2 } },
      });
    });

    test('admits a grant by what existing tokens would reach with it', async () => {
      const made = await server({ grants: BOTH });
      await token(made, TWO_VAULTS);
      await token(made, TWO_VAULTS);
      must(await owner().grants.revoke(made.id, CONFIGURATION.id));
      await plan(3);
      const again = () => owner().grants.grant(made.id, grant(CONFIGURATION));
      await expectRefusal(owner(), again, 'CREDITS_EXHAUSTED');
      await plan(4);
      must(await again());
      expect(await report()).toMatchObject({ usage: 4, used: 4 });
    });

    test('below what is in use is taken, stops what comes, and ends nothing', async () => {
      const made = await server({ grants: BOTH });
      const { token: standing } = await token(made, TWO_VAULTS);
      expect(must(await owner().credits.setPlan(metered(0)))).toMatchObject({ plan: metered(0), used: 2 });
      expect(must(await owner().tokens.list())).toEqual([standing]);
      const asked = order([[PRODUCTION, 'r']], { serverId: made.id });
      await expectRefusal(owner(), () => owner().tokens.create(asked), 'CREDITS_EXHAUSTED');
    });

    test('never stands in the way of what costs nothing, or gives back', async () => {
      const made = await server({ grants: BOTH });
      const { token: standing } = await token(made, TWO_VAULTS);
      await plan(0);
      must(await owner().grants.grant(made.id, grant(INBOX)));
      must(await owner().grants.grant(made.id, grant(CONFIGURATION, 'w')));
      must(await owner().grants.revoke(made.id, PRODUCTION.id));
      must(await owner().servers.create({ name: 'Another', grants: BOTH, fixed: false }));
      must(await owner().tokens.rename(standing.id, 'deploy'));
      must(await owner().tokens.delete(standing.id));
      expect(await report()).toMatchObject({ usage: 0, used: 0 });
    });

    test('is lifted again', async () => {
      const made = await server();
      await plan(0);
      must(await owner().credits.setPlan({ kind: 'unlimited' }));
      await token(made);
      expect(await report()).toMatchObject({ plan: { kind: 'unlimited' }, usage: 1 });
    });

    test('of many orders at the same time admits as many as fit', async () => {
      const made = await server();
      await plan(5);
      const asked = order([[PRODUCTION, 'r']], { serverId: made.id });
      const answers = await Promise.all(Array.from({ length: 12 }, () => owner().tokens.create(asked)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(5);
      expect(await report()).toMatchObject({ usage: 5, used: 5 });
    });
  });
}
