import { describe, expect, test } from 'vitest';
import type { JobIdentity } from './index.ts';
import { conclusions, linesOf, useBench } from './testing/bench.ts';

const bench = useBench();

describe('jobs', () => {
  const chain = `jobs:
  first:
    runs-on: ubuntu-latest
    steps: [run: echo]
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [run: 'echo "\${{ needs.first.result }}"; exit 1']
  third: {needs: second, runs-on: ubuntu-latest, steps: [run: echo never]}
  last: {needs: third, if: always(), runs-on: ubuntu-latest, steps: [run: 'echo "\${{ needs.third.result }}"']}
  rescue: {needs: third, if: failure(), runs-on: ubuntu-latest, steps: [run: echo]}`;

  test('run, or don’t, by what came before, however far back', async () => {
    const result = await bench.run(chain);
    expect(conclusions(result)).toEqual({
      first: 'success',
      second: 'failure',
      third: 'skipped',
      last: 'success',
      rescue: 'success',
    });
    expect(linesOf(result.jobs[1])).toEqual(['success']);
    expect(linesOf(result.jobs[3])).toEqual(['skipped']);
  });

  test('that are needed may stand after those that need them', async () => {
    const result = await bench.run(`jobs:
  last: {needs: [one, two], runs-on: ubuntu-latest, steps: [run: 'echo "\${{ toJSON(needs) }}" | tr -d " \\n"']}
  two: {needs: one, runs-on: ubuntu-latest, steps: [run: echo]}
  one: {runs-on: ubuntu-latest, steps: [run: echo]}`);
    expect(linesOf(result.jobs[0])).toEqual(['{two:{result:success},one:{result:success}}']);
  });

  test('of a matrix run for each combination, so many at a time, and one that fails stops no other', async () => {
    const log: string[] = [];
    const result = await bench.run(
      `jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      max-parallel: 1
      matrix: {n: [1, 2], os: [x, y]}
    steps:
      - run: mkdir "\${{ vars.LOCK }}"; sleep 0.05; rmdir "\${{ vars.LOCK }}"
      - run: echo "\${{ matrix.n }}\${{ matrix.os }}"; test "\${{ matrix.n == 1 }}" = true
  after: {needs: a, if: failure(), runs-on: ubuntu-latest, steps: [run: echo]}`,
      {
        vars: { LOCK: `${bench.checkout}-lock` },
        said: (name, line) => void log.push(`${name}: ${line}`),
      },
    );
    expect(log.filter((line) => /: \d/.test(line))).toEqual([
      'a (1, x): 1x',
      'a (1, y): 1y',
      'a (2, x): 2x',
      'a (2, y): 2y',
    ]);
    expect(conclusions(result)).toEqual({
      'a (1, x)': 'success',
      'a (1, y)': 'success',
      'a (2, x)': 'failure',
      'a (2, y)': 'failure',
      after: 'success',
    });
  });

  test('ask for ID tokens only with the permission, and say who they are', async () => {
    const asked: JobIdentity[] = [];
    const result = await bench.run(
      `permissions: {contents: read}
jobs:
  none: {runs-on: ubuntu-latest, steps: [run: 'echo "\${URL:-none}"']}
  one:
    runs-on: ubuntu-latest
    needs: none
    permissions: {id-token: write}
    environment: {name: production, url: "https://shop.example"}
    steps: [run: echo "$URL"]`,
      {
        idTokens: (identity) => {
          asked.push(identity);
          return Promise.resolve({ env: { URL: 'http://127.0.0.1:1' } });
        },
      },
    );
    expect(asked).toEqual([{ id: 'one', name: 'one', environment: 'production', ordinal: 2 }]);
    expect(result.jobs.flatMap(linesOf)).toEqual(['none', 'http://127.0.0.1:1']);
  });
});
