import { leaseTokenName, type Token } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { order, PRODUCTION } from '../control-plane/world.ts';
import { expectRefusal, type Subject } from './subject.ts';

export function leaseTokenContract({ house, owner, server, token }: Subject): void {
  describe('a standing token', () => {
    test('never has a name that is kept for leases: nobody would count it, and it would be swept', async () => {
      const { leases } = house();
      if (leases === null) return;
      const made = await server();
      const { token: standing } = await token(made);
      const name = leaseTokenName(leases.instance, 'x');
      const asked = order([[PRODUCTION, 'r']], { serverId: made.id, name });
      await expectRefusal(owner(), () => owner().tokens.create(asked), 'NAME_INVALID');
      await expectRefusal(owner(), () => owner().tokens.rename(standing.id, name), 'NAME_INVALID');
    });
  });

  describe('a lease’s token', () => {
    const leaseToken = async (): Promise<Token | null> => {
      const { leases, broker } = house();
      if (leases === null || broker === null) return null;
      const name = leaseTokenName(leases.instance, 'x');
      const asked = order([[PRODUCTION, 'r']], { serverId: (await server()).id, name });
      return must(await broker.tokens.create(asked)).token;
    };

    test('is listed, and used, but its credits are those of its lease', async () => {
      const its = await leaseToken();
      if (its === null) return;
      expect(must(await owner().tokens.list())).toEqual([its]);
      expect(must(await owner().credits.read())).toMatchObject({ usage: 1, held: 0, used: 0 });
    });

    test('keeps its name: it would be counted twice, and not be found after a crash', async () => {
      const its = await leaseToken();
      if (its === null) return;
      await expectRefusal(owner(), () => owner().tokens.rename(its.id, 'mine'), 'NAME_INVALID');
    });

    test('is deleted by hand as any other', async () => {
      const its = await leaseToken();
      if (its === null) return;
      expect(await owner().tokens.delete(its.id)).toEqual({ ok: true, value: 'deleted' });
      expect(must(await owner().tokens.list())).toEqual([{ ...its, state: 'REVOKED' }]);
    });
  });
}
