import { expect, test } from 'vitest';
import { merging } from './merging.ts';
import { StoreUnavailable } from './store-unavailable.ts';

interface Unit {
  readonly asks: readonly string[];
  done(answers: readonly (string | undefined)[]): void;
  fail(error: Error): void;
}

/** Units that are done when the test says so; whoever is done alone says so. */
function stage({ dialect = 'postgres' as 'postgres' | 'sqlite', nowMs = (): number => 0 } = {}) {
  const units: Unit[] = [];
  const ask = merging<string, string>(
    { dialect },
    {
      together: (asks) =>
        new Promise((resolve, reject) => {
          units.push({ asks, done: resolve, fail: reject });
        }),
      alone: async (each) => `${each} alone`,
      clashes: (each) => (each.includes('-') ? [each.replace(/.*-/, '')] : []),
    },
    nowMs,
  );
  return { units, ask, asked: () => units.map(({ asks }) => asks) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('those who ask in one turn are one unit, and those who ask while it is under way are the next', async () => {
  const { units, ask, asked } = stage();
  const first = [ask('a'), ask('b')];
  await turn();
  const second = [ask('c')];
  await turn();
  second.push(ask('d'));
  await turn();
  expect(asked()).toEqual([['a', 'b']]);
  units[0]?.done(['A', 'B']);
  expect(await Promise.all(first)).toEqual(['A', 'B']);
  await turn();
  expect(asked()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  units[1]?.done(['C', 'D']);
  expect(await Promise.all(second)).toEqual(['C', 'D']);
});

test('nobody waits for a unit that takes long, and a third one is never begun', async () => {
  let now = 0;
  const { units, ask, asked } = stage({ nowMs: () => now });
  const first = ask('a');
  await turn();
  now = 100;
  const waiting = [ask('b')];
  await turn();
  expect(asked()).toEqual([['a']]);
  now = 101;
  waiting.push(ask('c'));
  await turn();
  expect(asked()).toEqual([['a'], ['b', 'c']]);
  now = 300;
  const last = ask('d');
  await turn();
  expect(asked()).toEqual([['a'], ['b', 'c']]);
  units[1]?.done(['B', 'C']);
  expect(await Promise.all(waiting)).toEqual(['B', 'C']);
  await turn();
  expect(asked()).toEqual([['a'], ['b', 'c'], ['d']]);
  units[0]?.done(['A']);
  units[2]?.done(['D']);
  expect(await Promise.all([first, last])).toEqual(['A', 'D']);
});

test('where a whole unit waits, it is begun beside the other; of what is left, one takes all', async () => {
  const { units, ask, asked } = stage();
  const first = ask('a');
  await turn();
  const many = Array.from({ length: 63 }, (_, n) => ask(String(n)));
  await turn();
  expect(asked().length).toBe(1);
  many.push(ask('63'));
  await turn();
  expect(asked().map(({ length }) => length)).toEqual([1, 64]);
  const left = ask('z');
  units[0]?.done(['A']);
  expect(await first).toBe('A');
  await turn();
  expect(asked().length).toBe(2);
  units[1]?.done(Array.from({ length: 64 }, () => 'done'));
  expect(new Set(await Promise.all(many))).toEqual(new Set(['done']));
  await turn();
  expect(asked()[2]).toEqual(['z']);
  units[2]?.done(['Z']);
  expect(await left).toBe('Z');
});

test('what a unit does not do is done alone', async () => {
  const { units, ask } = stage();
  const answers = [ask('a'), ask('b'), ask('c')];
  await turn();
  units[0]?.done(['A', undefined]);
  expect(await Promise.all(answers)).toEqual(['A', 'b alone', 'c alone']);
});

test('a unit that fails is done again, each of it alone', async () => {
  const { units, ask } = stage();
  const answers = [ask('a'), ask('b')];
  await turn();
  units[0]?.fail(new Error('a constraint'));
  expect(await Promise.all(answers)).toEqual(['a alone', 'b alone']);
});

test('a unit that waited in vain for a lock is done again, each of it alone', async () => {
  const { units, ask } = stage();
  const answers = [ask('a'), ask('b')];
  await turn();
  const cause = Object.assign(new Error('canceling statement'), { severity: 'ERROR', code: '55P03' });
  units[0]?.fail(new StoreUnavailable('another transaction holds a lock for too long', cause));
  expect(await Promise.all(answers)).toEqual(['a alone', 'b alone']);
});

test('where the database is away, or nobody knows what became of a unit, that is everybody’s answer', async () => {
  const { units, ask } = stage();
  const answers = [ask('a'), ask('b')];
  await turn();
  const lost = new StoreUnavailable('the answer to a commit was lost', undefined, 'unknown');
  units[0]?.fail(lost);
  expect(await Promise.allSettled(answers)).toEqual([
    { status: 'rejected', reason: lost },
    { status: 'rejected', reason: lost },
  ]);
});

test('asks that clash wait for one another, in their order, and for nobody else', async () => {
  const { units, ask, asked } = stage();
  const answers = ['1-x', '2-x', '3-y', '4-x'].map(ask);
  await turn();
  expect(asked()).toEqual([['1-x', '3-y']]);
  units[0]?.done(['A', 'C']);
  await turn();
  await turn();
  units[1]?.done(['B']);
  await turn();
  await turn();
  units[2]?.done(['D']);
  expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D']);
  expect(asked()).toEqual([['1-x', '3-y'], ['2-x'], ['4-x']]);
});

test('a unit takes so many and no more', async () => {
  const { units, ask, asked } = stage();
  const answers = Array.from({ length: 65 }, (_, n) => ask(String(n)));
  await turn();
  units[0]?.done([]);
  await turn();
  await turn();
  units[1]?.done(['last']);
  expect(asked().map(({ length }) => length)).toEqual([64, 1]);
  expect((await Promise.all(answers)).at(-1)).toBe('last');
});

test('nobody waits for longer than anybody would wait for the answer', async () => {
  let now = 0;
  const { units, ask, asked } = stage({ nowMs: () => now });
  const first = ask('1-x');
  await turn();
  const late = Promise.allSettled([ask('2-x')]);
  await turn();
  now = 15_001;
  units[0]?.done(['A']);
  expect(await first).toBe('A');
  expect(await late).toMatchObject([{ status: 'rejected', reason: { effect: 'none' } }]);
  expect(asked()).toEqual([['1-x']]);
});

test('in SQLite, where units share a commit already, each is done alone and at once', async () => {
  const { units, ask } = stage({ dialect: 'sqlite' });
  expect(await Promise.all([ask('a'), ask('b')])).toEqual(['a alone', 'b alone']);
  expect(units).toEqual([]);
});
