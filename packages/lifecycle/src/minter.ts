import type { LeaseSelector, Result, TombstoneRule } from '@connect-token/core';
import { type MintAsk, type Minted, mint, type Refused } from './mint.ts';
import { type Revocation, revoke } from './revoke.ts';
import type { Surroundings } from './surroundings.ts';

export interface Minter {
  mint(ask: MintAsk): Promise<Result<Minted, Refused>>;
  revoke(which: LeaseSelector, tombstone: TombstoneRule): Promise<Result<Revocation, Refused>>;
}

export const createMinter = (around: Surroundings): Minter => ({
  mint: (ask) => mint(around, ask),
  revoke: (which, tombstone) => revoke(around, which, tombstone),
});
