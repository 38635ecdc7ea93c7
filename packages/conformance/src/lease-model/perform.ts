import { type LeaseGroup, plus, type Result, seconds, TIMINGS } from '@connect-token/core';
import type { Minted, Refused, Revocation } from '@connect-token/lifecycle';
import { askFor, handleNumbered, identityOf, jobNumbered, keyNumbered, sha256 } from './account.ts';
import { type Command, type History, JOBS } from './command.ts';
import type { World } from './world.ts';

/** Longer than an ID token is accepted, so that a mint that was on its way is refused. */
const TOMBSTONE_KEEP = seconds(600);
const TOMBSTONES_MAX = 3;

/** Begins what a command says, and comes back when everybody waits for time: what it led to may come much later. */
export async function perform(world: World, command: Command, history: History): Promise<void> {
  const { upstream } = world;
  switch (command.do) {
    case 'mint':
      beginMint(world, command);
      if (command.atOnce) return;
      break;
    case 'end':
      beginEnd(world, command);
      break;
    case 'pass':
      void world.life().reaper.pass();
      break;
    case 'wait':
      if (command.stopped) await world.stop(seconds(command.spanS));
      else await world.walk(seconds(command.spanS));
      break;
    case 'upstream': {
      // Only a control plane that is far away has lists that lag, and tokens that nobody ordered.
      const far = command.how === 'stale' || command.how === 'twice';
      const how = far && !history.remote ? 'ok' : command.how;
      if (command.once) upstream.script[command.call].push(how);
      else upstream.mode[command.call] = how;
      break;
    }
    case 'doom':
      world.life().fate.doom(command.point, command.visitsBefore);
      break;
    case 'crash':
      world.life().fate.kill();
      break;
    case 'back up':
      await world.backUp();
      break;
    case 'restore':
      await world.restore();
      break;
  }
  await comeToRest(world);
}

/** Everybody waits for time, or for nothing; whoever died has a successor. */
export async function comeToRest(world: World): Promise<void> {
  await world.rest();
  if (world.life().fate.dead()) await world.revive();
}

function beginMint(world: World, { key, idToken, job, vaults, lifetimeS }: Command & { do: 'mint' }): void {
  const startedAt = world.now();
  // An ID token that has expired would be refused before anybody sees it: this one is issued when it is first shown, and again later.
  const issue = Math.floor(startedAt / 300_000);
  const tokenId = `jti-${idToken}-${job}-${issue}`;
  const identity = identityOf(tokenId, job, startedAt);
  const leaseKey = key === null ? null : keyNumbered(key);
  if (key !== null) world.keepSecret(`handle ${key}`, handleNumbered(key));
  const before = world.ledger;
  const life = world.life();
  const minted = life.minter.mint({
    identity,
    key: leaseKey,
    request: askFor(vaults, seconds(lifetimeS)),
  });
  observe(world, minted, (value) => {
    deliver(world, value, leaseKey);
    const endedUntil = leaseKey === null ? undefined : before.ended.get(leaseKey);
    if (endedUntil !== undefined && startedAt < endedUntil)
      world.violations.push(`I13: a token was delivered for a handle that was ended before its mint`);
    const overUntil = before.over.get(job);
    if (overUntil !== undefined && startedAt < overUntil)
      world.violations.push(`F24: a token was delivered to job ${job}, which was over before its mint`);
  });
}

/** What the caller has is looked at the moment it has it. */
function deliver(
  world: World,
  { leaseId, tokenId, token }: Pick<Minted, 'leaseId' | 'tokenId' | 'token'>,
  key: string | null,
): void {
  const text = token.reveal();
  const delivery = { key, tokenId, leaseId, sha256: sha256(text, 'hex') };
  world.ledger = { ...world.ledger, deliveries: [...world.ledger.deliveries, delivery] };
  const row = world.rows().find(({ id }) => id === leaseId);
  if (row?.token_id !== tokenId || row.token_sha256 !== delivery.sha256)
    world.violations.push(`I4: ${tokenId} was delivered before its activation was on disk`);
}

function beginEnd(world: World, command: Command & { do: 'end' }): void {
  const { minter } = world.life();
  const now = world.now();
  switch (command.by) {
    case 'handle': {
      const key = keyNumbered(command.key);
      const keepUntil = plus(now, TOMBSTONE_KEEP);
      const ended = minter.revoke({ by: 'key', key }, { kind: 'write', keepUntil, max: TOMBSTONES_MAX });
      observe(world, ended, (value: Revocation) => {
        if (value === 'unknown') world.violations.push('I13: a handle that nobody knew was not remembered');
        world.ledger = { ...world.ledger, ended: new Map(world.ledger.ended).set(key, keepUntil) };
      });
      break;
    }
    case 'token': {
      const { deliveries } = world.ledger;
      const delivery = deliveries[command.delivered % Math.max(1, deliveries.length)];
      if (delivery === undefined) break;
      const ended = minter.revoke({ by: 'token', sha256: delivery.sha256 }, { kind: 'never' });
      observe(world, ended, () => {});
      break;
    }
    case 'job':
    case 'run-attempt':
      beginGroupEnd(world, command.by, command.job);
      break;
    case 'all': {
      const how = { reason: 'operator', over: null, note: 'a drill', settleNow: true } as const;
      observe(world, world.life().ends.endGroup({ by: 'all' }, how), () => {});
      break;
    }
  }
}

function beginGroupEnd(world: World, by: 'job' | 'run-attempt', number: number): void {
  const { checkRunId, ...attempt } = jobNumbered(number);
  const ofJob = by === 'job' && checkRunId !== null;
  const group: LeaseGroup = ofJob
    ? { by: 'job', job: { ...attempt, checkRunId } }
    : { by: 'run-attempt', attempt };
  const over = plus(world.now(), TIMINGS.jobKeep);
  const ended = world.life().ends.endGroup(group, { reason: 'webhook', over, note: null });
  observe(world, ended, () => {
    const map = new Map(world.ledger.over);
    for (let job = 0; job < JOBS; job += 1)
      if (job === number || (!ofJob && jobNumbered(job).runId === attempt.runId)) map.set(job, over);
    world.ledger = { ...world.ledger, over: map };
  });
}

/** What is answered is looked at; what is not answered died with its process; what is rejected never should be. */
function observe<T>(world: World, answer: Promise<Result<T, Refused>>, look: (value: T) => void): void {
  answer.then(
    (result) => {
      if (result.ok) look(result.value);
      else if (result.error.failures.some(({ code }) => code === 'STORE_UNAVAILABLE'))
        world.violations.push(`the store is away: ${JSON.stringify(result.error.failures)}`);
    },
    (cause: unknown) => world.violations.push(`rejected: ${cause instanceof Error ? cause.stack : cause}`),
  );
}
