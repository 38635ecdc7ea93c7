import { type Instant, instant, type Lease, leaseTokenName, plus, seconds } from '@connect-token/core';
import { systemClock, systemIds } from '@connect-token/lifecycle';
import { leaseStore, openStore } from '@connect-token/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, openDesk, PRODUCTION, SERVER } from '../../testing/desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});

afterAll(() => desk.clear());

interface Wish {
  readonly run?: string;
  readonly repository?: string;
  /** Made, and not only intended. */
  readonly active?: boolean;
  readonly stuck?: boolean;
}

const stamp = () => ({ id: systemIds.ulid(), at: systemClock.now() });

/** A lease of the desk's account, as a broker that ran there left it. */
async function lease({
  run = '1',
  repository = '42',
  active = true,
  stuck = false,
}: Wish = {}): Promise<string> {
  const store = await openStore({ directory: desk.dataDir, clock: systemClock });
  if (!store.ok) throw new Error(store.error.code);
  const leases = await leaseStore(store.value);
  const id = systemIds.ulid();
  const job = {
    issuer: 'https://issuer.example',
    repositoryId: repository,
    runId: run,
    runAttempt: '1',
    checkRunId: null,
  };
  const now: Instant = systemClock.now();
  const made = await leases.intend(
    {
      lease: {
        id,
        tokenName: leaseTokenName(leases.instance, id),
        key: null,
        job,
        serverId: SERVER,
        vaults: [{ vaultId: PRODUCTION, access: 'r' }],
        rule: 'deploy',
        policyHash: 'a'.repeat(64),
        createdAt: now,
        expiresAt: plus(now, seconds(900)),
        sendDeadline: plus(now, seconds(10)),
      },
      idToken: { issuer: job.issuer, tokenId: id, keepUntil: plus(now, seconds(900)) },
      admission: { plan: { kind: 'unlimited' }, standing: 0, ceilings: [] },
      claims: {
        ...job,
        subject: 'x',
        tokenId: id,
        repositoryOwnerId: '7',
        repository: 'acme/shop',
        ref: null,
        refType: null,
        environment: null,
        event: null,
        workflowRef: null,
        jobWorkflowRef: null,
      },
    },
    stamp(),
  );
  if (!made.ok) throw new Error(made.error.code);
  if (active) await leases.activate(id, { id: `token${id}`, sha256: id.padEnd(64, '0') }, stamp());
  if (stuck) await makeStuck(leases, made.value);
  await store.value.close();
  return id;
}

async function makeStuck(
  leases: Awaited<ReturnType<typeof leaseStore>>,
  { id, epoch }: Lease,
): Promise<void> {
  await leases.end({ by: 'id', leaseId: id }, 'expiry', { kind: 'never' }, stamp());
  const at = instant(Date.UTC(2026, 10, 22));
  const retry = { attempts: 12, nextTryAt: plus(at, seconds(60)), absentAt: null, stuckAt: at };
  if (!(await leases.postpone({ id, epoch }, retry, stamp()))) throw new Error('not postponed');
}

const list = async (...words: readonly string[]): Promise<readonly Record<string, unknown>[]> =>
  JSON.parse((await desk.connect('lease', 'list', ...words, '--format', 'json')).stdout);

beforeEach(async () => {
  await desk.connect('lease', 'revoke', '--all', '--yes', '--reason', 'between two tests');
});

