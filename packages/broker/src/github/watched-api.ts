import type { ApiAnswer, GitHubApi } from './api.ts';

/** `unchanged`: nothing new. `denied`: whoever asks may not. `missing`: it doesn't see the repository or the run. `away`: nothing that can be read. */
export const QUESTION_OUTCOMES = ['read', 'unchanged', 'denied', 'missing', 'limited', 'away'] as const;

export type QuestionOutcome = (typeof QUESTION_OUTCOMES)[number];

/** The same API, with what its questions come to told. */
export function watchedApi(api: GitHubApi, tell: (outcome: QuestionOutcome) => void): GitHubApi {
  const told = async (asked: Promise<ApiAnswer>): Promise<ApiAnswer> => {
    const answer = await asked;
    tell(outcomeOf(answer));
    return answer;
  };
  return {
    issuer: api.issuer,
    run: (...ask) => told(api.run(...ask)),
    jobs: (...ask) => told(api.jobs(...ask)),
    runs: (...ask) => told(api.runs(...ask)),
  };
}

export function outcomeOf(answer: ApiAnswer): QuestionOutcome {
  if (answer.kind !== 'failed') return answer.kind;
  const { status, limited } = answer.failure;
  if (limited) return 'limited';
  if (status === null || status >= 500) return 'away';
  return status === 404 ? 'missing' : 'denied';
}
