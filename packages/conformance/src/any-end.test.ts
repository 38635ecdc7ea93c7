import { seconds, secret } from '@connect-token/core';
import { deliver, jobEvent, runEvent } from '@connect-token/testkit';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitHubHouse, type Minted, openGitHubHouse } from './github-house.ts';

const HISTORIES = 30;

/** Every way in which a lease can end once it is active, and what the lease then says. */
const ENDS = {
  post: 'handle',
  'webhook of the job': 'webhook',
  'webhook of the run': 'webhook',
  poll: 'poll',
  expiry: 'expiry',
  person: 'operator',
} as const;

type End = keyof typeof ENDS;

let house: GitHubHouse;
let runs = 17_000_000_000;

beforeAll(async () => {
  house = await openGitHubHouse(({ appId, privateKey }) => ({
    kind: 'app',
    id: appId,
    privateKey: secret(privateKey),
  }));
});

afterAll(() => house.close());

interface Job {
  readonly minted: Minted;
  readonly attempt: { readonly repositoryId: string; readonly runId: string; readonly runAttempt: string };
}

const JOB = { checkRunId: '61000000001', status: 'in_progress' };

async function newJob(): Promise<Job> {
  runs += 1;
  const attempt = { repositoryId: '501002003', runId: String(runs), runAttempt: '1' };
  house.github.tell({ ...attempt, status: 'in_progress', jobs: [JOB] });
  const minted = await house.mint({ run_id: attempt.runId });
  expect(minted.status).toBe(200);
  return { minted, attempt };
}

const leaseOf = async ({ minted }: Job) => {
  const lease = await house.leases.find({ by: 'id', leaseId: minted.leaseId });
  if (lease === undefined) throw new Error('a lease was forgotten');
  return lease;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time goes on until it is so, a minute at a time, and with it every pass of the reaper and of the poll. */
async function inTime(isIt: () => Promise<boolean>): Promise<void> {
  while (!(await isIt())) {
    house.time.advance(seconds(61));
    for (let count = 0; count < 20 && !(await isIt()); count += 1) await turn();
  }
}

const hasEnded = (job: Job) => async () => (await leaseOf(job)).endReason !== null;

async function end(way: End, job: Job): Promise<void> {
  const { attempt, minted } = job;
  const send = (event: string, payload: object) =>
    deliver(house.url, { event, payload, secret: house.secrets[0] });
  switch (way) {
    case 'post':
      return house.revoke(minted.handle);
    case 'webhook of the job':
      expect((await send('workflow_job', jobEvent(attempt, JOB))).status).toBe(202);
      return;
    case 'webhook of the run':
      expect((await send('workflow_run', runEvent(attempt))).status).toBe(202);
      return;
    case 'poll':
      house.github.tell({ ...attempt, status: 'completed', jobs: [{ ...JOB, status: 'completed' }] });
      return inTime(hasEnded(job));
    case 'expiry':
      house.time.advance(seconds(901));
      return inTime(hasEnded(job));
    case 'person':
      expect(await house.owner.leases.end({ by: 'lease', leaseId: minted.leaseId }, 'because')).toMatchObject(
        {
          ok: true,
        },
      );
      return;
  }
}

const anyEnd = fc.constantFrom(...(Object.keys(ENDS) as End[]));

test('any order of ends, any number of times, comes to the same: one end, one revocation, no token', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEnd, { minLength: 1, maxLength: 6 }), async (ways) => {
      const job = await newJob();
      const { tokenId } = await leaseOf(job);
      const [first] = ways;
      for (const way of ways) {
        await end(way, job);
        // The first end's reason stays, whatever comes after.
        expect((await leaseOf(job)).endReason).toBe(first === undefined ? null : ENDS[first]);
      }
      await inTime(async () => (await leaseOf(job)).state === 'revoked');
      const tokens = await house.owner.tokens.list();
      expect(tokens.ok && tokens.value.find(({ id }) => id === tokenId)?.state).toBe('REVOKED');
      const filter = { lease: job.minted.leaseId };
      const events = await house.owner.audit.list({ limit: 100, before: null, filter });
      const kinds = events.ok
        ? events.value.map(({ kind }) => kind).filter((kind) => kind !== 'lease.end')
        : [];
      expect(kinds.toReversed()).toEqual(['lease.intent', 'lease.active', 'lease.revoking', 'lease.revoked']);
      expect(await house.leases.heldCredits()).toBe(0);
    }),
    { numRuns: HISTORIES },
  );
}, 60_000);
