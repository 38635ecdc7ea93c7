import type { Json } from './expression.ts';

/** The values of one job of a matrix. */
export type Combination = Readonly<Record<string, Json>>;

/** More jobs than GitHub makes of one matrix. Source: docs.github.com, "Usage limits": 256 jobs a workflow run. */
const MATRIX_JOBS_MAX = 256;

/**
 * The jobs of a matrix, in the order of its axes; one job without values where there is none.
 * Source: docs.github.com, "Running variations of jobs in a workflow", `include` and `exclude`.
 */
export function combinationsOf(matrix: Json): readonly Combination[] {
  if (!isMapping(matrix)) return [{}];
  const { include, exclude, ...axes } = matrix;
  const product = productOf(axes).filter(
    (combination) => !listOf(exclude).some((excluded) => agrees(combination, excluded)),
  );
  return withIncluded(product, listOf(include), Object.keys(axes)).slice(0, MATRIX_JOBS_MAX);
}

function productOf(axes: Readonly<Record<string, Json>>): readonly Combination[] {
  const entries = Object.entries(axes);
  if (entries.length === 0) return [];
  return entries.reduce<readonly Combination[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) =>
        (Array.isArray(values) ? (values as readonly Json[]) : []).map((value) => ({
          ...combination,
          [name]: value,
        })),
      ),
    [{}],
  );
}

/** An entry joins every combination whose own values it doesn't change; where there is none, it is a job of its own. */
function withIncluded(
  product: readonly Combination[],
  included: readonly Combination[],
  axes: readonly string[],
): readonly Combination[] {
  const joined = [...product];
  const added: Combination[] = [];
  for (const entry of included) {
    const original = Object.fromEntries(Object.entries(entry).filter(([name]) => axes.includes(name)));
    const matching = product.flatMap((combination, index) => (agrees(combination, original) ? [index] : []));
    for (const index of matching) joined[index] = { ...joined[index], ...entry };
    if (matching.length === 0) added.push(entry);
  }
  return [...joined, ...added];
}

const agrees = (combination: Combination, values: Combination): boolean =>
  Object.entries(values).every(
    ([name, value]) => JSON.stringify(combination[name]) === JSON.stringify(value),
  );

const listOf = (value: Json | undefined): readonly Combination[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isMapping) : [];

const isMapping = (value: Json): value is Combination =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
