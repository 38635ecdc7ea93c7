import { type Gate, type RunningStep, runPost, startStep, within } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPOSITORY } from './paths.ts';
import { type House, openHouse } from './testing/house.ts';
import type { LogLine } from './testing/log-lines.ts';

const REACHED_WITHIN_MS = 10_000;

/** Inside the body of the answer: its head is shorter, and the token longer. */
const HALF_AN_ANSWER = 700;

/** Where the mint stands when its job is lost, and what the broker has to say in the end. */
const MOMENTS: readonly {
  readonly moment: string;
  readonly hold: (house: House) => Gate;
  readonly lease: boolean;
  readonly outcome: (line: LogLine) => boolean;
}[] = [
  {
    moment: 'the request has not arrived',
    hold: ({ proxy }) => proxy.next({ kind: 'hold-request' }),
    lease: false,
    outcome: (line) => refusedWith(line, 'HANDLE_ENDED'),
  },
  {
    moment: 'the intent is committed',
    hold: ({ plane }) => plane.hold('before-create'),
    lease: true,
    outcome: (line) => refusedWith(line, 'LEASE_ENDED'),
  },
  {
    moment: 'the token is created',
    hold: ({ plane }) => plane.hold('after-create'),
    lease: true,
    outcome: (line) => refusedWith(line, 'LEASE_ENDED'),
  },
  {
    moment: 'half of the answer is written',
    hold: ({ proxy }) => proxy.next({ kind: 'hold-response', afterBytes: HALF_AN_ANSWER }),
    lease: true,
    outcome: ({ kind }) => kind === 'mint.granted',
  },
];

const WAYS: readonly { readonly way: string; readonly lose: (main: RunningStep) => void }[] = [
  { way: 'cancelled (SIGINT, SIGTERM, SIGKILL)', lose: (main) => main.cancel() },
  { way: 'killed (SIGKILL)', lose: (main) => main.kill() },
];

function refusedWith({ kind, failures }: LogLine, code: string): boolean {
  return kind === 'mint.refused' && JSON.stringify(failures).includes(`"code":"${code}"`);
}

describe.each(MOMENTS)('a job that is lost when $moment', ({ hold, lease, outcome }) => {
  let house: House;

  beforeEach(async () => {
    house = await openHouse({ credits: 1 });
  });

  afterEach(() => house.close());

  const startMain = (): RunningStep =>
    startStep({
      actionDir: REPOSITORY,
      directory: house.directory,
      with: { 'broker-url': house.proxy.url, vaults: 'Production,r' },
      env: house.idTokens.env,
      cancelGrace: { interruptMs: 200, terminateMs: 200 },
    });

  test.each(WAYS)('and $way leaves no token, no open lease and no credit behind', async ({ lose }) => {
    const gate = hold(house);
    const running = startMain();
    await within(REACHED_WITHIN_MS, 'the moment', gate.reached);
    lose(running);
    const main = await running.done;
    expect(main.conclusion).toBe('cancelled');
    expect(main.outputs).toEqual({});

    const post = await runPost(main);
    expect(post.conclusion).toBe('success');
    gate.release();
    await house.log.line('the outcome of the mint', outcome);

    expect(await house.liveTokens()).toEqual([]);
    expect(await house.leases.heldCredits()).toBe(0);
    expect(await leaseStates()).toEqual(lease ? ['revoked'] : []);

    // The one credit there is can be had again.
    const next = await startMain().done;
    expect(next.conclusion).toBe('success');
    expect(await house.liveTokens()).toHaveLength(1);
    await runPost(next);
    expect(await house.liveTokens()).toEqual([]);
  });

  /** The state of every lease that the log has ever named. */
  const leaseStates = async (): Promise<readonly (string | undefined)[]> => {
    const ids = new Set(
      house.log.lines.flatMap(({ leaseId }) => (typeof leaseId === 'string' ? [leaseId] : [])),
    );
    return Promise.all(
      [...ids].map(async (id) => (await house.leases.find({ by: 'id', leaseId: id }))?.state),
    );
  };
});
