import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isBoolean, isNumber, isString } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Context } from './expression.ts';
import { checkKeys, type ParsedFile, type Part } from './token.ts';

/** The jobs that a `strategy` makes of one. */
export interface Matrix {
  /** The values of each, in the order of the axes, the last the fastest. */
  readonly combinations: readonly Context[];
  readonly maxParallel: number;
}

/** The most jobs of one matrix. Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.strategy.matrix`. */
const MATRIX_JOBS_MAX = 256;

/** One job without values where there is no `strategy`. A matrix is lists of plain values; `include`, `exclude` and expressions are refused. */
export function readMatrix(file: ParsedFile, strategy: Part): Matrix {
  if (strategy === undefined) return { combinations: [{}], maxParallel: 1 };
  const { context } = file;
  const known = strategy.assertMapping('strategy');
  checkKeys(file, known, ['fail-fast', 'max-parallel', 'matrix']);
  if (known.find('fail-fast')?.toString() !== 'false')
    context.error(strategy, 'a matrix without `fail-fast: false` is not run here');
  const combinations = combinationsOf(file, known.find('matrix') ?? strategy);
  const maxParallel = known.find('max-parallel')?.assertNumber('max-parallel').value ?? MATRIX_JOBS_MAX;
  if (combinations.length === 0 || combinations.length > MATRIX_JOBS_MAX || maxParallel < 1)
    context.error(strategy, `the matrix has ${combinations.length} jobs, ${maxParallel} at a time`);
  return { combinations, maxParallel };
}

function combinationsOf({ context }: ParsedFile, matrix: TemplateToken): readonly Context[] {
  let combinations: readonly Context[] = [{}];
  for (const { key, value } of matrix.assertMapping('matrix')) {
    const name = key.toString();
    const list = [...value.assertSequence(name)];
    const values = list.filter(isPlain).map((token) => token.value);
    if (/^(?:include|exclude)$/.test(name) || values.length < list.length)
      context.error(value, `\`${name}\` of a matrix is not run here: only lists of plain values are`);
    combinations = combinations.flatMap((one) => values.map((each) => ({ ...one, [name]: each })));
  }
  return combinations;
}

const isPlain = (token: TemplateToken) => isString(token) || isNumber(token) || isBoolean(token);
