import {
  type Actor,
  type CallFailure,
  type Capabilities,
  type Failure,
  type Management,
  ok,
  type Result,
  seconds,
} from '@connect-token/core';
import {
  formatLeaseEnd,
  formatPlan,
  formatServerOrder,
  formatTokenOrder,
  parseActor,
  parseCreatedServer,
  parseCredits,
  parseIssuedToken,
  parseLease,
  parseServer,
  parseToken,
  parseVault,
} from '@connect-token/protocol/management-client';
import { auditOver } from './audit.ts';
import { call, type ManagementWire } from './call.ts';
import { managersOver } from './managers.ts';
import { byAge, byName } from './order.ts';
import { readAll } from './rows.ts';
import { type RemoteOptions, wireOf } from './wire.ts';

/**
 * The `Management` port over a broker's management API, in the hands of whoever the credential names, or of the owner over the
 * Unix socket. Nothing is tried twice: a caller that was told `unknown` looks first. Fails where the broker can't be reached or
 * doesn't take the credential. Lists are by name, tokens and leases by age.
 */
export async function createRemoteManagement(options: RemoteOptions): Promise<Result<Management, Failure>> {
  const wire = wireOf(options);
  const caller = await call(wire, 'readCaller');
  if (!caller.ok) return { ok: false, error: caller.error.failure };
  const { actor, capabilities } = caller.value;
  return ok(
    managementOver(wire, parseActor(actor), {
      settlesWithin: seconds(capabilities.settles_within),
      listsMayBeStale: capabilities.lists_may_be_stale,
      vaultTypesKnown: capabilities.vault_types_known,
      // The broker paces what it asks of its own account.
      revocationsPerSecond: null,
    }),
  );
}

function managementOver(wire: ManagementWire, actor: Actor, capabilities: Capabilities): Management {
  return {
    actor,
    capabilities,
    vaults: {
      list: async () => map(await readAll(wire, 'listVaults'), (rows) => rows.map(parseVault).sort(byName)),
      create: async ({ name }) => map(await call(wire, 'createVault', { body: { name } }), parseVault),
      rename: async (vault, name) =>
        map(await call(wire, 'renameVault', { path: { vault }, body: { name } }), parseVault),
    },
    servers: {
      list: async () => map(await readAll(wire, 'listServers'), (rows) => rows.map(parseServer).sort(byName)),
      create: async (order) =>
        map(await call(wire, 'createServer', { body: formatServerOrder(order) }), parseCreatedServer),
      rename: async (server, name) =>
        map(await call(wire, 'renameServer', { path: { server }, body: { name } }), parseServer),
      delete: async (server) =>
        map(await call(wire, 'deleteServer', { path: { server } }), ({ outcome }) => outcome),
    },
    grants: {
      grant: async (server, { vaultId: vault, access }) =>
        map(await call(wire, 'grantVault', { path: { server, vault }, body: { access } }), parseServer),
      revoke: async (server, vault) =>
        map(await call(wire, 'revokeVault', { path: { server, vault } }), parseServer),
    },
    tokens: {
      create: async (order) =>
        map(await call(wire, 'createToken', { body: formatTokenOrder(order) }), parseIssuedToken),
      list: async () => map(await readAll(wire, 'listTokens'), (rows) => rows.map(parseToken).sort(byAge)),
      rename: async (token, name) =>
        map(await call(wire, 'renameToken', { path: { token }, body: { name } }), parseToken),
      delete: async (token) =>
        map(await call(wire, 'deleteToken', { path: { token } }), ({ outcome }) => outcome),
    },
    people: {
      list: async () => map(await readAll(wire, 'listPeople'), (rows) => [...rows].sort(byName)),
    },
    groups: {
      list: async () => map(await readAll(wire, 'listGroups'), (rows) => [...rows].sort(byName)),
      create: ({ name }) => call(wire, 'createGroup', { body: { name } }),
      addMember: (group, person) => call(wire, 'addMember', { path: { group, person } }),
      removeMember: (group, person) => call(wire, 'removeMember', { path: { group, person } }),
    },
    managers: managersOver(wire),
    credits: {
      read: async () => map(await call(wire, 'readCredits'), parseCredits),
      setPlan: async (plan) => map(await call(wire, 'setPlan', { body: formatPlan(plan) }), parseCredits),
    },
    audit: auditOver(wire),
    leases: {
      list: async () => map(await readAll(wire, 'listLeases'), (rows) => rows.map(parseLease).sort(byAge)),
      end: (which, note) => call(wire, 'endLeases', { body: formatLeaseEnd(which, note) }),
    },
  };
}

const map = <T, U>(result: Result<T, CallFailure>, change: (value: T) => U): Result<U, CallFailure> =>
  result.ok ? ok(change(result.value)) : result;
