import {
  type Access,
  describe,
  err,
  ok,
  parseScopeEntries,
  type Result,
  refuseBuiltIn,
  type VaultType,
} from '@connect-token/core';
import type { Finder, NameableThing } from './finder.ts';
import { isStandIn } from './identifier.ts';

/** A vault as far as an entry of a server's list can name it. */
export interface NameableVault extends NameableThing {
  readonly type: VaultType;
}

export interface GrantRules {
  /** Whether servers may be granted the built-in Shared vault. */
  readonly allowEveryone: boolean;
}

/** A server's right to the vault at a position of the account file. */
export interface GrantEntry {
  readonly vault: number;
  readonly access: Access;
}

/**
 * `<vault>[,<r|w|rw>]`, a name or an id; without a permission it is `rw`. Fails with a sentence: the entry is malformed, names no
 * vault or several, or a built-in one.
 */
export function parseGrantEntry(
  entry: string,
  find: Finder<NameableVault>,
  { allowEveryone }: GrantRules,
): Result<GrantEntry, string> {
  const parsed = parseScopeEntries([entry]);
  // An entry counts as a line there; here the file's own line is told.
  if (!parsed.ok) return err(describe(parsed.error[0]).replace(/^line \d+: /, ''));
  const { vault: text, access = 'rw' } = parsed.value[0];
  const found = find(text);
  switch (found.kind) {
    case 'none':
      return err(describe({ code: 'VAULT_UNKNOWN', vault: text, nearest: found.nearest }));
    case 'many':
      return err(describeAmbiguity(text, found.ids));
    case 'one': {
      const builtIn = refuseBuiltIn(found.thing, { allowEveryone, typesKnown: true });
      return builtIn === undefined ? ok({ vault: found.thing.position, access }) : err(describe(builtIn));
    }
  }
}

const describeAmbiguity = (text: string, ids: readonly string[]): string =>
  ids.some(isStandIn)
    ? `more than one vault is named \`${text}\`: give each an \`id\`, and name that`
    : describe({ code: 'VAULT_AMBIGUOUS', vault: text, ids });
