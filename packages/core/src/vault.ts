import type { FailureOf } from './error.ts';
import type { Instant } from './time.ts';

/** The vault types of 1Password. Source: `op vault list --format json`. */
export const VAULT_TYPES = ['USER_CREATED', 'PERSONAL', 'EVERYONE', 'TRANSFER'] as const;

export type VaultType = (typeof VAULT_TYPES)[number];

export interface Vault {
  /** 26 characters of `[a-z0-9]`, compared case-insensitively. */
  readonly id: string;
  /** Not unique. */
  readonly name: string;
  /** As the control plane says it, new words included; `null` where it says nothing. */
  readonly type: VaultType | (string & {}) | null;
}

/** A vault as its managers see it. Source: the fields of `op vault list --format json`. */
export interface ManagedVault extends Vault {
  readonly attributeVersion: number;
  readonly contentVersion: number;
  /** How many items it holds. */
  readonly items: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** How an account treats the vaults that 1Password made itself. */
export interface BuiltInRule {
  /** Grant the built-in Shared vault (`EVERYONE`) as well. 1Password's documents differ, so it is off unless set. */
  readonly allowEveryone: boolean;
  /** Whether this control plane tells vault types; where it doesn't, the built-in names are refused instead. */
  readonly typesKnown: boolean;
}

const PERSONAL_NAMES: readonly string[] = ['personal', 'private', 'employee'];
const EVERYONE_NAMES: readonly string[] = ['shared', 'everyone'];

/**
 * Why a vault can't be granted to a server or a token, or `undefined` where it can. An allow-list: only a
 * `USER_CREATED` vault passes, so a type that is missing or that 1Password adds later is refused until someone looks at it.
 * Source: 1password.dev, `op connect vault grant`: Personal, Private and Employee vaults can't be granted.
 */
export function refuseBuiltIn(vault: Vault, rule: BuiltInRule): FailureOf<'VAULT_BUILT_IN'> | undefined {
  return isGrantable(vault, rule)
    ? undefined
    : { code: 'VAULT_BUILT_IN', vault: vault.name, id: vault.id, type: vault.type };
}

function isGrantable(vault: Vault, rule: BuiltInRule): boolean {
  if (vault.type === 'USER_CREATED') return true;
  if (vault.type === 'EVERYONE') return rule.allowEveryone;
  if (vault.type !== null || rule.typesKnown) return false;
  const name = vault.name.trim().toLowerCase();
  if (EVERYONE_NAMES.includes(name)) return rule.allowEveryone;
  return !PERSONAL_NAMES.includes(name);
}
