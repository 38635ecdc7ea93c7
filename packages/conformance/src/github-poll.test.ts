import { createMetrics, LIMITS } from '@connect-token/broker';
import { seconds, secret } from '@connect-token/core';
import { answerWith, type GitHub, type GitHubRun } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubHouse, type Minted, openGitHubHouse } from './github-house.ts';

const asApp = ({ appId, privateKey }: GitHub) =>
  ({ kind: 'app', id: appId, privateKey: secret(privateKey) }) as const;

const RUN: GitHubRun = {
  repositoryId: '501002003',
  runId: '17000000001',
  runAttempt: '1',
  status: 'in_progress',
  jobs: [{ checkRunId: '61000000001', status: 'in_progress' }],
};

const OVER: GitHubRun = {
  ...RUN,
  status: 'completed',
  jobs: [{ checkRunId: '61000000001', status: 'completed' }],
};

/** A lease is a minute old before anybody asks; then every 45 seconds. */
const ROUND = seconds(61);

let house: GitHubHouse;

beforeEach(async () => {
  house = await openGitHubHouse(asApp);
  house.github.tell(RUN);
});

afterEach(() => house.close());

const find = ({ leaseId }: Minted) => house.leases.find({ by: 'id', leaseId });

const ended = ({ leaseId }: Minted) =>
  house.logged((line) => line['kind'] === 'lease.ending' && line['leaseId'] === leaseId);

/** The paths of questions about runs, without those for tokens. */
const asked = () => house.github.requests.filter(({ path }) => path.includes('/actions/runs/'));

/** Another pass, to its end. Behind it the next is set. */
async function pass(after = ROUND): Promise<void> {
  const done = house.logged(({ kind }) => kind === 'poll.done');
  house.time.advance(after);
  await done;
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a poll', () => {
  test('finds within two minutes that a run is over whose webhook was lost', async () => {
    const minted = await house.mint();
    house.github.tell(OVER);
    const ending = ended(minted);
    house.time.advance(ROUND);
    await ending;
    expect(await find(minted)).toMatchObject({ endReason: 'poll' });
  });

  test('finds that a job is over while its run goes on, by its check run and not by its own id', async () => {
    const minted = await house.mint();
    const other = await house.mint({ check_run_id: '61000000002' });
    // A job whose own id is the other lease's check run.
    const jobs = [
      { checkRunId: String(61_000_000_002 - 1_000_000), status: 'completed' },
      { checkRunId: '61000000001', status: 'completed' },
      { checkRunId: '61000000002', status: 'queued' },
    ];
    house.github.tell({ ...RUN, jobs });
    const ending = ended(minted);
    house.time.advance(ROUND);
    await ending;
    expect(await find(other)).toMatchObject({ state: 'active' });
  });

  test('remembers what is over: a later mint of it is refused', async () => {
    const minted = await house.mint();
    house.github.tell(OVER);
    const ending = ended(minted);
    house.time.advance(ROUND);
    await ending;
    expect(await house.mint()).toMatchObject({ code: 'JOB_OVER' });
  });

  test('reads every page of a run with many jobs', async () => {
    const minted = await house.mint();
    const others = Array.from({ length: 230 }, (_, index) => ({
      checkRunId: String(62_000_000_000 + index),
      status: 'in_progress',
    }));
    house.github.tell({ ...RUN, jobs: [...others, ...OVER.jobs] });
    const ending = ended(minted);
    house.time.advance(ROUND);
    await ending;
    expect(asked().map(({ query }) => query)).toEqual([
      '',
      '?per_page=100&page=1',
      '?per_page=100&page=2',
      '?per_page=100&page=3',
    ]);
  });

  test('asks again with the `ETag` of what it has, which costs nothing of the limit', async () => {
    await house.mint();
    await pass();
    await pass();
    const statuses = asked().map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 304, 304]);
  });

  test('leaves leases that are younger than a minute to their jobs', async () => {
    await house.mint();
    await pass(seconds(46));
    expect(asked()).toEqual([]);
    await pass(seconds(46));
    expect(asked()).toHaveLength(2);
  });
});

test('a poll is counted by what its questions come to, and when GitHub answered last is told', async () => {
  await house.close();
  const metrics = await createMetrics();
  house = await openGitHubHouse(asApp, LIMITS, metrics);
  house.github.tell(RUN);
  await house.mint();
  await pass();
  await pass();
  house.github.mishap = () => answerWith(403, { message: 'Resource not accessible by integration' });
  await pass();
  const lines = (await metrics.text()).split('\n');
  const values = (name: string): readonly (readonly [string | undefined, number])[] =>
    lines
      .filter((line) => line.startsWith(`connect_token_github_${name}{`))
      .map((line) => [/outcome="(\w+)"/.exec(line)?.[1], Number(line.split(' ').at(-1))]);
  expect(Object.fromEntries(values('questions_total'))).toEqual({
    read: 2,
    unchanged: 2,
    denied: 1,
    missing: 0,
    limited: 0,
    away: 0,
  });
  const [[, at] = []] = values('last_answer_timestamp_seconds');
  expect(at).toBeGreaterThan(1_700_000_000);
});

