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
import { type EndOver, type Looked, look, nothingSeen, type Seen } from './look.ts';
import type { Pauses } from './pauses.ts';

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

export interface Memory {
  readonly pauses: Pauses;
  /** By run attempt. */
  readonly seen: Map<string, Seen>;
  /** By repository: whose limit its questions count against. */
  readonly holders: Map<string, string>;
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
  const rest = runs.values();
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
  forgetOthers(memory, runs, parts);
  parts.sink.emit({ id: parts.ids.ulid(), at: parts.clock.now(), kind: 'poll.done', ...count });
}

async function openRuns(parts: PassParts, after: Seconds): Promise<readonly RunAttempt[]> {
  const { leases, clock, apis } = parts;
  try {
    const before = instant(clock.now() - Math.round(after * 1000));
    const runs = await leases.openRuns(before, RUNS_MAX);
    return runs.filter(({ issuer }) => apis.some((api) => api.issuer === issuer));
  } catch (cause) {
    tell(parts, null, {
      code: 'STORE_UNAVAILABLE',
      cause: cause instanceof Error ? cause.message : 'no reason',
    });
    return [];
  }
}

/** `null` where it is too soon to ask. */
async function askAbout(parts: PassParts, memory: Memory, attempt: RunAttempt): Promise<Looked | null> {
  const { apis, clock, end } = parts;
  const api = apis.find(({ issuer }) => issuer === attempt.issuer);
  const things = thingsOf(attempt, memory);
  if (api === undefined || memory.pauses.isPaused(things, clock.now())) return null;
  const key = keyOf(attempt);
  const seen = memory.seen.get(key) ?? nothingSeen();
  memory.seen.set(key, seen);
  const looked = await look(api, attempt, seen, end);
  switch (looked.kind) {
    case 'open':
    case 'over':
      memory.pauses.succeed(things);
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

/** A repository that can't be read is told once, not at each pass. */
function pause(
  parts: PassParts,
  { pauses, holders }: Memory,
  attempt: RunAttempt,
  { failure, holder }: Extract<Looked, { kind: 'failed' }>,
): void {
  const repository = repositoryOf(attempt);
  if (holder !== null) holders.set(repository, `${attempt.issuer} ${holder}`);
  const paused: [string, ...string[]] = [repository];
  const isAway = failure.status === null || failure.status >= 500;
  if (isAway) paused.push(attempt.issuer);
  if (failure.limited) paused.push(holders.get(repository) ?? attempt.issuer);
  const { first } = pauses.fail(paused, failure, parts.clock.now());
  if (first)
    tell(parts, attempt, { code: 'GITHUB_UNAVAILABLE', issuer: attempt.issuer, cause: failure.cause });
}

const repositoryOf = ({ issuer, repositoryId }: RunAttempt): string => `${issuer} repository ${repositoryId}`;

const keyOf = (attempt: RunAttempt): string =>
  `${repositoryOf(attempt)} run ${attempt.runId}/${attempt.runAttempt}`;

/** All whose pause is this run attempt's as well. */
function thingsOf(attempt: RunAttempt, { holders }: Memory): readonly string[] {
  const repository = repositoryOf(attempt);
  const holder = holders.get(repository);
  return [repository, attempt.issuer, ...(holder === undefined ? [] : [holder])];
}

/** What has no open lease any more need not be known. */
function forgetOthers(memory: Memory, runs: readonly RunAttempt[], { clock }: PassParts): void {
  const open = new Set(runs.map(keyOf));
  for (const key of memory.seen.keys()) if (!open.has(key)) memory.seen.delete(key);
  const repositories = new Set(runs.map(repositoryOf));
  for (const key of memory.holders.keys()) if (!repositories.has(key)) memory.holders.delete(key);
  memory.pauses.keep(new Set(runs.flatMap((attempt) => thingsOf(attempt, memory))), clock.now());
}

function tell({ sink, ids, clock }: PassParts, attempt: RunAttempt | null, failure: Failure): void {
  sink.emit({ id: ids.ulid(), at: clock.now(), kind: 'poll.failed', attempt, failure });
}
