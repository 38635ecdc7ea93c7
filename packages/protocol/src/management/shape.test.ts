import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { take } from './shape.ts';
import { namedShapes, shapeOf } from './shape-schema.ts';

const RUNS = { seed: 20_261_122, numRuns: 300 };

/** Every kind that there is, with each of its bounds. */
const schema = z.object({
  text: z.string().min(1).max(3),
  cursor: z.nullable(z.string().regex(/^[a-c]{1,2}$/)),
  count: z.int().min(0),
  whole: z.int(),
  flag: z.boolean(),
  word: z.enum(['r', 'rw']),
  some: z.tuple([z.string()], z.string()),
  few: z.array(z.strictObject({ id: z.string() })).max(2),
  subject: z.record(z.string(), z.string()),
  evidence: z.record(z.string(), z.unknown()),
  actor: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('owner') }),
    z.object({ kind: z.literal('person'), person_id: z.string() }),
  ]),
  maybe: z.optional(z.nullable(z.string())),
});

const leaf = fc.constantFrom(null, true, -1, 0, 1, 0.5, 1e300, '', 'a', 'ab', 'r', 'rw', 'abcd');
const odd = fc.oneof(leaf, fc.constantFrom([], {}, ['a'], ['a', 1], [{ id: 'x', more: 1 }]));
const text = fc.constantFrom('a', 'ab', 'abc');
const good = {
  text,
  cursor: fc.constantFrom(null, 'a', 'bc'),
  count: fc.nat(),
  whole: fc.integer(),
  flag: fc.boolean(),
  word: fc.constantFrom('r', 'rw'),
  some: fc.array(text, { minLength: 1, maxLength: 3 }),
  few: fc.array(fc.record({ id: text }), { maxLength: 2 }),
  subject: fc.dictionary(text, text),
  evidence: fc.dictionary(text, leaf),
  actor: fc.constantFrom({ kind: 'owner' }, { kind: 'person', person_id: 'p', since: 1 }),
};
/** Good but for one member at most, which is anything, or of a name that nobody knows. */
const almost = fc
  .tuple(fc.record(good), fc.constantFrom(...Object.keys(good), 'maybe', 'more'), odd, fc.boolean())
  .map(([value, name, other, spoil]) => (spoil ? { ...value, [name]: other } : value));

const shape = shapeOf(schema);
const takeIt = (value: unknown) => take(shape, value, {});

test('a shape takes what its schema takes, leaves out what it leaves out, and refuses the rest', () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(almost, (value) => {
      const { success, data } = schema.safeParse(value);
      seen[success ? 'taken' : 'refused'] += 1;
      expect(takeIt(value)).toEqual(data);
    }),
    RUNS,
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(50);
});

test('each member is needed that the schema needs', () => {
  const [value] = fc.sample(fc.record(good), { seed: 1, numRuns: 1 });
  for (const name of Object.keys(good)) {
    const { [name as keyof typeof good]: _, ...rest } = value ?? {};
    expect(takeIt(rest), name).toBeUndefined();
  }
  expect(takeIt(value)).toEqual(schema.parse(value));
});

test('no member of an answer reaches a prototype', () => {
  const map = shapeOf(z.record(z.string(), z.unknown()));
  const taken = take(map, JSON.parse('{"__proto__":{"polluted":true}}'), {});
  expect(Object.getPrototypeOf(taken)).toBe(Object.prototype);
  expect(Object.hasOwn(Object(taken), '__proto__')).toBe(true);
  expect(takeIt(JSON.parse('{"__proto__":{"text":"a"}}'))).toBeUndefined();
});

test('what is no object at all is no answer', () => {
  for (const value of [undefined, null, 7, 'x', [], {}, [[]]]) expect(takeIt(value)).toBeUndefined();
});

test('what a shape can’t say is told where it is made, not left out', () => {
  for (const unsaid of [
    z.number(),
    z.array(z.string()).min(1),
    z.object({}).catchall(z.string()),
    z.int().multipleOf(5),
  ])
    expect(() => shapeOf(unsaid)).toThrow('invariant');
});

test('a shape with a name is kept once, and those that it speaks of with it', () => {
  const inner = z.object({ id: z.string() }).meta({ id: 'ShapeTestInner' });
  const outer = z.object({ inner }).meta({ id: 'ShapeTestOuter' });
  const named = namedShapes([shapeOf(z.array(outer))]);
  expect(Object.keys(named)).toEqual(['ShapeTestInner', 'ShapeTestOuter']);
  expect(take(shapeOf(outer), { inner: { id: 'x', more: 1 } }, named)).toEqual({ inner: { id: 'x' } });
  expect(() => take(shapeOf(outer), { inner: {} }, {})).toThrow('invariant');
});
