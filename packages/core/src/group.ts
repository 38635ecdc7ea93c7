import type { NonEmpty } from './result.ts';
import { sameId } from './server.ts';

/** `OWNERS` and `ADMINISTRATORS` come with an account, one each; people make the others. Source: 1Password Support, "Groups". */
export const GROUP_TYPES = ['OWNERS', 'ADMINISTRATORS', 'USER_DEFINED'] as const;

export type GroupType = (typeof GROUP_TYPES)[number];

export interface Group {
  /** 26 characters of `[a-z0-9]`, compared case-insensitively. */
  readonly id: string;
  /** Not unique, and says nothing of what the group may do: that is its type. */
  readonly name: string;
  readonly type: GroupType;
  /** People by id. */
  readonly members: readonly string[];
}

/** Somebody who can be a member of groups and hold a management credential. */
export interface Person {
  /** 26 characters of `[a-z0-9]`. */
  readonly id: string;
  /** Not unique; an e-mail address as a rule. */
  readonly name: string;
}

/**
 * Who may manage Secrets Automation: the groups of all servers, and a server's own list where it has one. A server's own list
 * overrides the other. Source: 1password.dev, `op connect group grant`.
 */
export interface Managers {
  readonly global: readonly string[];
  /** Group ids by server id. A server without an entry has no list of its own; an entry is never empty. */
  readonly own: ReadonlyMap<string, NonEmpty<string>>;
}

/** Where a group becomes a manager, or ceases to be one. */
export type ManagerPlace =
  /** The Secrets Automation managers. */
  | { readonly kind: 'global' }
  /** Every server, those that come included: the global list, and each own list that there is. */
  | { readonly kind: 'all-servers' }
  | { readonly kind: 'server'; readonly serverId: string };

/** Whoever holds the data directory is its owner; over the network it is the person that a credential names. */
export type Actor = { readonly kind: 'owner' } | { readonly kind: 'person'; readonly personId: string };

export interface ManagerWorld {
  readonly groups: readonly Group[];
  readonly managers: Managers;
}

/**
 * Whether an actor may manage a server, or with `null` what belongs to none: making servers, vaults and groups, choosing global
 * managers and the plan. Owners always may.
 */
export function mayManage(
  actor: Actor,
  serverId: string | null,
  { groups, managers }: ManagerWorld,
): boolean {
  if (actor.kind === 'owner') return true;
  const theirs = groups.filter(({ members }) => members.some((member) => sameId(member, actor.personId)));
  if (theirs.some(({ type }) => type === 'OWNERS')) return true;
  const list = serverId === null ? managers.global : managersOf(serverId, managers);
  return theirs.some(({ id }) => list.some((manager) => sameId(manager, id)));
}

/** The groups that manage a server: its own list, or the global one where it has none. */
export const managersOf = (serverId: string, { global, own }: Managers): readonly string[] =>
  [...own].find(([id]) => sameId(id, serverId))?.[1] ?? global;
