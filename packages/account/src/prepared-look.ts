import type { Schema } from '@connect-token/storage';
import type { CompiledQuery, DialectAdapter, Transaction } from 'kysely';

/** A place of a statement that each call fills with its own value: no text of a caller holds a control character twice. */
const slot = (index: number): string => `\0slot\0${index}`;

const SLOT = /^\0slot\0(\d)$/;

/**
 * A look that each call of the Connect API has: built and compiled once for each database, because building it takes longer than
 * running it. `build` gets as many texts as the look has values, to be compared with columns and not to be looked at.
 */
export function preparedLook<const V extends readonly string[], R>(
  slots: V['length'],
  build: (trx: Transaction<Schema>, values: V) => { compile(): CompiledQuery<R> },
): (trx: Transaction<Schema>, values: V) => Promise<readonly R[]> {
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>();
  return async (trx, values) => {
    const { adapter } = trx.getExecutor();
    let query = compiled.get(adapter);
    if (query === undefined) {
      query = build(trx, Array.from({ length: slots }, (_, index) => slot(index)) as unknown as V).compile();
      compiled.set(adapter, query);
    }
    const parameters = query.parameters.map((parameter) => {
      const index = typeof parameter === 'string' ? SLOT.exec(parameter)?.[1] : undefined;
      return index === undefined ? parameter : values[Number(index)];
    });
    return (await trx.executeQuery<R>({ ...query, parameters })).rows;
  };
}
