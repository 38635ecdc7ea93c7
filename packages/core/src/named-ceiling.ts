import type { Ceiling } from './ceiling.ts';
import type { Credits } from './credit.ts';
import type { Failure } from './error.ts';
import { lookUp } from './resolve.ts';
import type { Server } from './server.ts';
import type { Vault } from './vault.ts';

/** A ceiling as a configuration writes it: of a server or a vault, by name or id. */
export type NamedCeiling = { readonly limit: Credits } & (
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'vault'; readonly vault: string }
);

export interface CeilingWorld {
  readonly servers: readonly Pick<Server, 'id' | 'name'>[];
  readonly vaults: readonly Pick<Vault, 'id' | 'name'>[];
}

/**
 * The ceilings of the things that are named now. Of several things of one name each has the limit: none may escape it. A text that
 * names nothing bounds nothing; `refuseCeilings` says so at a start.
 */
export const resolveCeilings = (named: readonly NamedCeiling[], world: CeilingWorld): readonly Ceiling[] =>
  named.flatMap((each) =>
    idsOf(each, world).map((id): Ceiling => {
      const holder =
        each.kind === 'server'
          ? ({ kind: 'server', serverId: id } as const)
          : ({ kind: 'vault', vaultId: id } as const);
      return { holder, limit: each.limit };
    }),
  );

/** Every text that names nothing, or several things. */
export const refuseCeilings = (named: readonly NamedCeiling[], world: CeilingWorld): readonly Failure[] =>
  named.flatMap((each): readonly Failure[] => {
    const found = find(each, world);
    if (found.kind === 'one') return [];
    if (each.kind === 'server') {
      const { server } = each;
      return found.kind === 'none'
        ? [{ code: 'SERVER_UNKNOWN', server, nearest: found.nearest }]
        : [{ code: 'SERVER_AMBIGUOUS', server, ids: found.ids }];
    }
    const { vault } = each;
    return found.kind === 'none'
      ? [{ code: 'VAULT_UNKNOWN', vault, nearest: found.nearest }]
      : [{ code: 'VAULT_AMBIGUOUS', vault, ids: found.ids }];
  });

function idsOf(each: NamedCeiling, world: CeilingWorld): readonly string[] {
  const found = find(each, world);
  switch (found.kind) {
    case 'one':
      return [found.thing.id];
    case 'many':
      return found.ids;
    case 'none':
      return [];
  }
}

const find = (each: NamedCeiling, { servers, vaults }: CeilingWorld) =>
  each.kind === 'server' ? lookUp(each.server, servers) : lookUp(each.vault, vaults);
