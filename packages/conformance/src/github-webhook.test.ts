import { createHmac } from 'node:crypto';
import { LIMITS } from '@connect-token/broker';
import { seconds } from '@connect-token/core';
import { deliver, type GitHubDelivery, jobEvent, runEvent } from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubHouse, type Minted, openGitHubHouse } from './github-house.ts';

let house: GitHubHouse;

beforeAll(async () => {
  house = await openGitHubHouse();
});

afterAll(() => house.close());

let runs = 17_000_000_000;

/** A run attempt that no other test knows, and the claims of one of its jobs. */
function newAttempt(checkRunId = '61000000001', runAttempt = '1') {
  runs += 1;
  const attempt = { repositoryId: '501002003', runId: String(runs), runAttempt };
  return { attempt, job: { checkRunId, status: 'completed' }, claims: claimsOf(attempt, checkRunId) };
}

const claimsOf = (attempt: { readonly runId: string; readonly runAttempt: string }, checkRunId?: string) => ({
  run_id: attempt.runId,
  run_attempt: attempt.runAttempt,
  check_run_id: checkRunId,
});

const send = (payload: object, over: Partial<GitHubDelivery> = {}) =>
  deliver(house.url, { event: 'workflow_job', secret: house.secrets[0], payload, ...over });

const find = ({ leaseId }: Minted) => house.leases.find({ by: 'id', leaseId });

const reasonOf = async (minted: Minted) => (await find(minted))?.endReason;

