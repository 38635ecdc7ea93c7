import * as fc from 'fast-check';

/** The same examples in every run, so that a red test is never luck; `FC_SEED=<number>` looks elsewhere. */
const SEED = Number(process.env['FC_SEED'] ?? 20_261_122);

/** A law that holds for all values that the arbitraries make. */
export const law = <T extends [unknown, ...unknown[]]>(
  property: fc.IProperty<T>,
  { runs }: { readonly runs: number } = { runs: 300 },
): void => fc.assert(property, { numRuns: runs, seed: SEED });
