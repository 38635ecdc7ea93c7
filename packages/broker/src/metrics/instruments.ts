import { END_REASONS } from '@connect-token/core';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** From a commit on a fast disk to the deadline of a mint. */
const SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Every metric, with a registry of its own: nothing is shared with other users of the library. docs/operating.md has the same table. */
export function instruments() {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `connect_token_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `connect_token_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> =>
    new Histogram({
      name: `connect_token_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: SECONDS,
      registers,
    });

  const made = {
    registry,
    readiness: gauge('readiness', '1 for the status that /readyz tells, 0 for the others', ['status']),
    leases: gauge('leases', 'open leases', ['state']),
    stuck: gauge('leases_stuck', 'leases whose token resists being revoked, of those that are revoking'),
    overdue: gauge('leases_overdue', 'leases that somebody should have looked at by now'),
    oldestOverdue: gauge('leases_oldest_overdue_seconds', 'for how long the oldest of them has been overdue'),
    held: gauge('credits_held', 'credits that open leases hold'),
    standing: gauge('credits_standing', "credits in use by tokens that are no lease's"),
    limit: gauge('credits_limit', 'the ceiling of the plan that rules; +Inf without one'),
    lastPass: gauge(
      'reaper_last_pass_timestamp_seconds',
      'when the last pass over the leases ended; 0 before the first',
    ),
    ended: counter('leases_ended_total', 'leases that began to end', ['reason']),
    revoked: counter('leases_revoked_total', 'leases whose token is provably gone', []),
    refusals: counter('refusals_total', 'requests that were refused, by the code of docs/errors.md', [
      'code',
    ]),
    mint: histogram('mint_duration_seconds', 'how long mints took to answer', ['outcome']),
    revoke: histogram('revoke_duration_seconds', 'how long revocations took to answer', ['outcome']),
    upstream: histogram('upstream_duration_seconds', 'how long calls to the control plane took', [
      'call',
      'outcome',
    ]),
    questions: counter('github_questions_total', "questions to GitHub's API, by what they came to", [
      'issuer',
      'outcome',
    ]),
    lastAnswer: gauge(
      'github_last_answer_timestamp_seconds',
      'when GitHub last answered one; 0 before the first',
      ['issuer'],
    ),
  } as const;
  // A counter that first shows as 1 has no increase that an alarm could see.
  for (const reason of END_REASONS) made.ended.inc({ reason }, 0);
  collectDefaultMetrics({ register: registry, prefix: 'connect_token_' });
  return made;
}

export type Instruments = ReturnType<typeof instruments>;