describe('a webhook', () => {
  test('of a completed job ends its leases before it is answered, and the token soon after', async () => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    expect(await send(jobEvent(attempt, job))).toEqual({ status: 202, body: '{"state":"ended"}' });
    expect(await find(minted)).toMatchObject({ endReason: 'webhook' });
    // The reaper is woken, and looks within a second.
    while ((await find(minted))?.state !== 'revoked') {
      house.time.advance(seconds(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  test('of a completed run ends every lease of that attempt, also of jobs without a check run', async () => {
    const { attempt, claims } = newAttempt();
    const leases = [
      await house.mint(claims),
      await house.mint({ ...claims, check_run_id: '61000000002' }),
      await house.mint({ ...claims, check_run_id: undefined }),
    ];
    expect((await send(runEvent(attempt), { event: 'workflow_run' })).status).toBe(202);
    expect(await Promise.all(leases.map(reasonOf))).toEqual(['webhook', 'webhook', 'webhook']);
  });

  test('of one job leaves the other jobs of its run alone, and jobs without a check run', async () => {
    const { attempt, job, claims } = newAttempt();
    const other = await house.mint({ ...claims, check_run_id: '61000000009' });
    const nameless = await house.mint({ ...claims, check_run_id: undefined });
    await send(jobEvent(attempt, job));
    expect([await reasonOf(other), await reasonOf(nameless)]).toEqual([null, null]);
  });

  test('about the first attempt never touches the second, whenever it comes', async () => {
    const { attempt, job, claims } = newAttempt();
    const second = { ...claims, run_attempt: '2' };
    const before = await house.mint(second);
    await send(jobEvent(attempt, job));
    await send(runEvent(attempt), { event: 'workflow_run' });
    const after = await house.mint(second);
    expect(after.status).toBe(200);
    expect([await reasonOf(before), await reasonOf(after)]).toEqual([null, null]);
  });

  test('that comes before the mint refuses it, and still does ten deliveries later', async () => {
    const { attempt, job, claims } = newAttempt();
    for (let count = 0; count < 10; count += 1) await send(jobEvent(attempt, job));
    expect(await house.mint(claims)).toMatchObject({ status: 400, code: 'JOB_OVER' });
    // The run goes on: its other jobs are their own.
    expect((await house.mint({ ...claims, check_run_id: '61000000002' })).status).toBe(200);
    await send(runEvent(attempt), { event: 'workflow_run' });
    expect(await house.mint({ ...claims, check_run_id: '61000000003' })).toMatchObject({ code: 'JOB_OVER' });
  });

  test('ten times ends as once: the first end stays', async () => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    await house.revoke(minted.handle);
    for (let count = 0; count < 10; count += 1) expect((await send(jobEvent(attempt, job))).status).toBe(202);
    expect(await find(minted)).toMatchObject({ state: 'revoked', endReason: 'handle' });
  });

  test('of another repository with the same run ends nothing here', async () => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    await send(jobEvent({ ...attempt, repositoryId: '501002004' }, job));
    expect(await reasonOf(minted)).toBeNull();
  });

  test.each(['queued', 'in_progress', 'waiting'])('of a job that is %s ends nothing', async (action) => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    expect(await send(jobEvent(attempt, { ...job, status: action }, action))).toEqual({
      status: 202,
      body: '{"state":"ignored"}',
    });
    expect(await reasonOf(minted)).toBeNull();
  });

  test('is signed with either of two secrets', async () => {
    const { attempt, job } = newAttempt();
    expect((await send(jobEvent(attempt, job), { secret: house.secrets[1] })).status).toBe(202);
  });

  test('may be a ping', async () => {
    expect(await send({ zen: 'Design for failure.' }, { event: 'ping' })).toEqual({
      status: 200,
      body: '{"state":"pong"}',
    });
  });

  test('of an event that nobody asked for is taken, and ignored', async () => {
    expect((await send({ action: 'completed' }, { event: 'check_suite' })).status).toBe(202);
  });
});

describe('a webhook is refused, and ends nothing,', () => {
  test.each([
    ['that is signed with another secret', { secret: 'f'.repeat(32) }],
    ['that has no signature', { headers: { 'x-hub-signature-256': undefined } }],
    ['whose signature is SHA-1', { headers: { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` } }],
    ['that names another host', { headers: { 'x-github-enterprise-host': 'evil.example' } }],
  ])('%s: 401 and no reason', async (_, over) => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    const { status, body } = await send(jobEvent(attempt, job), over);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({
      code: 'WEBHOOK_REFUSED',
      error_description: 'the delivery was refused',
    });
    expect(await reasonOf(minted)).toBeNull();
  });

  test('that was signed for other bytes', async () => {
    const { attempt, job, claims } = newAttempt();
    const minted = await house.mint(claims);
    const other = { 'x-hub-signature-256': signatureOf(jobEvent({ ...attempt, runId: '1' }, job)) };
    expect((await send(jobEvent(attempt, job), { headers: other })).status).toBe(401);
    expect(await reasonOf(minted)).toBeNull();
  });

  test.each([
    ['that is a form', 400, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['of no type', 400, { 'content-type': 'text/plain' }],
  ])('%s', async (_, status, headers) => {
    const { attempt, job } = newAttempt();
    expect((await send(jobEvent(attempt, job), { headers })).status).toBe(status);
  });

  test('that is larger than a megabyte', async () => {
    const { attempt, job } = newAttempt();
    const large = { ...jobEvent(attempt, job), filling: 'x'.repeat(1_048_576) };
    expect(await send(large)).toMatchObject({ status: 413 });
  });

  test('that lacks what tells the job', async () => {
    const { attempt, job } = newAttempt();
    const { repository: _, ...event } = jobEvent(attempt, job) as Record<string, unknown>;
    expect((await send(event)).status).toBe(400);
  });
});

test('past its rate an address is told to come back, before anybody looks at a signature', async () => {
  const strict = await openGitHubHouse(() => null, {
    ...LIMITS,
    rates: { ...LIMITS.rates, webhooksPerAddress: 1 },
  });
  const flood = () =>
    deliver(strict.url, { event: 'ping', payload: {}, secret: 'of nobody at all' }).then(
      ({ status }) => status,
    );
  expect([await flood(), await flood()]).toEqual([401, 429]);
  await strict.close();
});

const signatureOf = (payload: object): string =>
  `sha256=${createHmac('sha256', house.secrets[0]).update(JSON.stringify(payload)).digest('hex')}`;
