import type { Clock } from '@connect-token/core';
import { Agent } from 'undici';
import { createGitHubApi } from './api.ts';
import type { GitHubInstance } from './instance.ts';
import { outcomeOf, type QuestionOutcome } from './watched-api.ts';

/** What one question about a repository came to. */
export interface TriedRepository {
  readonly repositoryId: string;
  readonly outcome: QuestionOutcome;
  /** `null` where nothing was answered. */
  readonly status: number | null;
  readonly cause: string;
}

/** A person waits for it, and the list of one run is short. */
const TRIAL_LIMITS = { deadlineMs: 3_500, bytesMax: 1024 * 1024 };

/**
 * Asks a GitHub once about each repository, as the poll would, whether its runs can be read. The first one alone: what doesn't work for it
 * because nobody answers, or nobody is let in, isn't tried with the others. Nothing where the instance is never asked.
 */
export async function tryGitHub(
  instance: GitHubInstance,
  repositoryIds: readonly string[],
  clock: Clock,
): Promise<readonly TriedRepository[]> {
  const [first, ...others] = repositoryIds;
  if (instance.credential === null || first === undefined) return [];
  const dispatcher = new Agent();
  const api = createGitHubApi(instance, instance.credential, { clock, limits: TRIAL_LIMITS, dispatcher });
  const ask = async (repositoryId: string): Promise<TriedRepository> => {
    const answer = await api.runs(repositoryId);
    const failure = answer.kind === 'failed' ? answer.failure : { status: 200, cause: '' };
    return { repositoryId, outcome: outcomeOf(answer), status: failure.status, cause: failure.cause };
  };
  try {
    const tried = await ask(first);
    const goesOn = tried.outcome === 'read' || tried.outcome === 'missing';
    return goesOn ? [tried, ...(await Promise.all(others.map(ask)))] : [tried];
  } finally {
    await dispatcher.close();
  }
}
