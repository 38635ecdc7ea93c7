import type { Management } from '@connect-token/core';
import { BUILT_IN } from '../control-plane/world.ts';
import type { Deed } from './history.ts';
import type { ManagementUnderTest } from './subject.ts';
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

/** One pick of so many is of nothing, and one more of a vault that is built in. */
const ASTRAY = 12;

export const among = (ids: readonly string[], n: number): string =>
  (n % ASTRAY === ASTRAY - 1 ? undefined : ids[n % ids.length]) ?? NOWHERE;

export const vaultAmong = ({ vaults }: Made, n: number): string =>
  n % ASTRAY === ASTRAY - 2 ? among(BUILT_IN_IDS, n) : among(vaults, n);

/** By what an answer looks like: a thing that was made stands in it with its id. */
export function remember({ do: what }: Deed, answer: unknown, made: Made): void {
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
