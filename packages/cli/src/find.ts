import {
  err,
  type Failure,
  type Group,
  type Lookup,
  lookUp,
  type ManagedServer,
  type ManagedVault,
  type Management,
  type NonEmpty,
  ok,
  type Person,
  type Result,
  sameId,
  type Token,
} from '@connect-token/core';
import { asked } from './asked.ts';

type Found<T> = Promise<Result<T, NonEmpty<Failure>>>;

/** The thing of that name or id; how it isn't one is told in the words of its noun. */
function one<T>(
  found: Lookup<T>,
  none: (nearest: string | null) => Failure,
  many: (ids: readonly string[]) => Failure,
): Result<T, NonEmpty<Failure>> {
  switch (found.kind) {
    case 'one':
      return ok(found.thing);
    case 'none':
      return err([none(found.nearest)]);
    case 'many':
      return err([many(found.ids)]);
  }
}

export const nameServer = (
  server: string,
  servers: readonly ManagedServer[],
): Result<ManagedServer, NonEmpty<Failure>> =>
  one(
    lookUp(server, servers),
    (nearest) => ({ code: 'SERVER_UNKNOWN', server, nearest }),
    (ids) => ({ code: 'SERVER_AMBIGUOUS', server, ids }),
  );

export const nameVault = (
  vault: string,
  vaults: readonly ManagedVault[],
): Result<ManagedVault, NonEmpty<Failure>> =>
  one(
    lookUp(vault, vaults),
    (nearest) => ({ code: 'VAULT_UNKNOWN', vault, nearest }),
    (ids) => ({ code: 'VAULT_AMBIGUOUS', vault, ids }),
  );

export async function findServer({ servers }: Management, text: string): Found<ManagedServer> {
  const all = await asked(servers.list());
  return all.ok ? nameServer(text, all.value) : all;
}

export async function findVault({ vaults }: Management, text: string): Found<ManagedVault> {
  const all = await asked(vaults.list());
  return all.ok ? nameVault(text, all.value) : all;
}

export async function findGroup({ groups }: Management, group: string): Found<Group> {
  const all = await asked(groups.list());
  if (!all.ok) return all;
  return one(
    lookUp(group, all.value),
    (nearest) => ({ code: 'GROUP_UNKNOWN', group, nearest }),
    (ids) => ({ code: 'GROUP_AMBIGUOUS', group, ids }),
  );
}

export async function findPerson({ people }: Management, person: string): Found<Person> {
  const all = await asked(people.list());
  if (!all.ok) return all;
  return one(
    lookUp(person, all.value),
    (nearest) => ({ code: 'PERSON_UNKNOWN', person, nearest }),
    (ids) => ({ code: 'PERSON_AMBIGUOUS', person, ids }),
  );
}

/** `null`: the tokens of every server. */
export async function listTokens(
  management: Management,
  server: ManagedServer | null,
): Found<readonly Token[]> {
  const all = await asked(management.tokens.list());
  if (!all.ok || server === null) return all;
  return ok(all.value.filter(({ serverId }) => sameId(serverId, server.id)));
}

/** A name that only one token bears that isn't revoked is that token's: the revoked ones stay in the list for ever. */
export async function findToken(
  management: Management,
  token: string,
  serverText: string | undefined,
): Found<Token> {
  const server = serverText === undefined ? ok(null) : await findServer(management, serverText);
  if (!server.ok) return server;
  const tokens = await listTokens(management, server.value);
  if (!tokens.ok) return tokens;
  const found = lookUp(token, tokens.value);
  const active = tokens.value.filter(({ name, state }) => name === token && state === 'ACTIVE');
  const [only] = active;
  if (found.kind === 'many' && only !== undefined && active.length === 1) return ok(only);
  return one(
    found,
    () => ({ code: 'TOKEN_UNKNOWN', token }),
    (ids) => ({ code: 'TOKEN_AMBIGUOUS', token, ids }),
  );
}
