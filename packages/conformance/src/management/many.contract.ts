import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { PRODUCTION } from '../control-plane/world.ts';
import { grant, type Subject } from './subject.ts';

/** As many as a program asks for at a time. */
const AT_A_TIME = 500;

export function manyContract({ owner, server, token }: Subject, count: number): void {
  describe(`an account of ${count} servers`, () => {
    test('lists each of them once, and finds the right one to change', async () => {
      const names = Array.from({ length: count }, (_, n) => `Server ${n}`);
      const ids = new Set<string>();
      for (let from = 0; from < count; from += AT_A_TIME) {
        const made = await Promise.all(
          names.slice(from, from + AT_A_TIME).map((name) => server({ name, grants: [grant(PRODUCTION)] })),
        );
        for (const { id } of made) ids.add(id);
      }
      expect(ids.size).toBe(count);
      const listed = must(await owner().servers.list());
      expect(new Set(listed.map(({ id }) => id))).toEqual(ids);
      expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(names));

      const one = listed[Math.floor(count / 2)];
      if (one === undefined) throw new Error('a server in the middle of many');
      await token(one);
      expect(must(await owner().credits.read()).servers).toEqual([{ serverId: one.id, usage: 1 }]);
      must(await owner().servers.delete(one.id));
      expect(must(await owner().servers.list())).toHaveLength(count - 1);
    }, 60_000);
  });
}
