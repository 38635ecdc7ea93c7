import * as z from 'zod/mini';
import { grantedDetails, grantReasons } from './sts.ts';

/**
 * What a job may ask beside its token, signed in by a fresh ID token each time: on the listener of the token endpoint, refused in its
 * words (`errorAnswer`).
 */

/** The form of a token exchange, whose answer is what it would be, with nothing made. */
export const PLAN_PATH = '/api/v1/mints/plan';

/** What a mint would have granted. `expires_in`: seconds. */
export const planAnswer = z.object({
  authorization_details: grantedDetails,
  expires_in: z.int().check(z.gte(0)),
  ...grantReasons,
});

export type PlanAnswer = z.infer<typeof planAnswer>;

const leaseId = z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/));
const count = z.int().check(z.gte(0));
/** Ids of GitHub and of the account, and names that people gave: long enough for all of them. */
const text = z.string().check(z.maxLength(256));
const instantText = z.iso.datetime({ precision: 3 });

/** Ends what the caller's own run holds. No body. */
export const RUN_END_PATH = '/api/v1/runs/self/end';

/** `revoking`: durable, and not confirmed by the account yet. `credits`: what it holds until then. */
const endedLease = z.object({ id: leaseId, state: z.enum(['revoked', 'revoking']), credits: count });

export const runEndAnswer = z.object({
  /** All of them; `leases` lists the first thousand. */
  ended: count,
  leases: z.array(endedLease).check(z.maxLength(1_000)),
});

export type RunEndAnswer = z.infer<typeof runEndAnswer>;

/** A form of `after` and `limit`, both of which may be left out. */
export const SWEEP_LEASES_PATH = '/api/v1/sweep/leases';
export const SWEEP_TOKENS_PATH = '/api/v1/sweep/tokens';

export const SWEEP_PAGE_MAX = 200;

/** Open leases, each with the job that it is bound to. */
export const sweepLeasesAnswer = z.object({
  leases: z
    .array(
      z.object({
        id: leaseId,
        repository_id: text,
        run_id: text,
        run_attempt: text,
        /** `null` where the issuer names none: the lease is its run attempt's then. */
        check_run_id: z.nullable(text),
        credits: count,
        rule: text,
        created_at: instantText,
        expires_at: instantText,
      }),
    )
    .check(z.maxLength(SWEEP_PAGE_MAX)),
  next: z.nullable(leaseId),
});

export type SweepLeasesAnswer = z.infer<typeof sweepLeasesAnswer>;

/** Tokens of the account that are no lease's. */
export const sweepTokensAnswer = z.object({
  tokens: z
    .array(
      z.object({
        id: text,
        name: text,
        server: z.object({ id: text, name: z.nullable(text) }),
        created_at: instantText,
        expires_at: z.nullable(instantText),
        /** `null`: no use is known. */
        last_used_at: z.nullable(instantText),
      }),
    )
    .check(z.maxLength(SWEEP_PAGE_MAX)),
  /** Since when uses are known; `null`: the account knows of none. */
  uses_since: z.nullable(instantText),
  next: z.nullable(text),
});

export type SweepTokensAnswer = z.infer<typeof sweepTokensAnswer>;

/** A form of `leases`, ids with spaces between them, and `reason`, a sentence for the audit trail. */
export const SWEEP_END_PATH = '/api/v1/sweep/end';

/** Leases of one request: as many as the broker waits for until the account confirms (`revoked`), so that what is freed can be told. */
export const SWEEP_END_MAX = 50;

export const sweepEndAnswer = z.object({
  leases: z.array(endedLease).check(z.maxLength(SWEEP_END_MAX)),
  /** Ended before, by whatever way. */
  before: z.array(leaseId).check(z.maxLength(SWEEP_END_MAX)),
  /** None, or not the caller's to end. */
  unknown: z.array(leaseId).check(z.maxLength(SWEEP_END_MAX)),
});

export type SweepEndAnswer = z.infer<typeof sweepEndAnswer>;
