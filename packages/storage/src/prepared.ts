import { type CompiledQuery, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Dialect, dialectOf } from './dialect.ts';
import type { Schema } from './schema/schema.ts';

/** Where a value of that name goes. */
export type Bind<V> = <K extends keyof V & string>(name: K) => RawBuilder<V[K]>;

interface Shape<R> {
  readonly compiled: CompiledQuery<R>;
  /** Of each parameter: the name of the value that it is bound to, or the value that it always has. */
  readonly parameters: readonly ({ readonly name: string } | { readonly always: unknown })[];
}

/**
 * A statement that is built once for each database and only bound from then on: to build one takes longer than to run it. What it is
 * made of must not depend on its values.
 */
export function prepared<V extends object, R = unknown>(
  build: (trx: Transaction<Schema>, bind: Bind<V>) => { compile(): CompiledQuery<R> },
): (trx: Transaction<Schema>, values: V) => CompiledQuery<R> {
  const shapes = new Map<Dialect, Shape<R>>();
  return (trx, values) => {
    const dialect = dialectOf(trx);
    const shape = shapes.get(dialect) ?? shapeOf(trx, build);
    shapes.set(dialect, shape);
    const named = values as Readonly<Record<string, unknown>>;
    const parameters = shape.parameters.map((each) => ('name' in each ? named[each.name] : each.always));
    return { ...shape.compiled, parameters };
  };
}

function shapeOf<V extends object, R>(
  trx: Transaction<Schema>,
  build: (trx: Transaction<Schema>, bind: Bind<V>) => { compile(): CompiledQuery<R> },
): Shape<R> {
  const places = new Map<unknown, string>();
  const compiled = build(trx, (name) => {
    const place = { name };
    places.set(place, name);
    return sql`${place}`;
  }).compile();
  const parameters = compiled.parameters.map((parameter) => {
    const name = places.get(parameter);
    return name === undefined ? { always: parameter } : { name };
  });
  return { compiled, parameters };
}
