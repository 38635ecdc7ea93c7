import type {
  Access,
  ActivityEntry,
  Actor,
  CallFailure,
  ControlPlane,
  CreditPlan,
  FailureCode,
  IssuedToken,
  LeaseStore,
  ManagedServer,
  Management,
  Result,
  ServerOrder,
  TokenOrder,
  Vault,
  VaultGrant,
} from '@connect-token/core';
import type { ManualTime } from '@connect-token/testkit';
import { expect } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { type Ask, order, PRODUCTION } from '../control-plane/world.ts';
import { snapshot } from './snapshot.ts';
import { PLATFORM, SHOP } from './world.ts';

/** An account to manage, and how to get rid of it. */
export interface ManagementUnderTest {
  /** The account in an actor's hands. */
  as(actor: Actor): Promise<Management>;
  /** The same account as the broker acts on it, for its leases; `null` where it can't be reached from here. */
  readonly broker: ControlPlane | null;
  readonly time: ManualTime;
  /** The leases of the same account; `null` where they can't be reached from here. */
  readonly leases: LeaseStore | null;
  /** As its Connect API tells what a token was used for. */
  record(entry: ActivityEntry): Promise<void>;
  close(): Promise<void>;
}

/** The account of the test that runs, and what is asked of it most. */
export interface Subject {
  readonly house: () => ManagementUnderTest;
  /** In the hands of whoever holds it. */
  readonly owner: () => Management;
  readonly server: (changes?: Partial<ServerOrder>) => Promise<ManagedServer>;
  readonly token: (
    server: ManagedServer,
    asks?: readonly Ask[],
    changes?: Partial<TokenOrder>,
  ) => Promise<IssuedToken>;
  readonly plan: (limit: number) => Promise<unknown>;
  /** Makes a server that only `SHOP` manages, beside `PLATFORM` that manages the others. */
  readonly ownServer: () => Promise<ManagedServer>;
}

export const grant = (vault: Vault, access: Access = 'rw'): VaultGrant => ({ vaultId: vault.id, access });

export const metered = (limit: number): CreditPlan => ({ kind: 'metered', limit });

const ORDER: ServerOrder = { name: 'Production', grants: [grant(PRODUCTION)], fixed: false };

export function subjectOf(house: () => ManagementUnderTest, owner: () => Management): Subject {
  const server: Subject['server'] = async (changes) =>
    must(await owner().servers.create({ ...ORDER, ...changes })).server;
  return {
    house,
    owner,
    server,
    token: async ({ id }, asks = [[PRODUCTION, 'r']], changes = {}) =>
      must(await owner().tokens.create(order(asks, { serverId: id, expiresAt: null, ...changes }))),
    plan: (limit) => owner().credits.setPlan(metered(limit)).then(must),
    ownServer: async () => {
      const own = await server({ name: 'Shop' });
      must(await owner().managers.grant(PLATFORM.id, { kind: 'global' }));
      must(await owner().managers.grant(SHOP.id, { kind: 'server', serverId: own.id }));
      return own;
    },
  };
}

/** Something that is refused, with its code and, where a loop asks for many, what it is. */
export type Refused = readonly [
  work: () => Promise<Result<unknown, CallFailure>>,
  code: FailureCode,
  what?: string,
];

/** Each is refused with its code, provably without effect, and after all of them the account tells the same as before. */
export async function expectRefusals(owner: Management, refused: readonly Refused[]): Promise<void> {
  const before = await snapshot(owner);
  for (const [work, code, what] of refused)
    expect(await work(), what).toMatchObject({ ok: false, error: { effect: 'none', failure: { code } } });
  expect(await snapshot(owner)).toEqual(before);
}

export const expectRefusal = (owner: Management, ...refused: Refused): Promise<void> =>
  expectRefusals(owner, [refused]);
