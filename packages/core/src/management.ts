import type {
  AuditEvent,
  AuditHead,
  AuditPage,
  AuditSeal,
  SealPage,
  TrailEvent,
  TrailPage,
} from './audit.ts';
import type { CreditPlan, Credits } from './credit.ts';
import type { Actor, Group, ManagerPlace, Managers, Person } from './group.ts';
import type { EndReason, LeaseState } from './lease.ts';
import type { EndedLeases, LeaseChoice } from './lease-choice.ts';
import type { CallFailure, ControlPlane, IssuedToken, TokenOrder } from './ports.ts';
import type { Result } from './result.ts';
import type { Secret } from './secret.ts';
import type { ManagedServer, VaultGrant } from './server.ts';
import type { Instant } from './time.ts';
import type { Token } from './token.ts';
import type { TokenUse, UsagePage } from './usage.ts';
import type { ManagedVault } from './vault.ts';

type Answer<T> = Promise<Result<T, CallFailure>>;

/**
 * The account as its managers see it: `op connect`, noun for noun, and what it leaves to the web page. Bound to one actor, whose
 * right is checked in the transaction of each change (`NOT_A_MANAGER`); a refusal changes nothing. Things are named by id: names
 * are looked up before, because they are not unique. Implementations: the embedded account, a remote broker.
 */
export interface Management extends ControlPlane {
  readonly actor: Actor;
  readonly vaults: {
    list(): Answer<readonly ManagedVault[]>;
    create(order: { readonly name: string }): Answer<ManagedVault>;
    rename(id: string, name: string): Answer<ManagedVault>;
  };
  readonly servers: {
    list(): Answer<readonly ManagedServer[]>;
    /** The server with its grants and its credentials file, or nothing at all. */
    create(order: ServerOrder): Answer<CreatedServer>;
    rename(id: string, name: string): Answer<ManagedServer>;
    /** Ends the credentials file and every token of the server with it. */
    delete(id: string): Answer<'deleted' | 'absent'>;
  };
  readonly grants: {
    /** What existing tokens reach changes at once, and the credits with it (`CREDITS_EXHAUSTED`). Granted already: no change. */
    grant(serverId: string, grant: VaultGrant): Answer<ManagedServer>;
    revoke(serverId: string, vaultId: string): Answer<ManagedServer>;
  };
  readonly tokens: {
    /** Standing tokens are admitted against the plan. */
    create(order: TokenOrder): Answer<IssuedToken>;
    /** Active and revoked ones: what a token was is asked for long after it is gone. */
    list(): Answer<readonly Token[]>;
    /** The name and nothing else: a token's vaults and expiry never change. */
    rename(id: string, name: string): Answer<Token>;
    delete(id: string): Answer<'deleted' | 'absent'>;
  };
  readonly people: { list(): Answer<readonly Person[]> };
  readonly groups: {
    list(): Answer<readonly Group[]>;
    create(order: { readonly name: string }): Answer<Group>;
    /** A member already: no change. */
    addMember(groupId: string, personId: string): Answer<Group>;
    /** Refuses the last member of the Owners (`OWNERS_EMPTY`). */
    removeMember(groupId: string, personId: string): Answer<Group>;
  };
  readonly managers: {
    list(): Answer<Managers>;
    grant(groupId: string, place: ManagerPlace): Answer<Managers>;
    /** The last group of a server's own list ends the list: the global one rules again. */
    revoke(groupId: string, place: ManagerPlace): Answer<Managers>;
  };
  readonly credits: {
    read(): Answer<CreditReport>;
    /** A ceiling below what is in use is taken: it stops what comes, and ends nothing. */
    setPlan(plan: CreditPlan): Answer<CreditReport>;
  };
  readonly audit: {
    list(page: AuditPage): Answer<readonly AuditEvent[]>;
    /** The last seal; `null` where nothing was ever sealed. */
    head(): Answer<AuditHead | null>;
    seals(page: SealPage): Answer<readonly AuditSeal[]>;
    /** Everything in the order of its seals: what whoever verifies the chain reads. */
    trail(page: TrailPage): Answer<readonly TrailEvent[]>;
    /** What tokens were used for: of one, of a lease, of the leases of a run or a repository; those of a running process included. */
    usage(page: UsagePage): Answer<readonly TokenUse[]>;
  };
  readonly leases: {
    list(): Answer<readonly HeldLease[]>;
    /**
     * Ends what is open of a choice, with a person's reason for the audit trail. Refused, with nothing ended, where one of them is of a
     * server that the actor may not manage; `LEASE_UNKNOWN` for an id that no lease has. What has ended already stays as it is.
     */
    end(which: LeaseChoice, note: string): Answer<EndedLeases>;
  };
}

export interface ServerOrder {
  readonly name: string;
  readonly grants: readonly VaultGrant[];
  /** The web page's rule: no vault beyond these, ever. */
  readonly fixed: boolean;
}

export interface CreatedServer {
  readonly server: ManagedServer;
  /** The text of `1password-credentials.json`: issued once, stored nowhere. */
  readonly credentials: Secret<string>;
}

export interface CreditReport {
  /** The plan that rules: the stricter of the account's own and the broker's. */
  readonly plan: CreditPlan;
  /** The account's own: what `setPlan` sets. */
  readonly own: CreditPlan;
  /** 1Password's number, in all and per server that has any. */
  readonly usage: Credits;
  readonly servers: readonly { readonly serverId: string; readonly usage: Credits }[];
  /** What open leases hold, whether or not a token exists yet. */
  readonly held: Credits;
  /** What the next admission counts as taken: standing usage + held. */
  readonly used: Credits;
}

/** A lease as an operator sees it: no key, no hash. */
export interface HeldLease {
  readonly id: string;
  readonly state: LeaseState;
  readonly serverId: string;
  readonly vaultIds: readonly string[];
  /** These are `null` for an orphan: nobody knows any more whose it was. */
  readonly repositoryId: string | null;
  readonly runId: string | null;
  readonly runAttempt: string | null;
  readonly rule: string | null;
  readonly tokenId: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** `null` as long as it is open. */
  readonly endReason: EndReason | null;
  readonly endedAt: Instant | null;
  /** Tries to end its token that didn't, and when the next one is. */
  readonly attempts: number;
  readonly nextTryAt: Instant | null;
  /** Since when an operator should look: its token resists. */
  readonly stuckAt: Instant | null;
}
