import fc from 'fast-check';

/** As much of JSON Schema as the document of this API is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

export interface Source {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** What stands where the schema allows anything. */
  readonly any: fc.Arbitrary<unknown>;
  /** One part of so many is something else than the schema wants; 0: none. */
  readonly wrongOf: number;
}

/** Texts that have broken something somewhere. */
const TEXTS = [
  '',
  '\0',
  '\u202E',
  '\uD800',
  '__proto__',
  'a'.repeat(300),
  '\u{1F511}',
  '../..',
  "'; --",
  '%00',
];

export const anyText = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom(...TEXTS));

const wrong = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(-1, Number.MAX_SAFE_INTEGER, 1.5, '9'.repeat(70_000)),
);

/** Values that a schema describes, some of them spoilt. Lists and texts are short: size has its own tests. */
export function arbitraryOf(schema: JsonSchema, source: Source): fc.Arbitrary<unknown> {
  const right = rightOf(schema, source);
  if (source.wrongOf === 0) return right;
  return fc.oneof({ weight: source.wrongOf - 1, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

function rightOf(schema: JsonSchema, source: Source): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const named = source.schemas[schema.$ref.replace(/^.*\//, '')];
    if (named === undefined) throw new Error(`there is no schema ${schema.$ref}`);
    return rightOf(named, source);
  }
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((each) => rightOf(each, source)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => rightOf({ ...schema, type }, source)));
  switch (schema.type) {
    case undefined:
      return source.any;
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 1_000) });
    case 'string':
      return schema.pattern === undefined ? anyText : fc.stringMatching(new RegExp(schema.pattern));
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, source), { maxLength: 3 });
    case 'object':
      return objectOf(schema, source);
  }
  throw new Error(`nothing is made of the type ${String(schema.type)}`);
}

function objectOf({ properties = {}, required = [] }: JsonSchema, source: Source): fc.Arbitrary<object> {
  const members = Object.entries(properties).map(
    ([name, each]) => [name, arbitraryOf(each, source)] as const,
  );
  const unknown = fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'x', 'files', 'version'),
    fc.jsonValue(),
    {
      maxKeys: 1,
    },
  );
  return fc
    .tuple(unknown, fc.record(Object.fromEntries(members), { requiredKeys: [...required] }))
    .map(([more, known]) => ({ ...more, ...known }));
}
