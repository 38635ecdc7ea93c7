import type { Instant, RunAttempt } from '@connect-token/core';
import { nothingSeen, type Seen } from './look.ts';
import { createPauses, type Pauses } from './pauses.ts';

/** What is remembered between two passes, and only of run attempts that have an open lease. */
export interface Memory {
  readonly pauses: Pauses;
  /** By run attempt. */
  readonly seen: Map<string, Seen>;
  readonly askedAt: Map<string, Instant>;
  /** By repository: whose limit its questions count against. */
  readonly holders: Map<string, string>;
  /** Repositories of which was told that they can't be read. */
  readonly told: Set<string>;
}

export const emptyMemory = (random: () => number): Memory => ({
  pauses: createPauses(random),
  seen: new Map(),
  askedAt: new Map(),
  holders: new Map(),
  told: new Set(),
});

export const repositoryOf = ({ issuer, repositoryId }: RunAttempt): string =>
  `${issuer} repository ${repositoryId}`;

export const keyOf = (attempt: RunAttempt): string =>
  `${repositoryOf(attempt)} run ${attempt.runId}/${attempt.runAttempt}`;

/** All whose pause is this run attempt's as well. */
export function thingsOf(attempt: RunAttempt, { holders }: Memory): readonly string[] {
  const repository = repositoryOf(attempt);
  const holder = holders.get(repository);
  return [keyOf(attempt), repository, attempt.issuer, ...(holder === undefined ? [] : [holder])];
}

/** Whoever was asked about longest ago comes first: one that fails each time keeps nobody else from being asked about. */
export const inTurn = (runs: readonly RunAttempt[], { askedAt }: Memory): readonly RunAttempt[] =>
  runs.toSorted((one, other) => (askedAt.get(keyOf(one)) ?? 0) - (askedAt.get(keyOf(other)) ?? 0));

export function seenOf(attempt: RunAttempt, { seen }: Memory): Seen {
  const key = keyOf(attempt);
  const known = seen.get(key) ?? nothingSeen();
  seen.set(key, known);
  return known;
}

/** What has no open lease any more need not be known. */
export function keepOnly(memory: Memory, runs: readonly RunAttempt[], now: Instant): void {
  const open = new Set(runs.map(keyOf));
  const repositories = new Set(runs.map(repositoryOf));
  const prune = (known: Map<string, unknown> | Set<string>, kept: ReadonlySet<string>): void => {
    for (const key of known.keys()) if (!kept.has(key)) known.delete(key);
  };
  prune(memory.seen, open);
  prune(memory.askedAt, open);
  prune(memory.holders, repositories);
  prune(memory.told, repositories);
  memory.pauses.keep(new Set(runs.flatMap((attempt) => thingsOf(attempt, memory))), now);
}
