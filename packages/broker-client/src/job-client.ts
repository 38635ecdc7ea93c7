import { type Credits, type Failure, type Instant, ok, type Result } from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';
import {
  RUN_END_PATH,
  runEndAnswer,
  SWEEP_END_PATH,
  SWEEP_LEASES_PATH,
  SWEEP_TOKENS_PATH,
  sweepEndAnswer,
  sweepLeasesAnswer,
  sweepTokensAnswer,
} from '@connect-token/protocol/workload';
import { type AskWire, ask, type Before, type FreshIdToken } from './ask.ts';
import { FORM_HEADERS } from './mint-request.ts';
import { allPages, type Pages } from './pages.ts';
import { type OpenLease, openLeaseOf, type StandingTokens, standingTokenOf, toInstant } from './swept.ts';

/** A lease that was ended. `revoking`: durable, and not confirmed by the account yet; until then it holds its credits. */
export interface EndedLease {
  readonly id: string;
  readonly state: 'revoked' | 'revoking';
  readonly credits: Credits;
}

/** With `askedAgain`, what isn't listed may have been ended by this very question, when it was asked before. */
export interface EndedRun extends Before {
  /** All of them; `leases` lists the first thousand. */
  readonly ended: number;
  readonly leases: readonly EndedLease[];
}

export interface EndedSwept extends Before {
  readonly leases: readonly EndedLease[];
  /** Ended before, by whatever way: with `askedAgain`, perhaps by this very question. */
  readonly before: readonly string[];
  /** None, or not the caller's to end. */
  readonly unknown: readonly string[];
}

/** What a job asks the broker beside its token, each time with a fresh ID token. Every one may be asked again. */
export interface JobClient {
  /** Ends what the run of this job holds, in all of its attempts. */
  endRun(): Promise<Result<EndedRun, Failure>>;
  openLeases(): Promise<Result<Pages<OpenLease>, Failure>>;
  /** At most `SWEEP_END_MAX` at a time; the reason is for the audit trail. */
  endLeases(leaseIds: readonly string[], reason: string): Promise<Result<EndedSwept, Failure>>;
  standingTokens(): Promise<Result<StandingTokens, Failure>>;
}

export interface JobClientOptions extends AskWire {
  readonly idToken: FreshIdToken;
}

/** Throws on an origin that nobody checked, as `createBrokerClient` does. */
export function createJobClient({ idToken, ...wire }: JobClientOptions): JobClient {
  if (secureOrigin(wire.origin) !== wire.origin) throw new Error('invariant: the broker URL was checked');
  const asked = <T>(
    path: string,
    form: Readonly<Record<string, string>>,
    read: (json: unknown, before: Before) => T | null,
  ): Promise<Result<T, Failure>> =>
    ask(
      {
        idToken,
        format: (fresh) => ({
          method: 'POST',
          url: `${wire.origin}${path}`,
          headers: { ...FORM_HEADERS, authorization: `Bearer ${fresh.reveal()}` },
          body: new URLSearchParams(form).toString(),
          answerBytesMax: ANSWER_BYTES_MAX,
        }),
        read,
      },
      wire,
    );
  return {
    endRun: () =>
      asked(RUN_END_PATH, {}, (json, before) => {
        const { data } = runEndAnswer.safeParse(json);
        return data === undefined ? null : { ...data, ...before };
      }),
    endLeases: (leaseIds, reason) =>
      asked(SWEEP_END_PATH, { leases: leaseIds.join(' '), reason }, (json, before) => {
        const { data } = sweepEndAnswer.safeParse(json);
        return data === undefined ? null : { ...data, ...before };
      }),
    openLeases: () =>
      allPages((form) =>
        asked(SWEEP_LEASES_PATH, form, (json) => {
          const { data } = sweepLeasesAnswer.safeParse(json);
          return data === undefined ? null : { rows: data.leases.map(openLeaseOf), next: data.next };
        }),
      ),
    standingTokens: async () => {
      let usesSince: Instant | null = null;
      const listed = await allPages((form) =>
        asked(SWEEP_TOKENS_PATH, form, (json) => {
          const { data } = sweepTokensAnswer.safeParse(json);
          if (data === undefined) return null;
          usesSince = toInstant(data.uses_since);
          return { rows: data.tokens.map(standingTokenOf), next: data.next };
        }),
      );
      return listed.ok ? ok({ ...listed.value, usesSince }) : listed;
    },
  };
}

/** A page of tokens with the longest of names, or a thousand ended leases; far below what fills a memory. */
const ANSWER_BYTES_MAX = 1024 * 1024;
