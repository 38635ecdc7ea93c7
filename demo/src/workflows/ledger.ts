import type { Program } from '@connect-token/testkit';

/** A line of the broker's log that tells of an event. */
export interface LedgerLine {
  readonly kind: string;
  readonly leaseId?: string;
  readonly rule?: string;
  readonly reason?: string;
  readonly claims?: {
    readonly runId: string;
    readonly checkRunId: string | null;
    readonly environment: string | null;
  };
}

const WRITTEN_WITHIN_MS = 10_000;

const linesOf = (serve: Program): readonly LedgerLine[] =>
  serve
    .stdout()
    .split('\n')
    .filter((line) => line.includes('"kind"'))
    .map((line) => JSON.parse(line) as LedgerLine);

/** What the broker granted to a run, in order. Its log is written before it answers. */
export const grantsOf = (serve: Program, runId: string): readonly LedgerLine[] =>
  linesOf(serve).filter(({ kind, claims }) => kind === 'mint.granted' && claims?.runId === runId);

/** The leases of these grants in the order in which their tokens died; waits until all of them have. */
export async function revoked(serve: Program, grants: readonly LedgerLine[]): Promise<readonly string[]> {
  const ids = grants.map(({ leaseId = '' }) => leaseId);
  for (const id of ids)
    await serve.printed(new RegExp(`^(?=.*"lease\\.revoked").*"${id}".*$`, 'm'), WRITTEN_WITHIN_MS);
  return linesOf(serve).flatMap(({ kind, leaseId = '' }) =>
    kind === 'lease.revoked' && ids.includes(leaseId) ? [leaseId] : [],
  );
}

/** Why each of these leases ended, as far as they have. */
export const endingsOf = (serve: Program, grants: readonly LedgerLine[]): readonly string[] =>
  linesOf(serve).flatMap(({ kind, leaseId, reason = '' }) =>
    kind === 'lease.ending' && grants.some((grant) => grant.leaseId === leaseId) ? [reason] : [],
  );
