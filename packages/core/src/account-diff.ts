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
import { foldAscii } from './ascii.ts';
import { isWiderPlan } from './credit.ts';
import type { Failure } from './error.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { sameId } from './server.ts';
import { added, gone, present, refsAt } from './thing-refs.ts';
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

function planChanges({ plan: from }: AccountState, { plan: to }: DesiredAccount): readonly AccountChange[] {
  if (to === null) return [];
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
  const created: readonly AccountChange[] = thing === undefined ? [{ kind: 'group.create', group }] : [];
  if (desired.members === null) return created;
  const members = refsAt(desired.members, people);
  const before = thing?.members ?? [];
  return [
    ...created,
    ...added(members, before).map((person) => ({ kind: 'group.member.add', group, person }) as const),
    ...gone(before, members, current.people).map(
      (person) => ({ kind: 'group.member.remove', group, person }) as const,
    ),
  ];
}

const deletions = ({ servers }: AccountState, matched: MatchedAccount): readonly AccountChange[] =>
  gone(
    servers.map(({ id }) => id),
    present(matched.servers).map(({ ref }) => ref),
    servers,
  ).map((server) => ({ kind: 'server.delete', server }));

function serverChanges(
  entry: MatchedServer,
  matched: MatchedAccount,
  current: AccountState,
): readonly AccountChange[] {
  const { thing, ref: server, desired } = entry;
  const own = [...current.managers.own].find(([id]) => sameId(id, server.id))?.[1] ?? [];
  const managers = managerChanges(server, own, desired.managers, matched, current);
  const grants = desired.grants?.flatMap(({ vault, access }): readonly GrantChange[] =>
    refsAt([vault], matched.vaults).map((ref) => ({ vault: ref, access })),
  );
  if (thing === undefined)
    return [{ kind: 'server.create', server, grants: grants ?? [], fixed: desired.fixed }, ...managers];
  const renamed: readonly AccountChange[] =
    thing.name === server.name ? [] : [{ kind: 'server.rename', server, from: thing.name }];
  const regranted = grants === undefined ? [] : grantChanges(thing, server, grants, current);
  return [...renamed, ...regranted, ...managers];
}

function grantChanges(
  thing: AccountState['servers'][number],
  server: ThingRef,
  grants: readonly GrantChange[],
  { vaults }: AccountState,
): readonly AccountChange[] {
  const granted = thing.grants.map(({ vaultId }) => vaultId);
  const accesses = new Map(thing.grants.map(({ vaultId, access }) => [foldAscii(vaultId), access]));
  const kept = grants.map(({ vault }) => vault);
  return [
    ...gone(granted, kept, vaults).map((vault) => ({ kind: 'vault.revoke', server, vault }) as const),
    ...grants.flatMap((grant): readonly AccountChange[] => {
      const from = accesses.get(foldAscii(grant.vault.id)) ?? null;
      return from === grant.access ? [] : [{ kind: 'vault.grant', server, from, ...grant }];
    }),
  ];
}

function managerChanges(
  server: ThingRef | null,
  before: readonly string[],
  positions: readonly number[] | null,
  { groups }: MatchedAccount,
  current: AccountState,
): readonly AccountChange[] {
  if (positions === null) return [];
  const after = refsAt(positions, groups);
  return [
    ...added(after, before).map((group) => ({ kind: 'manager.grant', group, server }) as const),
    ...gone(before, after, current.groups).map(
      (group) => ({ kind: 'manager.revoke', group, server }) as const,
    ),
  ];
}
