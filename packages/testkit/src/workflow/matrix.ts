import type { Json } from './expression.ts';

/** The values of one job of a matrix. */
export type Combination = Readonly<Record<string, Json>>;

/** The most jobs of one matrix. Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.strategy.matrix`. */
const MATRIX_JOBS_MAX = 256;

/**
 * The jobs of a matrix, in the order of its axes; one job without values where there is none.
 * Throws where GitHub fails the run. Source: docs.github.com, "Running variations of jobs in a workflow", `include` and `exclude`.
 */
export function combinationsOf(matrix: Json): readonly Combination[] {
  if (matrix === null) return [{}];
  if (!isMapping(matrix)) throw new Error('the matrix is no mapping');
  const { include, exclude, ...axes } = matrix;
  const product = productOf(axes).filter(
    (combination) => !listOf(exclude).some((excluded) => agrees(combination, excluded)),
  );
  const combinations = withIncluded(product, listOf(include), Object.keys(axes));
  if (combinations.length === 0 || combinations.length > MATRIX_JOBS_MAX)
    throw new Error(`the matrix has ${combinations.length} jobs`);
  return combinations;
}

function productOf(axes: Readonly<Record<string, Json>>): readonly Combination[] {
  const entries = Object.entries(axes);
  if (entries.length === 0) return [];
  return entries.reduce<readonly Combination[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) =>
        valuesOf(name, values).map((value) => ({
          ...combination,
          [name]: value,
        })),
      ),
    [{}],
  );
}

function valuesOf(name: string, values: Json): readonly Json[] {
  if (Array.isArray(values)) return values as readonly Json[];
  throw new Error(`\`${name}\` of the matrix is no list`);
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
