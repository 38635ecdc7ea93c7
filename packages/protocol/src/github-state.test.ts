import { describe, expect, test } from 'vitest';
import { readJobs, readRun } from './github-state.ts';

const asked = {
  issuer: 'https://token.actions.githubusercontent.com',
  repositoryId: '501002003',
  runId: '17000000001',
  runAttempt: '2',
};

const run = (over: object = {}) => ({
  id: 17000000001,
  run_attempt: 2,
  status: 'completed',
  repository: { id: 501002003 },
  ...over,
});

const job = (checkRun: number, over: object = {}) => ({
  run_id: 17000000001,
  run_attempt: 2,
  status: 'completed',
  check_run_url: `https://api.github.com/repos/acme/shop/check-runs/${checkRun}`,
  ...over,
});

describe("GitHub's answer about a run attempt", () => {
  test('says that it is over by the one word for it', () => {
    expect(readRun(run(), asked)).toBe('over');
  });

  test.each([
    'queued',
    'in_progress',
    'waiting',
    'requested',
    'pending',
    'action_required',
    'success',
    'new',
  ])('does not say so by `%s`', (status) => {
    expect(readRun(run({ status }), asked)).toBe('open');
  });

  test.each([
    ['another run', { id: 17000000002 }],
    ['another attempt', { run_attempt: 1 }],
    ['another repository', { repository: { id: 1 } }],
    ['no repository', { repository: undefined }],
    ['nothing', { id: undefined }],
  ])('says nothing where it is about %s', (_, over) => {
    expect(readRun(run(over), asked)).toBeNull();
  });

  test('says nothing where it is text', () => {
    expect(readRun('<html>completed</html>', asked)).toBeNull();
  });
});

describe("GitHub's answer about the jobs of a run attempt", () => {
  test('names those that are over, each with its attempt', () => {
    const page = { total_count: 2, jobs: [job(61), job(62, { status: 'in_progress' })] };
    expect(readJobs(page, asked, 1)).toEqual({
      over: [{ by: 'job', job: { ...asked, checkRunId: '61' } }],
      last: true,
    });
  });

  test('goes on as long as there are more, and ends at an empty page', () => {
    const jobs = Array.from({ length: 100 }, (_, index) => job(index + 1));
    expect(readJobs({ total_count: 101, jobs }, asked, 1)?.last).toBe(false);
    expect(readJobs({ total_count: 200, jobs }, asked, 2)?.last).toBe(true);
    expect(readJobs({ total_count: 500, jobs: [] }, asked, 2)?.last).toBe(true);
  });

  test('says nothing at all where one job is of another run or attempt', () => {
    const page = (over: object) => ({ total_count: 2, jobs: [job(61), job(62, over)] });
    expect(readJobs(page({ run_attempt: 1 }), asked, 1)).toBeNull();
    expect(readJobs(page({ run_id: 5 }), asked, 1)).toBeNull();
  });
});
