import type { Access } from './access.ts';
import { foldAscii } from './ascii.ts';
import type { Instant } from './time.ts';

/** A Connect server; the web page's *environment*. */
export interface Server {
  /** 26 characters of `[A-Z0-9]`, compared case-insensitively. */
  readonly id: string;
  /** Not unique. */
  readonly name: string;
  readonly grants: readonly VaultGrant[];
}

/** A server as its managers see it. */
export interface ManagedServer extends Server {
  /** The vaults that it began with, where it is never to get others (`vaults: fixed`); `null` where it may. */
  readonly fixedVaults: readonly string[] | null;
  readonly createdAt: Instant;
  /** Grows with each change of its tokens, from 1. Source: `tokens_version` of `op connect server list --format json`. */
  readonly tokensVersion: number;
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
