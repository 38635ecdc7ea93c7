import { describe, expect, test } from 'vitest';
import { parseDelivery } from './delivery.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const repository = { id: 501002003, full_name: 'acme/shop', private: true };

const jobEvent = (over: object = {}, action = 'completed') => ({
  action,
  repository,
  workflow_job: {
    id: 7,
    run_id: 17000000001,
    run_attempt: 2,
    status: 'completed',
    check_run_url: 'https://api.github.com/repos/acme/shop/check-runs/61000000001',
    ...over,
  },
});

const runEvent = (over: object = {}, action = 'completed') => ({
  action,
  repository,
  workflow_run: { id: 17000000001, run_attempt: 2, status: 'completed', ...over },
});

const attempt = { issuer: ISSUER, repositoryId: '501002003', runId: '17000000001', runAttempt: '2' };

describe('a delivery', () => {
  test('of a completed job ends that job of that attempt, by its check run', () => {
    expect(parseDelivery(ISSUER, 'workflow_job', jobEvent())).toEqual({
      ok: true,
      value: { kind: 'over', group: { by: 'job', job: { ...attempt, checkRunId: '61000000001' } } },
    });
  });

  test('of a completed run ends that attempt of it', () => {
    expect(parseDelivery(ISSUER, 'workflow_run', runEvent())).toEqual({
      ok: true,
      value: { kind: 'over', group: { by: 'run-attempt', attempt } },
    });
  });

  test.each(['queued', 'in_progress', 'waiting', 'COMPLETED', 'completed '])(
    'whose action is `%s` ends nothing',
    (action) => {
      const ignored = { ok: true, value: { kind: 'ignored' } };
      expect(parseDelivery(ISSUER, 'workflow_job', jobEvent({}, action))).toEqual(ignored);
      expect(parseDelivery(ISSUER, 'workflow_run', runEvent({}, action))).toEqual(ignored);
    },
  );

  test.each(['push', 'check_run', 'workflow_dispatch', '', 'Workflow_Job'])(
    'of the event `%s` ends nothing, whatever it says',
    (event) => {
      expect(parseDelivery(ISSUER, event, jobEvent())).toEqual({ ok: true, value: { kind: 'ignored' } });
    },
  );

  test('of a ping is one', () => {
    expect(parseDelivery(ISSUER, 'ping', { zen: 'Design for failure.' })).toEqual({
      ok: true,
      value: { kind: 'ping' },
    });
  });

  test.each([
    ['no check run', { check_run_url: 'https://api.github.com/repos/acme/shop/check-suites/1' }],
    ['a check run with something behind it', { check_run_url: 'https://x/check-runs/1/annotations' }],
    ['no attempt', { run_attempt: undefined }],
    ['an attempt of zero', { run_attempt: 0 }],
    ['a run that is a text', { run_id: '17000000001' }],
    ['a run beyond what a number holds', { run_id: 2 ** 53 }],
  ])('of a job with %s is refused, and ends nothing', (_, over) => {
    expect(parseDelivery(ISSUER, 'workflow_job', jobEvent(over))).toMatchObject({ ok: false });
  });

  test.each([null, [], 'completed', { action: 'completed' }, { action: ['completed'] }])(
    'that is no event of a job at all (%j) is refused',
    (json) => {
      expect(parseDelivery(ISSUER, 'workflow_job', json)).toMatchObject({ ok: false });
    },
  );
});
