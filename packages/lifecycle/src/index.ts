export { type CredentialSurroundings, createCredentials } from './credentials.ts';
export type { MintAsk, Minted, Refused } from './mint.ts';
export { createMinter, type Minter } from './minter.ts';
export { createReaper, type Reaper } from './reaper.ts';
export type { Revocation } from './revoke.ts';
export type { Surroundings } from './surroundings.ts';
export { systemClock, systemIds, systemTimer } from './system.ts';