describe('a poll that can’t read GitHub', () => {
  const LEASE_OPEN = { state: 'active', endReason: null };

  test.each([
    ['answers 404', answerWith(404, { message: 'Not Found' })],
    ['answers 403', answerWith(403, { message: 'Resource not accessible by integration' })],
    ['answers 429', answerWith(429, { message: 'slow down' }, { 'retry-after': '5' })],
    ['answers 500', answerWith(500, { message: 'oops' })],
    ['answers with HTML', answerWith(200, '<html>completed</html>', { 'content-type': 'text/html' })],
    ['answers with another run', answerWith(200, { id: 1, status: 'completed' })],
    ['redirects', answerWith(302, '', { location: 'https://evil.example/' })],
    ['is cut off', { kind: 'cut', body: '{"status":"completed"' } as const],
    ['resets the connection', { kind: 'reset' } as const],
  ])('because it %s ends nothing, and tells it once', async (_, mishap) => {
    const minted = await house.mint();
    house.github.tell(OVER);
    house.github.mishap = (path) => (path.includes('/actions/runs/') ? mishap : null);
    const told = house.logged(({ kind }) => kind === 'poll.failed');
    house.time.advance(ROUND);
    expect(await told).toMatchObject({ level: 40, failure: { code: 'GITHUB_UNAVAILABLE' } });
    await pass();
    expect(await find(minted)).toMatchObject(LEASE_OPEN);
    expect(house.lines.filter(({ kind }) => kind === 'poll.failed')).toHaveLength(1);
    // And the first answer that can be read is believed.
    house.github.mishap = () => null;
    const ending = ended(minted);
    house.time.advance(seconds(301));
    await ending;
  });

  test('waits as long as the limit says before it asks again', async () => {
    await house.mint();
    const reset = String(Math.ceil(house.time.clock.now() / 1000) + 600);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    house.github.mishap = (path) => (path.includes('/actions/runs/') ? answerWith(403, {}, headers) : null);
    await pass();
    house.github.mishap = () => null;
    for (let count = 0; count < 5; count += 1) await pass();
    expect(asked()).toHaveLength(1);
    await pass(seconds(300));
    expect(asked()).toHaveLength(3);
  });

  test('because a run was deleted goes on to ask about the others of its repository', async () => {
    await house.mint();
    const minted = await house.mint({ run_id: '17000000002' });
    house.github.mishap = (path) => (path.includes(RUN.runId) ? answerWith(404, {}) : null);
    house.github.tell({ ...RUN, runId: '17000000002' });
    for (let count = 0; count < 3; count += 1) await pass();
    house.github.tell({ ...OVER, runId: '17000000002' });
    const ending = ended(minted);
    await pass();
    await ending;
  });

  test('because some runs always fail asks about the others first', async () => {
    const failing = ['1', '2', '3', '4', '5'];
    for (const runId of failing) await house.mint({ run_id: runId });
    const minted = await house.mint();
    house.github.tell(OVER);
    house.github.mishap = (path) => (/runs\/[1-5]\//.test(path) ? answerWith(502, {}) : null);
    // Four are asked about at a time: what they say keeps the rest from being asked about in this pass, and not in the next.
    await pass();
    const ending = ended(minted);
    await pass();
    await ending;
  });

  test('because the App isn’t installed there asks nothing of its runs, and tells it once', async () => {
    await house.mint();
    await house.mint({ run_id: '17000000002' });
    house.github.mishap = (path) => (path.endsWith('/installation') ? answerWith(404, {}) : null);
    for (let count = 0; count < 3; count += 1) await pass();
    expect(asked()).toEqual([]);
    expect(house.lines.filter(({ kind }) => kind === 'poll.failed')).toHaveLength(1);
  });

  test('asks once more for a token where the one it has was taken away', async () => {
    await house.mint();
    house.github.mishap = (path) => (path.includes('/actions/runs/') ? answerWith(401, {}) : null);
    await pass();
    house.github.mishap = () => null;
    const before = house.github.requests.length;
    await pass();
    expect(house.github.requests.slice(before).map(({ path }) => path.replace(/\d+/g, 'N'))).toEqual([
      '/repositories/N/installation',
      '/app/installations/N/access_tokens',
      '/repositories/N/actions/runs/N/attempts/N',
      '/repositories/N/actions/runs/N/attempts/N/jobs',
    ]);
  });
});
