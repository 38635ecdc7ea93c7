import type { AccountChange, GrantChange, ThingRef } from './account-change.ts';
import {
  type MatchedAccount,
  type MatchedGroup,
  type MatchedServer,
  type MatchedVault,
  matchAccount,
} from './account-match.ts';
import { inOrder } from './account-order.ts';
import { refuseEntries } from './account-refusal.ts';
import type { AccountState, DesiredAccount } from './account-state.ts';
import { isWiderPlan } from './credit.ts';
import type { Failure } from './error.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { grantOf, sameId } from './server.ts';
import type { BuiltInRule } from './vault.ts';

export interface DiffRules {
  /** Delete the servers that the file doesn't name. Vaults, groups and people stay: no manager's call deletes them. */
  readonly prune: boolean;
  readonly builtIn: BuiltInRule;
}

/**
 * The changes that bring an account to what a file says, in an order in which each can be made; none where it is there already.
 * Refused, all at once, is what no list of changes brings about. Built-in vaults and tokens are never changed; items are not
 * looked at. Credits can still run out on the way: what tokens reach isn't known here.
 */
export function planAccountChanges(
  current: AccountState,
  desired: DesiredAccount,
  { prune, builtIn }: DiffRules,
): Result<readonly AccountChange[], NonEmpty<Failure>> {
  const { matched, failures: unmatched } = matchAccount(current, desired);
  const failures = [...unmatched, ...refuseEntries(matched, builtIn)];
  if (isNonEmpty(failures)) return err(failures);
  return ok(
    inOrder([
      ...planChanges(current, desired),
      ...present(matched.vaults).flatMap(vaultChanges),
      ...present(matched.groups).flatMap((group) => groupChanges(group, matched, current)),
      ...(prune ? deletions(current, matched) : []),
      ...present(matched.servers).flatMap((server) => serverChanges(server, matched, current)),
      ...managerChanges(null, current.managers.global, desired.managers, matched, current),
    ]),
  );
}

const present = <T>(entries: readonly (T | undefined)[]): readonly T[] =>
  entries.filter((entry) => entry !== undefined);

/** What the positions of a list refer to. */
const refsAt = (
  positions: readonly number[],
  entries: readonly ({ readonly ref: ThingRef } | undefined)[],
): readonly ThingRef[] => present(positions.map((position) => entries[position]?.ref));

function planChanges({ plan: from }: AccountState, { plan: to }: DesiredAccount): readonly AccountChange[] {
  return isWiderPlan(from, to) || isWiderPlan(to, from) ? [{ kind: 'credits.plan', from, to }] : [];
}

function vaultChanges({ thing, ref: vault }: MatchedVault): readonly AccountChange[] {
  if (thing === undefined) return [{ kind: 'vault.create', vault }];
  return thing.name === vault.name ? [] : [{ kind: 'vault.rename', vault, from: thing.name }];
}

function groupChanges(
  { thing, ref: group, desired }: MatchedGroup,
  { people }: MatchedAccount,
  current: AccountState,
): readonly AccountChange[] {
  const members = refsAt(desired.members, people);
  const before = thing?.members ?? [];
  return [
    ...(thing === undefined ? [{ kind: 'group.create', group } as const] : []),
    ...added(members, before).map((person) => ({ kind: 'group.member.add', group, person }) as const),
    ...gone(before, members, current.people).map(
      (person) => ({ kind: 'group.member.remove', group, person }) as const,
    ),
  ];
}

const deletions = ({ servers }: AccountState, matched: MatchedAccount): readonly AccountChange[] =>
  servers
    .filter(({ id }) => !present(matched.servers).some(({ ref }) => sameId(ref.id, id)))
    .map(({ id, name }) => ({ kind: 'server.delete', server: { id, name } }));

function serverChanges(
  entry: MatchedServer,
  matched: MatchedAccount,
  current: AccountState,
): readonly AccountChange[] {
  const { thing, ref: server, desired } = entry;
  const own = [...current.managers.own].find(([id]) => sameId(id, server.id))?.[1] ?? [];
  const managers = managerChanges(server, own, desired.managers, matched, current);
  const grants = desired.grants.flatMap(({ vault, access }): readonly GrantChange[] =>
    refsAt([vault], matched.vaults).map((ref) => ({ vault: ref, access })),
  );
  if (thing === undefined)
    return [{ kind: 'server.create', server, grants, fixed: desired.fixed }, ...managers];
  const renamed: readonly AccountChange[] =
    thing.name === server.name ? [] : [{ kind: 'server.rename', server, from: thing.name }];
  return [...renamed, ...grantChanges(thing, server, grants, current), ...managers];
}

function grantChanges(
  thing: AccountState['servers'][number],
  server: ThingRef,
  grants: readonly GrantChange[],
  { vaults }: AccountState,
): readonly AccountChange[] {
  const granted = thing.grants.map(({ vaultId }) => vaultId);
  const kept = grants.map(({ vault }) => vault);
  return [
    ...gone(granted, kept, vaults).map((vault) => ({ kind: 'vault.revoke', server, vault }) as const),
    ...grants.flatMap((grant): readonly AccountChange[] => {
      const from = grantOf(thing, grant.vault.id)?.access ?? null;
      return from === grant.access ? [] : [{ kind: 'vault.grant', server, from, ...grant }];
    }),
  ];
}

function managerChanges(
  server: ThingRef | null,
  before: readonly string[],
  positions: readonly number[],
  { groups }: MatchedAccount,
  current: AccountState,
): readonly AccountChange[] {
  const after = refsAt(positions, groups);
  return [
    ...added(after, before).map((group) => ({ kind: 'manager.grant', group, server }) as const),
    ...gone(before, after, current.groups).map(
      (group) => ({ kind: 'manager.revoke', group, server }) as const,
    ),
  ];
}

const added = (after: readonly ThingRef[], before: readonly string[]): readonly ThingRef[] =>
  after.filter(({ id }) => !before.some((known) => sameId(known, id)));

/** What is in a list and stays in it no longer; a thing that the account doesn't show any more goes by its id. */
const gone = (
  before: readonly string[],
  after: readonly ThingRef[],
  things: readonly ThingRef[],
): readonly ThingRef[] =>
  before
    .filter((id) => !after.some((kept) => sameId(kept.id, id)))
    .map((id) => ({ id, name: things.find((thing) => sameId(thing.id, id))?.name ?? id }));
