/** What a value of an answer must look like: the little of a schema that the wire needs, as data that costs nothing to load. */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text'; readonly min?: number; readonly max?: number; readonly pattern?: RegExp }
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  | { readonly kind: 'word'; readonly words: readonly (string | boolean)[] }
  /** As many as `first` has at least, each of its own shape; `rest` for those behind them. */
  | {
      readonly kind: 'list';
      readonly first: readonly Shape[];
      readonly rest: Shape;
      readonly max?: number;
    }
  /** Members that it doesn't know are left out, or refused where it is `closed`. */
  | {
      readonly kind: 'object';
      readonly members: Readonly<Record<string, Shape>>;
      readonly needed: readonly string[];
      readonly closed?: true;
    }
  | { readonly kind: 'map'; readonly values: Shape }
  | { readonly kind: 'either'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'named'; readonly name: string };

export type NamedShapes = Readonly<Record<string, Shape>>;

/** A JSON value of that shape, without the members that the shape doesn't know; `undefined`, which no JSON is, for any other. */
export function take(shape: Shape, value: unknown, named: NamedShapes): unknown {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'null':
      return value === null ? null : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return isText(shape, value) ? value : undefined;
    case 'whole':
      return Number.isSafeInteger(value) && isBetween(Number(value), shape.min, shape.max)
        ? value
        : undefined;
    case 'word':
      return shape.words.find((word) => word === value);
    case 'list':
      return Array.isArray(value) ? takeList(shape, value, named) : undefined;
    case 'object':
      return isObject(value) ? takeObject(shape, value, named) : undefined;
    case 'map':
      return isObject(value) ? takeMap(shape, value, named) : undefined;
    case 'either':
      return takeEither(shape.shapes, value, named);
    case 'named':
      return take(shapeNamed(shape.name, named), value, named);
  }
}

type ShapeOf<K extends Shape['kind']> = Extract<Shape, { readonly kind: K }>;

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBetween = (count: number, min: number, max: number): boolean => count >= min && count <= max;

const isText = (
  { min = 0, max = Number.POSITIVE_INFINITY, pattern }: ShapeOf<'text'>,
  value: unknown,
): boolean =>
  typeof value === 'string' &&
  isBetween(value.length, min, max) &&
  (pattern === undefined || pattern.test(value));

function takeList(
  { first, rest, max = Number.POSITIVE_INFINITY }: ShapeOf<'list'>,
  values: readonly unknown[],
  named: NamedShapes,
): unknown {
  if (!isBetween(values.length, first.length, max)) return undefined;
  const taken = values.map((value, index) => take(first[index] ?? rest, value, named));
  return taken.includes(undefined) ? undefined : taken;
}

function takeObject(
  { members, needed, closed }: ShapeOf<'object'>,
  value: JsonObject,
  named: NamedShapes,
): unknown {
  if (!needed.every((name) => Object.hasOwn(value, name))) return undefined;
  if (closed === true && !Object.keys(value).every((name) => Object.hasOwn(members, name))) return undefined;
  const taken: Record<string, unknown> = {};
  for (const name in members) {
    const shape = members[name];
    if (shape === undefined || !Object.hasOwn(value, name)) continue;
    const member = take(shape, value[name], named);
    if (member === undefined) return undefined;
    taken[name] = member;
  }
  return taken;
}

/** By entries: a member called `__proto__` is one like others. */
function takeMap({ values }: ShapeOf<'map'>, value: JsonObject, named: NamedShapes): unknown {
  const taken = Object.entries(value).map(([name, each]) => [name, take(values, each, named)] as const);
  return taken.some(([, each]) => each === undefined) ? undefined : Object.fromEntries(taken);
}

function takeEither(shapes: readonly Shape[], value: unknown, named: NamedShapes): unknown {
  for (const shape of shapes) {
    const taken = take(shape, value, named);
    if (taken !== undefined) return taken;
  }
  return undefined;
}

function shapeNamed(name: string, named: NamedShapes): Shape {
  const shape = named[name];
  if (shape === undefined) throw new Error(`invariant: a shape is named that is none: ${name}`);
  return shape;
}
