import type { LeaseSelector, Result, TombstoneRule } from '@connect-token/core';
import { type MintAsk, type Minted, mint, type Refused } from './mint.ts';
import { type Planned, plan } from './plan.ts';
import type { Reaper } from './reaper.ts';
import { type Revocation, revoke } from './revoke.ts';
import type { Surroundings } from './surroundings.ts';
import { watch } from './watched.ts';

export interface Minter {
  mint(ask: MintAsk): Promise<Result<Minted, Refused>>;
  /** What `mint` would answer, with nothing made. */
  plan(ask: MintAsk): Promise<Result<Planned, Refused>>;
  revoke(which: LeaseSelector, tombstone: TombstoneRule): Promise<Result<Revocation, Refused>>;
}

/** What a mint or a revocation leaves open, it tells the reaper; without one, the next pass finds it. */
export const createMinter = (around: Surroundings, reaper?: Pick<Reaper, 'wake' | 'endLater'>): Minter => {
  const watched = watch(around, reaper);
  return {
    mint: (ask) => mint(watched, ask),
    plan: (ask) => plan(watched, ask),
    revoke: (which, tombstone) => revoke(watched, which, tombstone),
  };
};
