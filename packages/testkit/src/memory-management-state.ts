import {
  type AccountEvent,
  type Actor,
  type BuiltInRule,
  type CreditPlan,
  type Failure,
  type Group,
  type HeldLease,
  type Instant,
  type ManagedServer,
  type ManagedVault,
  type Managers,
  ok,
  type Person,
  type Result,
  sameId,
  type Token,
} from '@connect-token/core';

/** Everything that an account in memory knows: one value, of which each change makes another. */
export interface AccountState {
  readonly vaults: readonly ManagedVault[];
  readonly servers: readonly ManagedServer[];
  readonly tokens: readonly Token[];
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly managers: Managers;
  readonly plan: CreditPlan;
  readonly builtIn: BuiltInRule;
  /** The lease store's: tokens of its leases are told by their names. */
  readonly instance: string;
}

/** What a change is asked with, beside what it is about. */
export interface Moment {
  readonly actor: Actor;
  readonly at: Instant;
  /** 26 characters of `[a-z0-9]`, each time another. */
  readonly newId: () => string;
  readonly held: readonly HeldLease[];
}

interface Change<T> {
  readonly state: AccountState;
  readonly answer: T;
  /** `null` where everything stays as it was. */
  readonly event: Pick<AccountEvent, 'kind' | 'subject' | 'detail'> | null;
}

export type Outcome<T> = Result<Change<T>, Failure>;

export const changed = <T>(
  state: AccountState,
  answer: T,
  kind: AccountEvent['kind'],
  subject: AccountEvent['subject'],
  detail: AccountEvent['detail'] = {},
): Outcome<T> => ok({ state, answer, event: { kind, subject, detail } });

export const unchanged = <T>(state: AccountState, answer: T): Outcome<T> =>
  ok({ state, answer, event: null });

export const findById = <T extends { readonly id: string }>(
  things: readonly T[],
  id: string,
): T | undefined => things.find((thing) => sameId(thing.id, id));

/** The list with one thing in the place of the one that has its id. */
export const replaced = <T extends { readonly id: string }>(things: readonly T[], thing: T): readonly T[] =>
  things.map((other) => (sameId(other.id, thing.id) ? thing : other));
