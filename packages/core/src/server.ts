import type { Access } from './access.ts';
import { foldAscii } from './ascii.ts';

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

/** Ids are compared without case: `op` prints a server's in capitals, and a vault's in small letters. */
export const sameId = (one: string, other: string): boolean =>
  one.length === other.length && foldAscii(one) === foldAscii(other);
