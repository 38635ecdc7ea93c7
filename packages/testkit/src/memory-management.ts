import {
  type ActivityEntry,
  type Actor,
  type AuditEvent,
  type CallFailure,
  type Clock,
  type ControlPlane,
  err,
  type IssuedToken,
  type Management,
  ok,
  type Result,
  seconds,
  type Token,
} from '@connect-token/core';
import type { MemoryLeaseStore } from './memory-lease-store/memory-lease-store.ts';
import { memoryAudit } from './memory-management-audit.ts';
import { credentialsFile, tokenText } from './memory-management-credentials.ts';
import { creditReport, setPlan } from './memory-management-credits.ts';
import { grantVault, revokeVault } from './memory-management-grants.ts';
import { addMember, createGroup, removeMember } from './memory-management-groups.ts';
import { choose, endChosen, endTokens, heldLeases } from './memory-management-leases.ts';
import { grantManager, revokeManager } from './memory-management-managers.ts';
import { createServer, deleteServer, renameServer } from './memory-management-servers.ts';
import type { AccountState, Moment, Outcome } from './memory-management-state.ts';
import {
  createLeaseToken,
  createToken,
  deleteLeaseToken,
  deleteToken,
  renameToken,
} from './memory-management-tokens.ts';
import { type MemoryActivity, memoryActivity } from './memory-management-usage.ts';
import { createVault, renameVault } from './memory-management-vaults.ts';

/** What an account in memory begins with. */
export type AccountSeed = Pick<AccountState, 'vaults' | 'servers' | 'people' | 'groups'>;

export interface MemoryManagement {
  /** The same account, in the hands of an actor. */
  as(actor: Actor): Management;
  /** The same account as the broker acts on it, for leases. */
  readonly controlPlane: ControlPlane;
  /** As its Connect API tells what a token was used for. */
  record(entry: ActivityEntry): void;
}

export interface MemoryManagementParts {
  readonly clock: Clock;
  readonly seed: AccountSeed;
  readonly leases: MemoryLeaseStore;
  readonly allowEveryone: boolean;
}

/**
 * What another account is compared with: core's rules over one value in memory, each call after the other, with nothing to go
 * wrong.
 */
export function memoryManagement(parts: MemoryManagementParts): MemoryManagement {
  const { clock, seed, leases, allowEveryone } = parts;
  let state: AccountState = {
    ...seed,
    tokens: [],
    managers: { global: [], own: new Map() },
    plan: { kind: 'unlimited' },
    builtIn: { allowEveryone, typesKnown: true },
    instance: leases.instance,
  };
  const audit: AuditEvent[] = [];
  let ids = 0;

  const change: Changing = async (actor, how, asked) => {
    const held = heldLeases(leases);
    const at = clock.now();
    const newId = (): string => `id${String(++ids).padStart(24, '0')}`;
    const outcome = how(state, asked, { actor, at, held, newId });
    if (!outcome.ok) return err({ effect: 'none', failure: outcome.error });
    const { answer, event } = outcome.value;
    state = outcome.value.state;
    if (event !== null) audit.unshift({ id: ulidOf(audit.length), at, actor, ...event });
    return ok(answer);
  };
  const activity = memoryActivity(leases);
  const account: Account = { state: () => state, audit, activity, leases, clock, change };
  return {
    as: (actor) => managementOf(actor, account),
    controlPlane: controlPlaneOf(account),
    record: activity.record,
  };
}

type Changing = <A, T>(
  actor: Actor,
  how: (state: AccountState, asked: A, moment: Moment) => Outcome<T>,
  asked: A,
) => Promise<Result<T, CallFailure>>;

interface Account {
  readonly state: () => AccountState;
  /** Newest first. */
  readonly audit: readonly AuditEvent[];
  readonly activity: MemoryActivity;
  readonly leases: MemoryLeaseStore;
  readonly clock: Clock;
  readonly change: Changing;
}

const CAPABILITIES = {
  settlesWithin: seconds(0),
  listsMayBeStale: false,
  vaultTypesKnown: true,
  revocationsPerSecond: null,
} as const;

const controlPlaneOf = ({ state, change }: Account): ControlPlane => ({
  capabilities: CAPABILITIES,
  vaults: { list: async () => ok(state().vaults) },
  servers: { list: async () => ok(state().servers) },
  tokens: {
    create: async (order) => issued(await change(OWNER, createLeaseToken, order)),
    list: async () => ok(state().tokens),
    delete: (id) => change(OWNER, deleteLeaseToken, id),
  },
});

const OWNER: Actor = { kind: 'owner' };

const issued = (created: Result<Token, CallFailure>): Result<IssuedToken, CallFailure> =>
  created.ok ? ok({ token: created.value, secret: tokenText(created.value) }) : created;

function managementOf(actor: Actor, { state, audit, activity, leases, clock, change }: Account): Management {
  const pairChange =
    <A, B, T>(how: (state: AccountState, asked: readonly [A, B], moment: Moment) => Outcome<T>) =>
    (one: A, other: B) =>
      change(actor, how, [one, other] as const);
  return {
    actor,
    capabilities: CAPABILITIES,
    vaults: {
      list: async () => ok(state().vaults),
      create: ({ name }) => change(actor, createVault, name),
      rename: pairChange(renameVault),
    },
    servers: {
      list: async () => ok(state().servers),
      create: (order) => change(actor, createServer, [order, credentialsFile()]),
      rename: pairChange(renameServer),
      delete: (id) => change(actor, deleteServer, id),
    },
    grants: { grant: pairChange(grantVault), revoke: pairChange(revokeVault) },
    tokens: {
      create: async (order) => issued(await change(actor, createToken, order)),
      list: async () => ok(state().tokens),
      rename: pairChange(renameToken),
      delete: (id) => change(actor, deleteToken, id),
    },
    people: { list: async () => ok(state().people) },
    groups: {
      list: async () => ok(state().groups),
      create: ({ name }) => change(actor, createGroup, name),
      addMember: pairChange(addMember),
      removeMember: pairChange(removeMember),
    },
    managers: {
      list: async () => ok(state().managers),
      grant: pairChange(grantManager),
      revoke: pairChange(revokeManager),
    },
    credits: {
      read: async () => ok(creditReport(state(), heldLeases(leases), clock.now())),
      setPlan: (plan) => change(actor, setPlan, plan),
    },
    audit: memoryAudit(audit, activity.usage),
    leases: {
      list: async () => ok(heldLeases(leases)),
      end: async (which, note) => {
        const chosen = await choose(leases, which, note);
        const done = await change(actor, endTokens, chosen);
        if (!done.ok) return done;
        return ok(await endChosen(leases, chosen, { id: ulidOf(0), at: clock.now() }));
      },
    },
  };
}

/** Sorts in the order of the changes, as a ULID does. */
const ulidOf = (count: number): string => String(count).padStart(26, '0');
