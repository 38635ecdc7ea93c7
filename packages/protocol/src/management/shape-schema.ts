import * as z from 'zod';
import type { NamedShapes, Shape } from './shape.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The shape of what a schema takes. Throws for what a shape can't say: nothing that a schema checks is left out of it. */
export function shapeOf(schema: z.ZodType): Shape {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { kind: 'named', name: id };
  return read(z.toJSONSchema(schema, { io: 'input' }));
}

/** The shapes that have a name of their own, of all that shapes speak of. */
export function namedShapes(shapes: readonly Shape[]): NamedShapes {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'input' });
  const named = new Map<string, Shape>();
  const add = (shape: Shape): void => {
    for (const name of namesIn(shape)) {
      const schema = schemas[name];
      if (named.has(name) || schema === undefined) continue;
      const found = read(schema);
      named.set(name, found);
      add(found);
    }
  };
  for (const shape of shapes) add(shape);
  return Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const namesIn = (shape: Shape): readonly string[] =>
  [...JSON.stringify(shape).matchAll(/"kind":"named","name":"(\w+)"/g)].flatMap(([, name]) => name ?? []);

/** They tell people something, and a checker nothing. `format` never stands without its `pattern`. */
const SAID = ['$schema', '$id', '$defs', 'id', 'title', 'description', 'format'];

function read(schema: JsonSchema): Shape {
  const keywords = Object.keys(schema).filter((keyword) => !SAID.includes(keyword));
  if (keywords.length === 0) return { kind: 'any' };
  const unknown = keywords.filter((keyword) => !keywordsKnown(schema).includes(keyword));
  if (unknown.length > 0) throw new Error(`invariant: no shape can say ${unknown.join(', ')}`);
  if (schema.$ref !== undefined) return { kind: 'named', name: schema.$ref.replace(/^.*\//, '') };
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return { kind: 'either', shapes: either.map(plainSchema).map(read) };
  if (schema.enum !== undefined || schema.const !== undefined)
    return { kind: 'word', words: (schema.enum ?? [schema.const]).map(word) };
  const { type } = schema;
  if (!Array.isArray(type)) return readTyped(schema, type);
  const shapes = type.map((each) => read(each === 'null' ? { type: each } : { ...schema, type: each }));
  return { kind: 'either', shapes };
}

/** What may stand beside what. */
function keywordsKnown(schema: JsonSchema): readonly string[] {
  if (schema.$ref !== undefined) return ['$ref'];
  if (schema.anyOf !== undefined) return ['anyOf'];
  if (schema.oneOf !== undefined) return ['oneOf'];
  if (schema.enum !== undefined) return ['type', 'enum'];
  if (schema.const !== undefined) return ['type', 'const'];
  const types = [schema.type].flat();
  return ['type', ...types.flatMap((type) => (type === undefined ? [] : KEYWORDS[type]))];
}

type TypeName = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'integer';

const KEYWORDS: Readonly<Record<TypeName, readonly string[]>> = {
  null: [],
  boolean: [],
  number: [],
  integer: ['minimum', 'maximum'],
  string: ['minLength', 'maxLength', 'pattern'],
  array: ['prefixItems', 'items', 'minItems', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties', 'propertyNames'],
};

function readTyped(schema: JsonSchema, type: TypeName | undefined): Shape {
  switch (type) {
    case 'null':
    case 'boolean':
      return { kind: type };
    case 'string':
      return readText(schema);
    case 'integer':
      return {
        kind: 'whole',
        min: schema.minimum ?? Number.MIN_SAFE_INTEGER,
        max: schema.maximum ?? Number.MAX_SAFE_INTEGER,
      };
    case 'array':
      return readList(schema);
    case 'object':
      return readObject(schema);
    case 'number':
    case undefined:
      throw new Error('invariant: no shape can say this type');
  }
}

/** A schema may be a boolean. */
const plainSchema = (schema: unknown): JsonSchema => {
  if (typeof schema === 'object' && schema !== null) return schema as JsonSchema;
  throw new Error('invariant: a schema that is an object');
};

const word = (value: unknown): string | boolean => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error('invariant: a word or a boolean');
};

const readText = ({ minLength, maxLength, pattern }: JsonSchema): Shape => ({
  kind: 'text',
  ...(minLength === undefined ? {} : { min: minLength }),
  ...(maxLength === undefined ? {} : { max: maxLength }),
  ...(pattern === undefined ? {} : { pattern: new RegExp(pattern) }),
});

function readList({ prefixItems = [], items, minItems = 0, maxItems }: JsonSchema): Shape {
  if (minItems !== prefixItems.length) throw new Error('invariant: as many as are listed, at least');
  return {
    kind: 'list',
    first: prefixItems.map(plainSchema).map(read),
    rest: read(plainSchema(items)),
    ...(maxItems === undefined ? {} : { max: maxItems }),
  };
}

function readObject({ properties, required = [], additionalProperties, propertyNames }: JsonSchema): Shape {
  if (properties === undefined) {
    if (typeof propertyNames === 'object' && read(propertyNames).kind !== 'text')
      throw new Error('invariant: names are any text');
    return { kind: 'map', values: read(plainSchema(additionalProperties)) };
  }
  if (additionalProperties !== undefined && additionalProperties !== false)
    throw new Error('invariant: members of names that are not known');
  const members = Object.entries(properties).map(([name, each]) => [name, read(plainSchema(each))] as const);
  return {
    kind: 'object',
    members: Object.fromEntries(members),
    needed: required,
    ...(additionalProperties === false ? { closed: true } : {}),
  };
}
