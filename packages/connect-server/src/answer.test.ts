import type { ItemOverview } from '@connect-token/account';
import { instant } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { answerItems } from './answer.ts';

const item = (title: string): ItemOverview => ({
  id: 'i'.repeat(26),
  vaultId: 'v'.repeat(26),
  title,
  category: 'LOGIN',
  tags: [],
  urls: [],
  favorite: false,
  version: 1,
  createdAt: instant(0),
  updatedAt: instant(0),
  lastEditedBy: 'e',
});

async function* slices(...titles: readonly (readonly string[])[]) {
  for (const slice of titles) yield slice.map(item);
}

/** The titles of an answer, and in how many pieces it came. */
async function written(source: AsyncIterable<readonly ItemOverview[]>) {
  const answer = await answerItems(source);
  if (answer.kind === 'json') return { kind: answer.kind, titles: titlesOf(answer.body) };
  if (answer.kind !== 'pieces') throw new Error(answer.kind);
  let text = '';
  for await (const piece of answer.texts) text += piece;
  return { kind: answer.kind, titles: titlesOf(JSON.parse(text)) };
}

const titlesOf = (body: unknown) => (body as readonly { readonly title: string }[]).map(({ title }) => title);

describe('a list of items', () => {
  test.each([
    [[], 'json'],
    [[[]], 'json'],
    [[['a', 'b']], 'json'],
    [[['a'], ['b', 'c']], 'pieces'],
    [[[], []], 'pieces'],
    [[[], ['a'], [], [], ['b'], []], 'pieces'],
  ])('of the slices %j is one array', async (titles, kind) => {
    expect(await written(slices(...titles))).toEqual({ kind, titles: titles.flat() });
  });

  test('that fails in its first two slices fails before anything is written', async () => {
    async function* broken() {
      yield [item('a')];
      throw new Error('the store is away');
    }
    await expect(answerItems(broken())).rejects.toThrow('the store is away');
  });

  test('is read no further when nobody takes it any more', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1;
        yield [item('a')];
      }
    }
    const answer = await answerItems(endless());
    if (answer.kind !== 'pieces') throw new Error(answer.kind);
    for await (const piece of answer.texts) {
      expect(piece.length).toBeGreaterThan(1);
      if (given > 4) break;
    }
    expect(given).toBe(5);
  });
});
