import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';
import { order, PRODUCTION } from './world.ts';

export function deleteContract({ plane, create, tokens }: Subject): void {
  describe('a token is deleted', () => {
    test('once, and found absent from then on', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']]));
      expect(await plane().tokens.delete(token.id)).toEqual({ ok: true, value: 'deleted' });
      expect(await plane().tokens.delete(token.id)).toEqual({ ok: true, value: 'absent' });
      expect(await plane().tokens.delete(token.id)).toEqual({ ok: true, value: 'absent' });
    });

    test('and is no active one from then on; where it is listed still, it is with all that it was', async () => {
      const { token } = await create(order([[PRODUCTION, 'rw']]));
      await plane().tokens.delete(token.id);
      const listed = await tokens();
      expect(listed).toEqual(listed.map(() => ({ ...token, state: 'REVOKED' })));
    });

    test('by its id in any case', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']]));
      expect(await plane().tokens.delete(token.id.toUpperCase())).toEqual({ ok: true, value: 'deleted' });
    });

    test('and no other of its name with it', async () => {
      const asked = order([[PRODUCTION, 'r']]);
      const [one, other] = [await create(asked), await create(asked)];
      await plane().tokens.delete(one.token.id);
      expect((await tokens()).filter(({ state }) => state === 'ACTIVE')).toEqual([other.token]);
    });

    test('by two at the same time: one of them did it', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']]));
      const answers = await Promise.all([plane().tokens.delete(token.id), plane().tokens.delete(token.id)]);
      expect(answers.map((answer) => answer.ok && answer.value).sort()).toEqual(['absent', 'deleted']);
    });

    test('by its id only: a name, or nothing known, is absent, and nothing is changed', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']]));
      for (const id of [token.name, 'nowhere0000000000000000000', ''])
        expect(await plane().tokens.delete(id)).toEqual({ ok: true, value: 'absent' });
      expect(await tokens()).toEqual([token]);
    });
  });
}
