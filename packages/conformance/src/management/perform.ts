import {
  instant,
  leaseTokenName,
  type Management,
  type ManagerPlace,
  mapNonEmpty,
} from '@connect-token/core';
import { BUILT_IN } from '../control-plane/world.ts';
import { byId, intentOf, NO_TOMBSTONE, stamp, vaultsNamed } from '../lease-store/intents.ts';
import type { Deed, Step } from './history.ts';
import { type ManagementUnderTest, metered } from './subject.ts';
import { actorOf, HOLDER, NOWHERE, PEOPLE, SEED } from './world.ts';

/** The ids of what a history has made in one house, in the order in which it was made: the same deed, the same place. */
export interface Made {
  /** Those that people made. */
  readonly vaults: string[];
  readonly servers: string[];
  readonly tokens: string[];
  readonly groups: string[];
  readonly leases: string[];
}

const madeOfSeed = (): Made => ({
  vaults: SEED.vaults.filter(({ type }) => type === 'USER_CREATED').map(({ id }) => id),
  servers: [],
  tokens: [],
  groups: SEED.groups.map(({ id }) => id),
  leases: [],
});

const BUILT_IN_IDS = BUILT_IN.map(({ id }) => id);

/** A house in which a history happens. */
export interface Stage {
  readonly house: ManagementUnderTest;
  readonly owner: Management;
  /** By `Step.actor`. */
  readonly hands: readonly Management[];
  readonly made: Made;
}

export async function stageOf(house: ManagementUnderTest): Promise<Stage> {
  const owner = await house.as(HOLDER);
  const people = await Promise.all(PEOPLE.map((person) => house.as(actorOf(person))));
  return { house, owner, hands: [owner, ...people], made: madeOfSeed() };
}

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

/** One pick of so many is of nothing, and one more of a vault that is built in. */
const ASTRAY = 12;

const among = (ids: readonly string[], n: number): string =>
  (n % ASTRAY === ASTRAY - 1 ? undefined : ids[n % ids.length]) ?? NOWHERE;

const vaultAmong = ({ vaults }: Made, n: number): string =>
  n % ASTRAY === ASTRAY - 2 ? among(BUILT_IN_IDS, n) : among(vaults, n);

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
      return management.tokens.rename(among(made.tokens, deed.token), deed.name);
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

async function createToken(
  deed: Deed & { readonly do: 'token.create' },
  management: Management,
  { house: { broker, leases, time }, made, step }: Scene,
): Promise<unknown> {
  const ofLease = deed.lease && broker !== null && leases !== null;
  const at = time.clock.now();
  const order = {
    name: ofLease ? leaseTokenName(leases.instance, `step ${step}`) : deed.name,
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

/** By what an answer looks like: a thing that was made stands in it with its id. */
function remember({ do: what }: Deed, answer: unknown, made: Made): void {
  const id = idOf(answer);
  if (id === undefined) return;
  if (what === 'vault.create') made.vaults.push(id);
  if (what === 'server.create') made.servers.push(id);
  if (what === 'token.create') made.tokens.push(id);
  if (what === 'group.create') made.groups.push(id);
}

function idOf(answer: unknown): string | undefined {
  const { value } = answer as { value?: { id?: string; server?: { id: string }; token?: { id: string } } };
  return value?.id ?? value?.server?.id ?? value?.token?.id;
}
