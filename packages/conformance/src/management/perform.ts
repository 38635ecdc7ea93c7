import {
  instant,
  type LeaseStore,
  leaseTokenName,
  type Management,
  type ManagerPlace,
  mapNonEmpty,
} from '@connect-token/core';
import { byId, intentOf, NO_TOMBSTONE, stamp, vaultsNamed } from '../lease-store/intents.ts';
import { type Deed, LEASE_NAME, type Step } from './history.ts';
import { among, type Made, remember, type Stage, vaultAmong } from './stage.ts';
import { metered } from './subject.ts';
import { PEOPLE } from './world.ts';

interface Scene extends Stage {
  /** Which step of the history this is: ids that a caller chooses are made of it. */
  readonly step: number;
}

/** Does a step in a house, remembers what it made, and answers what the house answered. */
export async function perform({ actor, deed }: Step, step: number, stage: Stage): Promise<unknown> {
  const answer = await answerOf(deed, stage.hands[actor] ?? stage.owner, { ...stage, step });
  remember(deed, answer, stage.made);
  return answer;
}

async function answerOf(deed: Deed, management: Management, scene: Scene): Promise<unknown> {
  const { house, made } = scene;
  switch (deed.do) {
    case 'vault.create':
      return management.vaults.create({ name: deed.name });
    case 'vault.rename':
      return management.vaults.rename(vaultAmong(made, deed.vault), deed.name);
    case 'server.create': {
      const grants = deed.grants.map((wanted) => ({
        vaultId: vaultAmong(made, wanted.vault),
        access: wanted.access,
      }));
      return management.servers.create({ name: deed.name, grants, fixed: deed.fixed });
    }
    case 'server.rename':
      return management.servers.rename(among(made.servers, deed.server), deed.name);
    case 'server.delete':
      return management.servers.delete(among(made.servers, deed.server));
    case 'vault.grant':
      return management.grants.grant(among(made.servers, deed.server), {
        vaultId: vaultAmong(made, deed.vault),
        access: deed.access,
      });
    case 'vault.revoke':
      return management.grants.revoke(among(made.servers, deed.server), vaultAmong(made, deed.vault));
    case 'token.create':
      return createToken(deed, management, scene);
    case 'token.rename':
      return management.tokens.rename(among(made.tokens, deed.token), tokenName(deed.name, house.leases));
    case 'token.delete': {
      const plane = deed.lease ? (house.broker ?? management) : management;
      return plane.tokens.delete(among(made.tokens, deed.token));
    }
    case 'group.create':
      return management.groups.create({ name: deed.name });
    case 'member.add':
      return management.groups.addMember(among(made.groups, deed.group), personOf(deed.person));
    case 'member.remove':
      return management.groups.removeMember(among(made.groups, deed.group), personOf(deed.person));
    case 'manager.grant':
      return management.managers.grant(among(made.groups, deed.group), placeOf(deed, made));
    case 'manager.revoke':
      return management.managers.revoke(among(made.groups, deed.group), placeOf(deed, made));
    case 'plan':
      return management.credits.setPlan(deed.limit === null ? { kind: 'unlimited' } : metered(deed.limit));
    case 'lease.revoke':
      return management.leases.end({ by: 'lease', leaseId: among(made.leases, deed.lease) }, 'because');
    case 'lease.intend':
    case 'lease.end':
      return changeLease(deed, scene);
  }
}

const personOf = (n: number): string =>
  among(
    PEOPLE.map(({ id }) => id),
    n,
  );

type Placed = Extract<Deed, { readonly place: unknown }>;

function placeOf(deed: Placed, { servers }: Made): ManagerPlace {
  return deed.place === 'server'
    ? { kind: 'server', serverId: among(servers, deed.server) }
    : { kind: deed.place };
}

const tokenName = (name: string, leases: LeaseStore | null): string =>
  name === LEASE_NAME && leases !== null ? leaseTokenName(leases.instance, 'x') : name;

async function createToken(
  deed: Deed & { readonly do: 'token.create' },
  management: Management,
  { house: { broker, leases, time }, made, step }: Scene,
): Promise<unknown> {
  const ofLease = deed.lease && broker !== null && leases !== null;
  const at = time.clock.now();
  const order = {
    name: ofLease ? leaseTokenName(leases.instance, `step ${step}`) : tokenName(deed.name, leases),
    serverId: among(made.servers, deed.server),
    scope: mapNonEmpty(deed.scope, ({ vault, access }) => ({
      vault: { id: vaultAmong(made, vault), name: 'as somebody calls it', type: 'USER_CREATED' },
      access,
    })),
    expiresAt: deed.lifetime === null ? null : instant(at + deed.lifetime * 1_000),
  };
  return ofLease ? broker.tokens.create(order) : management.tokens.create(order);
}

async function changeLease(
  deed: Deed & { readonly do: 'lease.intend' | 'lease.end' },
  { house: { leases, time }, made, step }: Scene,
): Promise<unknown> {
  if (leases === null) return null;
  const at = time.clock.now();
  const id = String(step).padStart(26, '0');
  if (deed.do === 'lease.end') {
    const which = byId({ id: among(made.leases, deed.lease) });
    const { kind } = await leases.end(which, 'handle', NO_TOMBSTONE, stamp(at));
    return kind;
  }
  const vaults = vaultsNamed(...['a', 'b', 'c'].slice(0, deed.vaults));
  const intent = await leases.intend(intentOf({ id, at, vaults }), stamp(at));
  if (intent.ok) made.leases.push(id);
  return intent;
}
