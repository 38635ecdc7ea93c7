import type { Credits } from './credit.ts';
import type { Failure } from './error.ts';
import type { RunAttempt, WorkloadIdentity } from './identity.ts';
import type { EndReason } from './lease.ts';
import type { TokenVault } from './scope.ts';
import type { Instant } from './time.ts';

/** What makes an event findable: its id (a ULID) and when it happened. */
export interface EventStamp {
  readonly id: string;
  readonly at: Instant;
}

/** The claims that rules read and the job they speak of: enough to look a decision up, nothing that authorises. */
export type EventClaims = Omit<WorkloadIdentity, 'issuedAt' | 'expiresAt'>;

export type JobQuestion = 'end-run' | 'list-leases' | 'end-leases' | 'list-tokens';

/** Everything that is worth telling. No event holds a token, an ID token or a handle. */
export type DomainEvent = EventStamp &
  (
    | {
        readonly kind: 'mint.granted';
        readonly claims: EventClaims;
        readonly leaseId: string;
        readonly tokenId: string;
        readonly serverId: string;
        readonly vaults: readonly TokenVault[];
        readonly rule: string;
        readonly policyHash: string;
        readonly expiresAt: Instant;
        readonly cost: Credits;
      }
    | {
        readonly kind: 'mint.refused';
        /** `null` where the caller isn't known, because its ID token wasn't accepted. */
        readonly claims: EventClaims | null;
        readonly failures: readonly Failure[];
        readonly policyHash: string | null;
      }
    /** A rehearsal of a mint: what would have been granted. */
    | {
        readonly kind: 'plan.answered';
        readonly claims: EventClaims;
        readonly serverId: string;
        readonly vaults: readonly TokenVault[];
        readonly rule: string;
        readonly policyHash: string;
        readonly cost: Credits;
      }
    | {
        readonly kind: 'plan.refused';
        readonly claims: EventClaims;
        readonly failures: readonly Failure[];
        readonly policyHash: string;
      }
    /** What a job asks beside its token. */
    | { readonly kind: 'job.answered'; readonly claims: EventClaims; readonly question: JobQuestion }
    | {
        readonly kind: 'job.refused';
        readonly claims: EventClaims;
        readonly question: JobQuestion;
        readonly failures: readonly Failure[];
        readonly policyHash: string;
      }
    | { readonly kind: 'lease.ending'; readonly leaseId: string; readonly reason: EndReason }
    | { readonly kind: 'lease.revoked'; readonly leaseId: string }
    /** Told once: its token has resisted for so long that an operator should look. The tries go on. */
    | {
        readonly kind: 'lease.stuck';
        readonly leaseId: string;
        readonly attempts: number;
        readonly endedAt: Instant;
      }
    | { readonly kind: 'handle.buried' }
    /** `leaseId`: the lease that was made for it, to end it. */
    | {
        readonly kind: 'orphan.adopted';
        readonly leaseId: string;
        readonly tokenId: string;
        readonly tokenName: string;
      }
    /** More than one look adopts: a backup may have been restored, or two brokers share an instance. */
    | { readonly kind: 'orphans.many'; readonly found: number; readonly limit: number }
    | { readonly kind: 'sweep.done'; readonly ended: number; readonly revoked: number; readonly left: number }
    /** A pass over the runs whose jobs may be over: how many were asked about, and how many of them are. */
    | { readonly kind: 'poll.done'; readonly asked: number; readonly over: number }
    /** Once for a repository that can't be read, or `null` where it isn't known what to ask; the next answer counts anew. */
    | { readonly kind: 'poll.failed'; readonly attempt: RunAttempt | null; readonly failure: Failure }
    | { readonly kind: 'sweep.failed'; readonly failure: Failure; readonly leaseId: string | null }
  );
