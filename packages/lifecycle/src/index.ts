export { type TrailReport, type TrailSource, verifyTrail } from './audit-verification.ts';
export { type CredentialSurroundings, createCredentials } from './credentials.ts';
export type { CreditCount } from './credit-count.ts';
export type { EndedGroups, EndedLease } from './end-groups.ts';
export { createEnds, type Ends, type GroupEnded, type GroupEnding } from './ends.ts';
export type { MintAsk, Minted, Refused } from './mint.ts';
export { createMinter, type Minter } from './minter.ts';
export { ORPHANS_ADOPTED_MAX } from './orphans.ts';
export type { Planned } from './plan.ts';
export { createReaper, type Reaper } from './reaper.ts';
export type { Revocation } from './revoke.ts';
export type { StandingToken, TokenUses } from './standing-tokens.ts';
export type { Surroundings } from './surroundings.ts';
export type { EndedSwept, SweepEnd, Swept, SweptPage } from './sweep.ts';
export {
  createSteadyClock,
  systemClock,
  systemIds,
  systemRandom,
  systemTimer,
  type TimeSources,
} from './system.ts';
export { createWorkload, type Workload, type WorkloadSurroundings } from './workload.ts';
