import { type Access, type Instant, isLeaseTokenName } from '@connect-token/core';
import { expect } from 'vitest';
import type { Snapshot } from './snapshot.ts';

/** What holds of an account whatever was done to it. Counted here once more, letter by letter, with none of core's rules. */
export function expectLaws(state: Snapshot, at: Instant, instance: string | null): void {
  expectCredits(state, at, instance);
  expectNothingBuiltIn(state);
  const owners = state.groups.find(({ type }) => type === 'OWNERS');
  expect(owners?.members.length, 'Owners').toBeGreaterThan(0);
  for (const { id, groups } of state.managers.own) {
    expect(groups.length, 'a list of managers of its own').toBeGreaterThan(0);
    expect(state.servers.map((server) => server.id)).toContain(id);
  }
}

type Counted = Pick<Snapshot, 'tokens' | 'servers' | 'credits'>;

function expectCredits({ tokens, servers, credits }: Counted, at: Instant, instance: string | null): void {
  const counts = tokens.map((token) => {
    const live = token.state === 'ACTIVE' && (token.expiresAt === null || token.expiresAt > at);
    const grants = servers.find(({ id }) => id === token.serverId)?.grants ?? [];
    const reached = token.vaults.filter(({ vaultId, access }) =>
      grants.some((grant) => grant.vaultId === vaultId && sharesLetter(grant.access, access)),
    );
    return { token, count: live ? reached.length : 0 };
  });
  const sum = (some: typeof counts): number => some.reduce((total, { count }) => total + count, 0);
  const ofServers = servers
    .map(({ id }) => ({ serverId: id, usage: sum(counts.filter(({ token }) => token.serverId === id)) }))
    .filter(({ usage }) => usage > 0);
  expect(credits.usage).toBe(sum(counts));
  expect(new Set(credits.servers)).toEqual(new Set(ofServers));
  if (instance === null) return;
  const standing = counts.filter(({ token }) => !isLeaseTokenName(token.name, instance));
  expect(credits.used).toBe(sum(standing) + credits.held);
}

const sharesLetter = (one: Access, other: Access): boolean =>
  [...one].some((letter) => other.includes(letter));

function expectNothingBuiltIn({ vaults, servers, tokens }: Snapshot): void {
  const grantable = new Set(vaults.filter(({ type }) => type === 'USER_CREATED').map(({ id }) => id));
  const granted = servers.flatMap(({ grants, fixedVaults }) => [
    ...grants.map(({ vaultId }) => vaultId),
    ...(fixedVaults ?? []),
  ]);
  const reached = tokens.flatMap(({ vaults: of }) => of.map(({ vaultId }) => vaultId));
  for (const vaultId of [...granted, ...reached])
    expect(grantable.has(vaultId), `${vaultId} is a vault that people made`).toBe(true);
}
