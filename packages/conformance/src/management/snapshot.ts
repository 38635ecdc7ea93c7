import type { AuditEvent, Management } from '@connect-token/core';
import { must } from '../control-plane/subject.ts';

const EVENTS_MAX = 1_000;

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;

/** Everything that an account tells, in an order of its own: two that are equal are the same account. */
export async function snapshot(management: Management) {
  const servers = must(await management.servers.list());
  const { global, own } = must(await management.managers.list());
  const credits = must(await management.credits.read());
  return {
    vaults: must(await management.vaults.list()).toSorted(byId),
    servers: servers.toSorted(byId).map(({ grants, fixedVaults, ...server }) => ({
      ...server,
      grants: grants.toSorted((one, other) => (one.vaultId < other.vaultId ? -1 : 1)),
      fixedVaults: fixedVaults?.toSorted() ?? null,
    })),
    tokens: must(await management.tokens.list()).toSorted(byId),
    people: must(await management.people.list()).toSorted(byId),
    groups: must(await management.groups.list())
      .toSorted(byId)
      .map(({ members, ...group }) => ({ ...group, members: members.toSorted() })),
    managers: {
      global: global.toSorted(),
      own: [...own].map(([id, list]) => ({ id, groups: list.toSorted() })).sort(byId),
    },
    credits: {
      ...credits,
      servers: credits.servers.toSorted((one, other) => (one.serverId < other.serverId ? -1 : 1)),
    },
    leases: must(await management.leases.list()).toSorted(byId),
    audit: must(await management.audit.list({ limit: EVENTS_MAX, before: null })).filter(isOfThePort),
  };
}

/**
 * Over the network, who somebody is costs a management credential: an event of the owner's, and of no verb of the port, as those of items
 * are. What happens to leases and to the policy is the broker's.
 */
export const isOfThePort = ({ kind }: Pick<AuditEvent, 'kind'>): boolean =>
  !['credential.', 'lease.', 'item.', 'account.', 'policy.'].some((noun) => kind.startsWith(noun));

export type Snapshot = Awaited<ReturnType<typeof snapshot>>;
