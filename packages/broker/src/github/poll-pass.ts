import {
  type Clock,
  type EventSink,
  type Failure,
  type IdGenerator,
  instant,
  type LeaseStore,
  type RunAttempt,
  type Seconds,
} from '@connect-token/core';
import type { GitHubApi } from './api.ts';
import { type EndOver, type Looked, look } from './look.ts';
import { inTurn, keepOnly, keyOf, type Memory, repositoryOf, seenOf, thingsOf } from './poll-memory.ts';

export interface PassParts {
  readonly apis: readonly GitHubApi[];
  readonly leases: Pick<LeaseStore, 'openRuns'>;
  readonly end: EndOver;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Run attempts of one pass, and questions that are on their way at a time. */
const RUNS_MAX = 1_000;
const AT_ONCE = 4;

/** One pass over the run attempts whose jobs may be over. Never rejects: what couldn't be asked is asked at the next. */
export async function askOnce(
  parts: PassParts,
  memory: Memory,
  after: Seconds,
  isStopped: () => boolean,
): Promise<void> {
  const runs = await openRuns(parts, after);
  const rest = inTurn(runs, memory).values();
  const count = { asked: 0, over: 0 };
  const work = async (): Promise<void> => {
    for (const attempt of rest) {
      if (isStopped()) return;
      const looked = await askAbout(parts, memory, attempt);
      if (looked !== null) count.asked += 1;
      if (looked?.kind === 'over') count.over += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  keepOnly(memory, runs, parts.clock.now());
  parts.sink.emit({ id: parts.ids.ulid(), at: parts.clock.now(), kind: 'poll.done', ...count });
}

async function openRuns(parts: PassParts, after: Seconds): Promise<readonly RunAttempt[]> {
  const { leases, clock, apis } = parts;
  try {
    const before = instant(clock.now() - Math.round(after * 1000));
    const runs = await leases.openRuns(before, RUNS_MAX);
    return runs.filter(({ issuer }) => apis.some((api) => api.issuer === issuer));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it failed without a reason';
    tell(parts, null, { code: 'STORE_UNAVAILABLE', cause: reason });
    return [];
  }
}

/** `null` where it is too soon to ask. */
async function askAbout(parts: PassParts, memory: Memory, attempt: RunAttempt): Promise<Looked | null> {
  const { apis, clock, end } = parts;
  const api = apis.find(({ issuer }) => issuer === attempt.issuer);
  const things = thingsOf(attempt, memory);
  if (api === undefined || memory.pauses.isPaused(things, clock.now())) return null;
  memory.askedAt.set(keyOf(attempt), clock.now());
  const looked = await look(api, attempt, seenOf(attempt, memory), end);
  switch (looked.kind) {
    case 'open':
    case 'over':
      memory.pauses.succeed(things);
      memory.told.delete(repositoryOf(attempt));
      break;
    case 'failed':
      pause(parts, memory, attempt, looked);
      break;
    case 'unwritten':
      tell(parts, attempt, looked.failure);
      break;
  }
  return looked;
}

/**
 * The run itself, and beside it whatever the failure is about: a run that was deleted says nothing of its repository. A repository that
 * can't be read is told once, not at each pass.
 */
function pause(
  parts: PassParts,
  { pauses, holders, told }: Memory,
  attempt: RunAttempt,
  { failure, holder }: Extract<Looked, { kind: 'failed' }>,
): void {
  const repository = repositoryOf(attempt);
  if (holder !== null) holders.set(repository, `${attempt.issuer} ${holder}`);
  const paused = [keyOf(attempt)];
  const isAway = failure.status === null || failure.status >= 500;
  if (failure.status !== 404 || holder === null) paused.push(repository);
  if (isAway) paused.push(attempt.issuer);
  if (failure.limited) paused.push(holders.get(repository) ?? attempt.issuer);
  pauses.fail(paused, failure, parts.clock.now());
  if (told.has(repository)) return;
  told.add(repository);
  const { issuer } = attempt;
  tell(parts, attempt, { code: 'GITHUB_UNAVAILABLE', issuer, cause: failure.cause });
}

function tell({ sink, ids, clock }: PassParts, attempt: RunAttempt | null, failure: Failure): void {
  sink.emit({ id: ids.ulid(), at: clock.now(), kind: 'poll.failed', attempt, failure });
}
