import { describe, expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';

const bench = useBench();

const read = (strategy: string) =>
  bench.read(`jobs: {a: {runs-on: ubuntu-latest, strategy: ${strategy}, steps: [run: x]}}`);

const matrixOf = (strategy: string) => {
  const workflow = read(strategy);
  if (!workflow.ok) throw new Error(workflow.error.join('\n'));
  return workflow.value.jobs[0]?.matrix;
};

const list = (length: number): string => JSON.stringify(Array.from({ length }, (_, index) => index));

const EXPRESSION = `"\${{ fromJSON(vars.X) }}"`;

describe('a matrix', () => {
  test('has a job for each combination, the last axis the fastest', () => {
    expect(matrixOf('{fail-fast: false, max-parallel: 3, matrix: {a: [1, 2], b: [x, true]}}')).toEqual({
      combinations: [
        { a: 1, b: 'x' },
        { a: 1, b: true },
        { a: 2, b: 'x' },
        { a: 2, b: true },
      ],
      maxParallel: 3,
    });
  });

  test('of 256 jobs is the largest', () => {
    const matrix = matrixOf(`{fail-fast: false, matrix: {a: ${list(128)}, b: [1, 2]}}`);
    expect(matrix?.combinations).toHaveLength(256);
    expect(matrix?.maxParallel).toBe(256);
  });

  test.each([
    ['a job too many', `{fail-fast: false, matrix: {a: ${list(257)}}}`, 'the matrix has 257 jobs'],
    ['no job', '{fail-fast: false, matrix: {a: []}}', 'the matrix has 0 jobs'],
    ['none at a time', '{fail-fast: false, max-parallel: 0, matrix: {a: [1]}}', '1 jobs, 0 at a time'],
    [
      'jobs that a failure cancels',
      '{matrix: {a: [1]}}',
      'a matrix without `fail-fast: false` is not run here',
    ],
    ['jobs added', '{fail-fast: false, matrix: {a: [1], include: [{a: 2}]}}', '`include` of a matrix'],
    ['jobs left out', '{fail-fast: false, matrix: {a: [1], exclude: [{a: 1}]}}', '`exclude` of a matrix'],
    ['a value that is no plain one', '{fail-fast: false, matrix: {a: [[1]]}}', '`a` of a matrix'],
    ['a value by an expression', `{fail-fast: false, matrix: {a: [${EXPRESSION}]}}`, '`a` of a matrix'],
    ['values by an expression', `{fail-fast: false, matrix: {a: ${EXPRESSION}}}`, "reading 'a'"],
    ['all by an expression', `{fail-fast: false, matrix: ${EXPRESSION}}`, "reading 'matrix'"],
    ['its strategy by an expression', EXPRESSION, "reading 'strategy'"],
  ])('with %s is refused', (_, strategy, why) => {
    const workflow = read(strategy);
    if (workflow.ok) throw new Error('it was not refused');
    expect(workflow.error.join('\n')).toContain(why);
  });
});
