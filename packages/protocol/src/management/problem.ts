import { describe, type NonEmpty, type Seconds } from '@connect-token/core';
import * as z from 'zod';
import {
  MANAGEMENT_STATUS,
  type ManagementFailure,
  type ManagementStatus,
  outside,
  retryAfterOf,
} from './errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** A document for people is docs/errors.md; the type is a name, not a place. */
const TYPE_PREFIX = 'urn:connect-token:problem:';

const problemError = z.object({
  code: z.string(),
  message: z.string(),
  /** What the code is about: its members depend on the code, and may become more. */
  evidence: z.record(z.string(), z.unknown()),
});

/** Source: RFC 9457 §3, with our stable `code`, the id of the event in the broker's log, and every mistake by itself. */
export const problemJson = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string(),
    event_id: z.string(),
    /** Whether the request provably changed nothing. Only then may it be sent again without a look. */
    effect: z.enum(['none', 'unknown']),
    errors: z.array(problemError),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemJson>;

export interface Refusal {
  readonly status: ManagementStatus;
  readonly retryAfter: Seconds | null;
  readonly body: Problem;
}

/** The answer to a refused request: the first failure decides the status, each is told in words. */
export function formatProblem(
  failures: NonEmpty<ManagementFailure>,
  effect: Problem['effect'],
  eventId: string,
): Refusal {
  const [first] = failures;
  const status = MANAGEMENT_STATUS[first.code];
  const errors = failures.map(outside).map((failure) => {
    const { code, ...evidence } = failure;
    return { code, message: describe(failure), evidence };
  });
  return {
    status,
    retryAfter: retryAfterOf(first),
    body: {
      type: `${TYPE_PREFIX}${first.code}`,
      title: first.code.toLowerCase().replaceAll('_', ' '),
      status,
      detail: errors.map(({ message }) => message).join('; '),
      code: first.code,
      event_id: eventId,
      effect,
      errors,
    },
  };
}
