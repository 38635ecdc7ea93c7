import * as z from 'zod';

/**
 * What GitHub says of runs and jobs, in webhooks and to whoever asks: the few fields that are needed, of objects that have many more
 * and get new ones. Source: docs.github.com, "Webhook events and payloads" and "REST API endpoints for GitHub Actions".
 */

export const WEBHOOK_PATH = '/github/webhooks';

export const WEBHOOK_HEADERS = {
  event: 'x-github-event',
  signature: 'x-hub-signature-256',
  /** Sent by GitHub Enterprise Server only: its host name. */
  enterpriseHost: 'x-github-enterprise-host',
} as const;

/** A number on the wire, a text everywhere else: claims of ID tokens are texts. */
const id = z.int().positive().transform(String);

const repository = z.object({ id });

/** `status`: only `completed` is over; there are others, and there will be more. */
const status = z.string().max(64);

/**
 * The last segment of a job's `check_run_url` is its check run's id, which ID tokens bear as `check_run_id`. A job's own `id` is the
 * same number as far as anybody has seen, but nothing public promises it.
 */
const checkRun = z
  .string()
  .max(2_048)
  .transform((url, context): string => {
    const found = /\/check-runs\/(\d{1,20})$/.exec(url)?.[1];
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: 'names no check run' });
    return z.NEVER;
  });

export const jobJson = z.object({ run_id: id, run_attempt: id, status, check_run_url: checkRun });

export type JobJson = z.output<typeof jobJson>;

export const runJson = z.object({ id, run_attempt: id, status, repository });

/** One page of the jobs of a run attempt. */
export const jobsJson = z.object({ total_count: z.int().min(0), jobs: z.array(jobJson).max(100) });

/** What tells the action of an event; all there is of those that are ignored. */
export const eventActionJson = z.object({ action: z.string().max(64).optional() });

export const jobEventJson = z.object({ repository, workflow_job: jobJson });

export const runEventJson = z.object({ repository, workflow_run: runJson.omit({ repository: true }) });

export const installationJson = z.object({ id: z.int().positive() });
