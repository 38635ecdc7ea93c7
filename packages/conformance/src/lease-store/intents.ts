import { createHash } from 'node:crypto';
import {
  type CreditPlan,
  type EventStamp,
  type Instant,
  instant,
  type Job,
  type Lease,
  type LeaseIntent,
  type LeaseSelector,
  type LeaseStore,
  leaseTokenName,
  type StandingCeiling,
  type TokenVault,
  type TombstoneRule,
} from '@connect-token/core';

/** When the histories of the contract begin: a whole second, far from zero. */
export const START: Instant = instant(Date.UTC(2026, 10, 1));

export const after = (ms: number): Instant => instant(START + ms);

export const LIFETIME_MS = 900_000;
export const SEND_WITHIN_MS = 10_000;

/** The `Idempotency-Key` of a handle that is named by a text. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The SHA-256 of a token that is named by a text. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

let count = 0;

/** 26 characters that sort in the order they were made, as ULIDs do. */
export const nextId = (): string => String(++count).padStart(26, '0');

/** What happens at an instant; every change needs a stamp of its own. */
export const stamp = (at: Instant = START): EventStamp => ({ id: nextId(), at });

export const jobNamed = (check: string | null, run = '100'): Job => ({
  issuer: 'https://token.actions.githubusercontent.com',
  repositoryId: '42',
  runId: run,
  runAttempt: '1',
  checkRunId: check,
});

export const vaultsNamed = (...names: readonly string[]): readonly TokenVault[] =>
  names.map((name) => ({ vaultId: name.padEnd(26, '0'), access: 'r' }));

export interface Wish {
  readonly id?: string;
  readonly key?: string | null;
  readonly idToken?: { readonly issuer?: string; readonly tokenId: string };
  readonly idTokenKeepUntil?: Instant;
  readonly job?: Job;
  readonly vaults?: readonly TokenVault[];
  readonly rule?: string;
  readonly serverId?: string;
  readonly plan?: CreditPlan;
  readonly standing?: number;
  readonly ceilings?: readonly StandingCeiling[];
  readonly at?: Instant;
}

/** An intent that nothing speaks against: its own key, ID token and run, unless something else is wished. */
export function intentOf(wish: Wish = {}): LeaseIntent {
  const id = wish.id ?? nextId();
  const at = wish.at ?? START;
  const job = wish.job ?? jobNamed(id, id);
  const issuer = wish.idToken?.issuer ?? job.issuer;
  const tokenId = wish.idToken?.tokenId ?? `jti-${id}`;
  return {
    lease: {
      id,
      tokenName: leaseTokenName('contract', id),
      key: wish.key === undefined ? keyOf(id) : wish.key,
      job,
      serverId: wish.serverId ?? 'SERVER00000000000000000000',
      vaults: wish.vaults ?? vaultsNamed('production'),
      rule: wish.rule ?? 'deploy',
      policyHash: 'a'.repeat(64),
      createdAt: at,
      expiresAt: instant(at + LIFETIME_MS),
      sendDeadline: instant(at + SEND_WITHIN_MS),
    },
    idToken: { issuer, tokenId, keepUntil: wish.idTokenKeepUntil ?? instant(at + 3_600_000) },
    admission: {
      plan: wish.plan ?? { kind: 'unlimited' },
      standing: wish.standing ?? 0,
      ceilings: wish.ceilings ?? [],
    },
    claims: {
      ...job,
      subject: 'repo:acme/shop:ref:refs/heads/main',
      tokenId,
      repositoryOwnerId: '7',
      repository: 'acme/shop',
      ref: 'refs/heads/main',
      refType: 'branch',
      environment: null,
      event: 'push',
      workflowRef: null,
      jobWorkflowRef: null,
    },
  };
}

/** An intent that is admitted; anything else fails the test. */
export async function intended(leases: LeaseStore, wish: Wish = {}): Promise<Lease> {
  const result = await leases.intend(intentOf(wish), stamp(wish.at));
  if (!result.ok) throw new Error(`refused: ${result.error.code}`);
  return result.value;
}

/** A lease whose token is `token of <lease's id>`. */
export async function activated(leases: LeaseStore, wish: Wish = {}): Promise<Lease> {
  const lease = await intended(leases, wish);
  const token = { id: `token-${lease.id}`, sha256: sha256Of(`token of ${lease.id}`) };
  if (!(await leases.activate(lease.id, token, stamp(wish.at)))) throw new Error('not activated');
  return { ...lease, state: 'active', tokenId: token.id };
}

export const NO_TOMBSTONE: TombstoneRule = { kind: 'never' };

export const tombstone = (keepUntil: Instant = after(600_000), max = 100): TombstoneRule => ({
  kind: 'write',
  keepUntil,
  max,
});

export const byId = ({ id }: Pick<Lease, 'id'>): LeaseSelector => ({ by: 'id', leaseId: id });

export const byKey = (key: string): LeaseSelector => ({ by: 'key', key });

export const byToken = ({ id }: Pick<Lease, 'id'>): LeaseSelector => ({
  by: 'token',
  sha256: sha256Of(`token of ${id}`),
});
