import type { Failure, Lease, NonEmpty, Result, WorkloadIdentity } from '@connect-token/core';
import { formatInstant, ok } from '@connect-token/core';
import type { EndedLease, Refused, StandingToken, Workload } from '@connect-token/lifecycle';
import type {
  RunEndAnswer,
  SweepEndAnswer,
  SweepLeasesAnswer,
  SweepTokensAnswer,
} from '@connect-token/protocol';
import type { RefusalLog } from '../refusal-log.ts';
import { type Answer, refusal, success } from '../sts/answer.ts';
import { type SignIn, signIn } from '../sts/sign-in.ts';
import { parseBearer } from './bearer.ts';
import { parsePage, parseSweepEnd } from './sweep-form.ts';

export interface Questions extends SignIn {
  readonly workload: Workload;
  readonly refuse: RefusalLog;
}

interface Asked {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** One question of a job over HTTP: form read → signed in → answered. Nothing is looked up for whoever isn't signed in. */
type Question = (around: Questions, asked: Asked) => Promise<Answer>;

const question =
  <F, T>(
    parse: (body: string) => Result<F, NonEmpty<Failure>>,
    ask: (workload: Workload, identity: WorkloadIdentity, form: F) => Promise<Result<T, Refused>>,
    format: (answer: T) => object,
  ): Question =>
  async (around, { authorization, body }) => {
    const idToken = parseBearer(authorization);
    if (!idToken.ok) return around.refuse([idToken.error]);
    const form = parse(body);
    if (!form.ok) return around.refuse(form.error);
    const signedIn = await signIn(around, idToken.value);
    if (!signedIn.ok) return around.refuse(signedIn.error.failures);
    const answer = await ask(around.workload, signedIn.value, form.value);
    return answer.ok ? success(format(answer.value)) : refusal(answer.error.failures, answer.error.eventId);
  };

export const endRun = question(
  () => ok(null),
  (workload, identity) => workload.endRun(identity),
  ({ count, listed }): RunEndAnswer => ({ ended: count, leases: listed.map(endedLease) }),
);

export const listLeases = question(
  parsePage,
  (workload, identity, page) => workload.listLeases(identity, page),
  ({ rows, next }): SweepLeasesAnswer => ({ leases: rows.map(openLease), next }),
);

export const endLeases = question(
  parseSweepEnd,
  (workload, identity, end) => workload.endLeases(identity, end),
  ({ listed, before, unknown }): SweepEndAnswer => ({
    leases: listed.map(endedLease),
    before: [...before],
    unknown: [...unknown],
  }),
);

export const listTokens = question(
  parsePage,
  (workload, identity, page) => workload.listTokens(identity, page),
  ({ rows, next, usesSince }): SweepTokensAnswer => ({
    tokens: rows.map(standingToken),
    uses_since: usesSince && formatInstant(usesSince),
    next,
  }),
);

const endedLease = ({ lease, revoked }: EndedLease): RunEndAnswer['leases'][number] => ({
  id: lease.id,
  state: revoked ? 'revoked' : 'revoking',
  credits: lease.vaults.length,
});

/** Which vaults it reaches is left out: whoever sweeps has no need of it. */
function openLease({
  id,
  job,
  vaults,
  rule,
  createdAt,
  expiresAt,
}: Lease): SweepLeasesAnswer['leases'][number] {
  if (job === null || rule === null) throw new Error('invariant: an open lease has a job and a rule');
  return {
    id,
    repository_id: job.repositoryId,
    run_id: job.runId,
    run_attempt: job.runAttempt,
    check_run_id: job.checkRunId,
    credits: vaults.length,
    rule,
    created_at: formatInstant(createdAt),
    expires_at: formatInstant(expiresAt),
  };
}

const standingToken = ({
  id,
  name,
  server,
  createdAt,
  expiresAt,
  lastUsedAt,
}: StandingToken): SweepTokensAnswer['tokens'][number] => ({
  id,
  name,
  server,
  created_at: formatInstant(createdAt),
  expires_at: expiresAt && formatInstant(expiresAt),
  last_used_at: lastUsedAt && formatInstant(lastUsedAt),
});
