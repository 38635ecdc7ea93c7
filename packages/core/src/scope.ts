import { type Access, covers } from './access.ts';
import { foldAscii } from './ascii.ts';
import type { Failure } from './error.ts';
import type { RequestedScope, RequestedVault } from './requested-scope.ts';
import { lookUp } from './resolve.ts';
import { err, isNonEmpty, mapNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { grantOf, type Server, sameId } from './server.ts';
import { type BuiltInRule, refuseBuiltIn, type Vault } from './vault.ts';

/** What a token may do in one vault. */
export interface VaultAccess {
  readonly vault: Vault;
  readonly access: Access;
}

/** What a token may do: real vaults, in the order asked, each once. */
export type Scope = NonEmpty<VaultAccess>;

/** The account as far as a scope needs it. */
export interface ScopeWorld {
  readonly server: Server;
  readonly vaults: readonly Vault[];
  readonly builtIn: BuiltInRule;
}

/**
 * The vaults that were named, each with an access that the server has. Refused, all at once: unknown and ambiguous names,
 * built-in vaults, a vault or a permission that the server wasn't granted, a vault named twice by different texts.
 */
export function resolveScope(asked: RequestedScope, world: ScopeWorld): Result<Scope, NonEmpty<Failure>> {
  const failures: Failure[] = [];
  const scope: VaultAccess[] = [];
  const firstLines = new Map<string, number>();
  for (const entry of asked) {
    const resolved = resolveEntry(entry, world);
    if (!resolved.ok) {
      failures.push(resolved.error);
      continue;
    }
    const id = foldAscii(resolved.value.vault.id);
    const firstLine = firstLines.get(id);
    if (firstLine !== undefined) {
      failures.push({ code: 'VAULT_REPEATED', vault: entry.vault, line: entry.line, firstLine });
      continue;
    }
    firstLines.set(id, entry.line);
    scope.push(resolved.value);
  }
  if (isNonEmpty(failures)) return err(failures);
  return isNonEmpty(scope) ? ok(scope) : err([{ code: 'VAULTS_EMPTY' }]);
}

function resolveEntry(
  { vault: text, access }: RequestedVault,
  world: ScopeWorld,
): Result<VaultAccess, Failure> {
  const found = lookUp(text, world.vaults);
  if (found.kind === 'none') return err({ code: 'VAULT_UNKNOWN', vault: text, nearest: found.nearest });
  if (found.kind === 'many') return err({ code: 'VAULT_AMBIGUOUS', vault: text, ids: found.ids });
  const vault = found.thing;
  const builtIn = refuseBuiltIn(vault, world.builtIn);
  if (builtIn !== undefined) return err(builtIn);
  const grant = grantOf(world.server, vault.id);
  if (grant === undefined) return err({ code: 'VAULT_NOT_GRANTED', vault: text, server: world.server.name });
  const asked = access ?? grant.access;
  return covers(grant.access, asked)
    ? ok({ vault, access: asked })
    : err({
        code: 'PERMISSION_NOT_GRANTED',
        vault: text,
        server: world.server.name,
        asked,
        granted: grant.access,
      });
}

/** What a token records of its scope: ids, because names change. */
export interface TokenVault {
  readonly vaultId: string;
  readonly access: Access;
}

export const tokenVaults = (scope: Scope): NonEmpty<TokenVault> =>
  mapNonEmpty(scope, ({ vault, access }) => ({ vaultId: vault.id, access }));

/** Whether two scopes allow exactly the same, in any order. */
export const sameScope = (one: readonly TokenVault[], other: readonly TokenVault[]): boolean =>
  one.length === other.length && includesAll(one, other) && includesAll(other, one);

const includesAll = (one: readonly TokenVault[], other: readonly TokenVault[]): boolean =>
  other.every(({ vaultId, access }) =>
    one.some((entry) => sameId(entry.vaultId, vaultId) && entry.access === access),
  );
