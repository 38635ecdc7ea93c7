import type { Access } from './access.ts';

/** A Connect server; the web page's *environment*. */
export interface Server {
  /** 26 characters of `[A-Z0-9]`, compared case-insensitively. */
  readonly id: string;
  /** Not unique. */
  readonly name: string;
  readonly grants: readonly VaultGrant[];
}

/** A server's right to a vault. At most one a vault. */
export interface VaultGrant {
  readonly vaultId: string;
  readonly access: Access;
}

export const grantOf = (server: Server, vaultId: string): VaultGrant | undefined =>
  server.grants.find((grant) => sameId(grant.vaultId, vaultId));

/** Ids differ in case between 1Password's own outputs. Source: facts/op-connect §3. */
export const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