describe('connect lease revoke', () => {
  test('ends leases by their ids, several at once, and says what became of them', async () => {
    const [one, two, other] = [await lease(), await lease(), await lease()];
    expect(await desk.connect('lease', 'revoke', one, two, '--reason', 'because')).toEqual({
      code: 0,
      stdout: '2 leases were ended; no token of theirs serves any more.\n',
      stderr: '',
    });
    expect((await list('--state', 'active')).map(({ id }) => id)).toEqual([other]);
    const again = await desk.connect('lease', 'revoke', one, '--reason', 'because');
    expect(again).toMatchObject({ code: 0, stdout: 'Nothing was open any more.\n' });
  });

  test('ends the leases of a run, of a repository, or all', async () => {
    await lease({ run: '7' });
    await lease({ run: '7' });
    await lease({ run: '8', repository: '43' });
    await lease({ run: '9' });
    const revoke = async (...words: readonly string[]) =>
      JSON.parse(
        (await desk.connect('lease', 'revoke', ...words, '--reason', 'x', '--yes', '--format', 'json'))
          .stdout,
      );
    expect(await revoke('--run', '7')).toEqual({ ended: 2, revoked: 2 });
    expect(await revoke('--repository', '43')).toEqual({ ended: 1, revoked: 1 });
    expect(await revoke('--all')).toEqual({ ended: 1, revoked: 1 });
  });

  test('leaves a token that is still being made to the broker, and says so', async () => {
    const id = await lease({ active: false });
    const { stdout } = await desk.connect('lease', 'revoke', id, '--reason', 'x');
    expect(stdout).toBe(
      '1 lease was ended; of 1 the token is still to be ended, by the broker as soon as it can.\n',
    );
    expect(await list()).toContainEqual(
      expect.objectContaining({ id, state: 'revoking', end_reason: 'operator' }),
    );
  });

  test('asks before it ends what nobody has named, with the number of leases', async () => {
    await lease();
    await lease({ repository: '43' });
    const no = await desk.sitting({ answers: ['n'] }, 'lease', 'revoke', '--all', '--reason', 'x');
    expect(no.code).toBe(1);
    expect(no.stderr).toContain('Ending every lease (2 at the moment)? [y/N] ');
    expect(await desk.connect('lease', 'revoke', '--repository', '43', '--reason', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[CONFIRMATION_NEEDED]'),
    });
    expect(await list('--state', 'active')).toHaveLength(2);
  });

  test('asks for the reason at a terminal, and needs it elsewhere', async () => {
    const id = await lease();
    const silent = await desk.connect('lease', 'revoke', id);
    expect(silent).toMatchObject({ code: 2, stderr: expect.stringContaining('needs `--reason`') });
    const empty = await desk.sitting({ answers: [''] }, 'lease', 'revoke', id);
    expect(empty.stderr).toContain('[END_NOTE_INVALID]');
    const told = await desk.sitting({ answers: ['a stolen laptop'] }, 'lease', 'revoke', id);
    expect(told.code).toBe(0);
  });

  test.each([
    [[], 'what is to be ended?'],
    [['--all', '--run', '7'], 'exclude each other'],
    [['x', '--all'], 'exclude each other'],
    [['--repository', 'acme/shop'], '`--repository` is a number'],
    [['--run', 'latest'], '`--run` is the number'],
  ])('refuses `%j` before anything ends', async (words, problem) => {
    const refused = await desk.connect('lease', 'revoke', ...words, '--reason', 'x', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(problem);
  });

  test('refuses an id that no lease has, and tells what it ended before', async () => {
    const id = await lease();
    const refused = await desk.connect('lease', 'revoke', id, '0'.repeat(26), '--reason', 'x');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('1 lease was ended');
    expect(refused.stderr).toContain('[LEASE_UNKNOWN]');
  });

  test('takes the ids that `connect lease list` prints', async () => {
    await lease();
    await lease();
    const { stdout: input } = await desk.connect('lease', 'list', '--state', 'active', '--format', 'json');
    const { stdout } = await desk.sitting({ input }, 'lease', 'revoke', '-', '--reason', 'x');
    expect(stdout).toContain('2 leases were ended');
  });
});

describe('connect lease list', () => {
  test('shows what is stuck: what ended it, how often it was tried, and when it is again', async () => {
    await lease();
    const id = await lease({ stuck: true });
    const { stdout } = await desk.connect('lease', 'list', '--stuck');
    const [heads, ...rows] = stdout.trimEnd().split('\n');
    expect(heads).toMatch(/ENDED BY {4}TRIES {4}NEXT TRY$/);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(new RegExp(`^${id} +stuck .* expiry +12 +2026-11-22T00:01:00Z$`));
    expect(await list('--stuck')).toMatchObject([
      { id, state: 'revoking', end_reason: 'expiry', attempts: 12, stuck_at: '2026-11-22T00:00:00Z' },
    ]);
  });
});
